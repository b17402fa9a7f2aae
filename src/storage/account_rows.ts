import { fault } from "../faults/fault.ts";
import Type from "typebox";
import Value from "typebox/value";
import {
  type Actor,
  actorKinds,
  type AuditEntry,
  type Device,
  type Session,
} from "../account/account_records.ts";
import type { Note } from "../account/note_store.ts";
import { type Tag, tagColors } from "../account/tag_store.ts";
import { OperationalError } from "../base/errors.ts";
import type { SqlRow } from "./driver.ts";

const ActorKind = Type.Enum([...actorKinds]);
const ColorColumn = Type.Enum([...tagColors]);

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

/** Makes names of tags alike that differ in case only. Databases know case in some alphabets, or by the locale. */
export function foldTagName(name: string): string {
  return name.normalize("NFKC").toLowerCase();
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

function toActor(owner: string, kind: unknown, id: unknown, name: unknown): Actor {
  if (!Value.Check(ActorKind, kind)) throw damaged(owner, "kind of actor");
  return { kind, id: Number(id), name: String(name) };
}

function damaged(owner: string, column: string): OperationalError {
  return new OperationalError(fault("row_damaged", { column, owner }));
}
