import { fault } from "../faults/fault.ts";
import Type, { type Static, type TSchema } from "typebox";
import Value from "typebox/value";
import { OperationalError } from "../base/errors.ts";
import { pushTarget } from "../registry/entities/push_target.ts";
import type { AccessToken, Bot, Consumer } from "../registry/registry_store.ts";
import type { SqlRow } from "./driver.ts";
import { toEntityRecord } from "./entity_rows.ts";

const Numbers = Type.Array(Type.Number());
const Texts = Type.Array(Type.String());

const Status = Type.Enum(["active", "revoked", "removing"]);
const AddedBy = Type.Enum(["owner", "auto-register", "unknown"]);
const Ingress = Type.Enum(["poll", "webhook"]);
const Mode = Type.Enum(["poll", "push"]);
const Sharing = Type.Enum(["independent", "exclusive"]);
const Filter = Type.Object({
  updates: Type.Optional(Texts),
  chats: Type.Optional(Numbers),
  topics: Type.Optional(Numbers),
  users: Type.Optional(Numbers),
});
const Start = Type.Union([
  Type.Literal("now"),
  Type.Literal("all"),
  Type.Object({ timeMs: Type.Number() }),
  Type.Object({ position: Type.Number() }),
]);
const Scope = Type.Object({
  methods: Type.Optional(Texts),
  chats: Type.Optional(Numbers),
  updates: Type.Optional(Texts),
});

/** A bot from its row. */
export function toBot(row: SqlRow): Bot {
  return {
    id: Number(row.id),
    token: String(row.token),
    username: String(row.username),
    name: String(row.name),
    photo: String(row.photo),
    status: check(Status, row.status, `bot ${row.id}`, "status"),
    ingress: check(Ingress, row.ingress, `bot ${row.id}`, "ingress"),
    previousWebhookUrl: String(row.previous_webhook_url),
    retentionMs: Number(row.retention_ms),
    maxJournalBytes: Number(row.max_journal_bytes),
    isArchived: row.is_archived === 1,
    archivedSinceMs: Number(row.archived_since),
    refreshesChats: row.refreshes_chats === 1,
    addedBy: check(AddedBy, row.added_by, `bot ${row.id}`, "added_by"),
    isSignInBot: row.is_sign_in_bot === 1,
    addedAtMs: Number(row.added_at),
  };
}

/** A consumer from its row. */
export function toConsumer(row: SqlRow): Consumer {
  const owner = `consumer ${row.id}`;
  return {
    id: Number(row.id),
    botId: Number(row.bot_id),
    name: String(row.name),
    mode: check(Mode, row.mode, owner, "mode"),
    sharing: check(Sharing, row.sharing, owner, "sharing"),
    filter: parse(Filter, row.filter, owner, "filter"),
    start: parse(Start, row.start, owner, "start"),
    push: toPush(row.push, owner),
    disabledReason: String(row.disabled_reason),
    addedAtMs: Number(row.added_at),
  };
}

/** An access token from its row. */
export function toAccessToken(row: SqlRow): AccessToken {
  return {
    id: Number(row.id),
    botId: Number(row.bot_id),
    consumerId: Number(row.consumer_id),
    label: String(row.label),
    hash: String(row.hash),
    scope: parse(Scope, row.scope, `access token ${row.id}`, "scope"),
    addedAtMs: Number(row.added_at),
  };
}

function toPush(json: unknown, owner: string): Consumer["push"] {
  const value = parseJson(json, owner, "push");
  if (value === null) return undefined;
  const push = toEntityRecord(pushTarget, value);
  if (push === undefined) throw damaged(owner, "push");
  return push;
}

function parse<S extends TSchema>(schema: S, json: unknown, owner: string, column: string): Static<S> {
  return check(schema, parseJson(json, owner, column), owner, column);
}

function parseJson(json: unknown, owner: string, column: string): unknown {
  try {
    return JSON.parse(String(json));
  } catch (cause) {
    throw damaged(owner, column, cause);
  }
}

function check<S extends TSchema>(schema: S, value: unknown, owner: string, column: string): Static<S> {
  if (!Value.Check(schema, value)) throw damaged(owner, column);
  return value;
}

/** The value stays out of the message: it may hold a webhook's secret. */
function damaged(owner: string, column: string, cause?: unknown): OperationalError {
  return new OperationalError(fault("row_damaged", { column, owner }), { cause });
}
