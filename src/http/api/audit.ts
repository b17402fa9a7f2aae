import Type, { type Static } from "typebox";
import type { AuditLog } from "../../account/audit_log.ts";
import type { AuditEntry } from "../../account/model.ts";
import { type Endpoint, endpoint } from "./endpoint.ts";
import {
  ActorAnswer,
  ActorKind,
  BotId,
  Limit,
  Moment,
  nullable,
  pageOf,
  parseMoment,
  Position,
  RecordId,
  toMoment,
  toPage,
  usualLimit,
} from "./wire.ts";

const Time = Type.Optional(Type.String({ format: "date-time" }));

const AuditAnswer = Type.Object({
  id: RecordId,
  at: Moment,
  actor: ActorAnswer,
  action: Type.String({ description: "Name of the endpoint, as in this document" }),
  target: Type.String({ description: "Path below /api/v1, with what was made at its end" }),
  bot: nullable(BotId),
  address: Type.String({ description: "IP address" }),
  status: Type.Integer({ description: "HTTP status of the answer" }),
}, { title: "AuditEntry" });

/** `/audit` */
export function auditEndpoints(log: AuditLog): Endpoint[] {
  return [
    endpoint({
      id: "listAudit",
      method: "GET",
      path: "/audit",
      tag: "audit",
      summary: "Who changed what, or tried to, the newest first",
      role: "owner",
      query: {
        before: Type.Optional(Position),
        limit: Limit,
        actor_kind: Type.Optional(ActorKind),
        actor_id: Type.Optional(Position),
        action: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })),
        bot: Type.Optional(BotId),
        since: Time,
        until: Time,
      },
      status: 200,
      conflict: "There is no such moment",
      answer: pageOf(AuditAnswer, RecordId),
      async handle({ query }) {
        const { limit = usualLimit, before, actor_kind, actor_id, action, bot } = query;
        const { since, until } = query;
        const filter = {
          ...(before === undefined ? {} : { before }),
          ...(actor_kind === undefined ? {} : { actorKind: actor_kind }),
          ...(actor_id === undefined ? {} : { actorId: actor_id }),
          ...(action === undefined ? {} : { action }),
          ...(bot === undefined ? {} : { botId: bot }),
          ...(since === undefined ? {} : { sinceMs: parseMoment(since, "since") }),
          ...(until === undefined ? {} : { untilMs: parseMoment(until, "until") }),
        };
        const { items, next } = toPage(await log.find(filter, limit + 1), limit, ({ id }) => id);
        return { items: items.map(toAnswer), next };
      },
    }),
  ];
}

function toAnswer(entry: AuditEntry): Static<typeof AuditAnswer> {
  const { id, atMs, actor, action, target, botId, address, status } = entry;
  const bot = botId === 0 ? null : botId;
  return { id, at: toMoment(atMs), actor: { ...actor }, action, target, bot, address, status };
}
