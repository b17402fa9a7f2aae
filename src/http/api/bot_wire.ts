import Type, { type Static } from "typebox";
import { bot } from "../../registry/entities/bot.ts";
import type { BotStatus } from "../status.ts";
import { answerMembers, toAnswerMembers } from "./entity_wire.ts";
import { healthFields, toHealthAnswer, toWords } from "./health_wire.ts";
import { toMoment } from "../../base/moment.ts";
import { Count, Moment, Position } from "./wire.ts";

/** A bot as the API shows it, without its token. */
export const BotAnswer = Type.Object({
  ...answerMembers(bot),
  health: Type.Object({
    ...healthFields,
    state: Type.String({ description: "Status with Telegram: `ok`, or what is wrong" }),
    why: Type.String({ description: "One sentence about that with what to do; empty while all is well" }),
    since: Moment,
    last_success: Moment,
    last_latency_ms: Type.Number(),
    received: Count,
  }),
  journal: Type.Object({
    updates: Count,
    bytes: Count,
    first_position: Position,
    last_position: Position,
  }),
  per_minute: Type.Object({ received: Count, archived: Count, routed: Count }, {
    description: "Updates in the last minute: that came in, that were archived, and what routing sent",
  }),
  sending: Type.Object({
    sent: Count,
    waiting: Count,
    delayed: Count,
    delayed_ms: Count,
    refused: Count,
    limited: Count,
    repeated: Count,
  }, {
    description:
      "Sends since the start: messages, sends that wait now, that waited and how long together, that were refused, " +
      "that Telegram refused with 429, and that were repeated then. With `observe`, what would have waited or been refused",
  }),
  consumers: Count,
}, { title: "Bot" });

/** A bot as the API shows it. */
export function toBotAnswer(status: BotStatus, acceptLanguage: string | null): Static<typeof BotAnswer> {
  const { health, log, perMinute, consumers, report, sending } = status;
  return {
    ...toAnswerMembers(bot, status.bot),
    health: {
      ...toHealthAnswer(report, acceptLanguage),
      state: health?.state ?? "stopped",
      why: toWords(health?.lastFault, acceptLanguage),
      since: toMoment(health?.sinceMs ?? 0),
      last_success: toMoment(health?.lastSuccessMs ?? 0),
      last_latency_ms: health?.lastLatencyMs ?? 0,
      received: health?.received ?? 0,
    },
    journal: {
      updates: log.count,
      bytes: log.bytes,
      first_position: log.firstPosition,
      last_position: log.lastPosition,
    },
    per_minute: { ...perMinute },
    sending: {
      sent: sending.sent,
      waiting: sending.waiting,
      delayed: sending.delayed,
      delayed_ms: Math.round(sending.delayedMs),
      refused: sending.refused,
      limited: sending.limited,
      repeated: sending.repeated,
    },
    consumers: consumers.length,
  };
}
