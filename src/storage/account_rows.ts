import { fault } from "../faults/fault.ts";
import Type from "typebox";
import Value from "typebox/value";
import {
  type Actor,
  actorKinds,
  type ApiKey,
  type AuditEntry,
  type Device,
  type Grants,
  type Operator,
  type Session,
} from "../account/account_records.ts";
import type { Note } from "../account/note_store.ts";
import { type Tag, tagColors } from "../account/tag_store.ts";
import { OperationalError } from "../base/errors.ts";
import type { SqlRow } from "./driver.ts";

const RoleColumn = Type.Enum(["viewer", "manager", "owner"]);
const ActorKind = Type.Enum([...actorKinds]);
const ColorColumn = Type.Enum([...tagColors]);
const BotsColumn = Type.Array(Type.Integer());

/** An API key from its row. */
export function toApiKey(row: SqlRow): ApiKey {
  return {
    id: Number(row.id),
    label: String(row.label),
    hash: String(row.hash),
    ...toGrants(row, `API key ${row.id}`),
    isFromSettings: row.is_from_settings === 1,
    addedAtMs: Number(row.added_at),
    expiresAtMs: Number(row.expires_at),
    lastUsedAtMs: Number(row.last_used_at),
  };
}

/** An operator from its row. */
export function toOperator(row: SqlRow): Operator {
  return {
    id: Number(row.id),
    name: String(row.name),
    ...toGrants(row, `operator ${row.id}`),
    passwordHash: String(row.password_hash),
    totpSecret: String(row.totp_secret),
    totpStep: Number(row.totp_step),
    telegramUserId: Number(row.telegram_user_id),
    addedAtMs: Number(row.added_at),
    lastSignInAtMs: Number(row.last_sign_in_at),
  };
}

/** A session from its row. */
export function toSession(row: SqlRow): Session {
  return {
    id: Number(row.id),
    operatorId: Number(row.operator_id),
    hash: String(row.hash),
    address: String(row.address),
    userAgent: String(row.user_agent),
    addedAtMs: Number(row.added_at),
    lastSeenAtMs: Number(row.last_seen_at),
  };
}

/** A known device from its row. */
export function toDevice(row: SqlRow): Device {
  return {
    id: Number(row.id),
    operatorId: Number(row.operator_id),
    hash: String(row.hash),
    address: String(row.address),
    userAgent: String(row.user_agent),
    addedAtMs: Number(row.added_at),
    lastSignInAtMs: Number(row.last_sign_in_at),
  };
}

/** A tag from its row. */
export function toTag(row: SqlRow): Tag {
  const { color } = row;
  if (!Value.Check(ColorColumn, color)) throw damaged(`tag ${row.id}`, "color");
  return {
    id: Number(row.id),
    botId: Number(row.bot_id),
    chatId: Number(row.chat_id),
    name: String(row.name),
    color,
    addedAtMs: Number(row.added_at),
  };
}

/** A note from its row. */
export function toNote(row: SqlRow): Note {
  return {
    id: Number(row.id),
    botId: Number(row.bot_id),
    userId: Number(row.user_id),
    text: String(row.text),
    author: toActor(`note ${row.id}`, row.author_kind, row.author_id, row.author_name),
    writtenAtMs: Number(row.written_at),
  };
}

/** An entry of the audit log from its row. */
export function toAuditEntry(row: SqlRow): AuditEntry {
  return {
    id: Number(row.id),
    atMs: Number(row.at),
    actor: toActor(`audit entry ${row.id}`, row.actor_kind, row.actor_id, row.actor_name),
    action: String(row.action),
    target: String(row.target),
    botId: Number(row.bot_id),
    address: String(row.address),
    status: Number(row.status),
  };
}

/** A list of bots as it is stored; the empty text stands for all of them. */
export function fromBots(bots: readonly number[] | undefined): string {
  return bots === undefined ? "" : JSON.stringify(bots);
}

function toActor(owner: string, kind: unknown, id: unknown, name: unknown): Actor {
  if (!Value.Check(ActorKind, kind)) throw damaged(owner, "kind of actor");
  return { kind, id: Number(id), name: String(name) };
}

function toGrants(row: SqlRow, owner: string): Grants {
  const bots = toBots(row.bots, owner);
  return { role: toRole(row.role, owner), ...(bots === undefined ? {} : { bots }) };
}

function toBots(column: unknown, owner: string): readonly number[] | undefined {
  if (column === "") return undefined;
  // A list that cannot be read must not turn into all bots.
  const value = parseJson(String(column));
  if (Value.Check(BotsColumn, value)) return value;
  throw damaged(owner, "bots");
}

function toRole(column: unknown, owner: string): ApiKey["role"] {
  if (Value.Check(RoleColumn, column)) return column;
  throw damaged(owner, "role");
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function damaged(owner: string, column: string): OperationalError {
  return new OperationalError(fault("row_damaged", { column, owner }));
}
