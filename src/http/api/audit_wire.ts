import Type, { type Static, type TObject } from "typebox";
import type { AuditEntry } from "../../account/account_records.ts";
import type { AuditFilter } from "../../account/account_store.ts";
import { toMoment } from "../../base/moment.ts";
import { ActorAnswer, ActorKind, BotId, Moment, nullable, parseMoment, Position, RecordId } from "./wire.ts";

const Time = Type.Optional(Type.String({ format: "date-time" }));

/** An entry of the audit log as the API shows it. */
export const AuditAnswer = Type.Object({
  id: RecordId,
  at: Moment,
  actor: ActorAnswer,
  action: Type.String({ description: "`operationId` of the endpoint" }),
  target: Type.String({ description: "Path below /api/v1, ending with what was created" }),
  bot: nullable(BotId),
  address: Type.String({ description: "IP address" }),
  status: Type.Integer({ description: "HTTP status of the response" }),
}, { title: "AuditEntry" });

/** What entries are looked for by. */
export const auditQuery = {
  before: Type.Optional(Position),
  actor_kind: Type.Optional(ActorKind),
  actor_id: Type.Optional(Position),
  action: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })),
  bot: Type.Optional(BotId),
  result: Type.Optional(
    Type.Enum(["done", "refused"], { description: "`refused` includes requests that failed" }),
  ),
  since: Time,
  until: Time,
};

/** An entry as the API writes it. */
export function toAuditAnswer(entry: AuditEntry): Static<typeof AuditAnswer> {
  const { id, atMs, actor, action, target, botId, address, status } = entry;
  const bot = botId === 0 ? null : botId;
  return { id, at: toMoment(atMs), actor: { ...actor }, action, target, bot, address, status };
}

/**
 * What is looked for.
 *
 * @throws {ApiError} 409 when a moment does not exist.
 */
export function toAuditFilter(query: Static<TObject<typeof auditQuery>>): AuditFilter {
  const { before, actor_kind, actor_id, action, bot, result, since, until } = query;
  return {
    ...(before === undefined ? {} : { before }),
    ...(actor_kind === undefined ? {} : { actorKind: actor_kind }),
    ...(actor_id === undefined ? {} : { actorId: actor_id }),
    ...(action === undefined ? {} : { action }),
    ...(bot === undefined ? {} : { botId: bot }),
    ...(result === undefined ? {} : { isDone: result === "done" }),
    ...(since === undefined ? {} : { sinceMs: parseMoment(since, "since") }),
    ...(until === undefined ? {} : { untilMs: parseMoment(until, "until") }),
  };
}
