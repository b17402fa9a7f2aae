import Type, { type Static } from "typebox";
import { toShownUrl } from "../../telegram/webhook_url.ts";
import type { BotStatus } from "../status.ts";
import { healthFields, toHealthAnswer, toWords } from "./health_wire.ts";
import { toMoment } from "../../base/moment.ts";
import { BotId, Count, Moment, nullable, Position } from "./wire.ts";

/** A bot as the API shows it, without its token. */
export const BotAnswer = Type.Object({
  id: BotId,
  username: Type.String({ description: "Without @; empty until upstream answered once" }),
  name: Type.String(),
  photo: nullable(Type.String({ description: "Id of the file with its profile photo, for `getFile`" })),
  status: Type.Enum(["active", "revoked", "removing"]),
  ingress: Type.Enum(["poll", "webhook"]),
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
  retention_ms: Count,
  max_journal_bytes: Count,
  archive: Type.Boolean({ description: "Whether it is archived, where BotMux has an archive" }),
  refresh_chats: Type.Boolean({
    description: "Whether Telegram is asked now and then about its photo and its chats",
  }),
  pacing: Type.Enum(["off", "observe", "smooth"], {
    description: "What happens to sends above the limits: pass, pass and be counted, or wait their turn",
  }),
  bot_rate: Type.String({ description: "Maximum messages of the bot, such as 30/s" }),
  chat_rate: Type.String({ description: "Maximum messages to one private chat" }),
  group_rate: Type.String({ description: "Maximum messages to one group or channel" }),
  paid_rate: Type.String({ description: "Maximum messages sent with `allow_paid_broadcast`" }),
  max_send_wait_ms: Count,
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
  added_by: Type.Enum(["owner", "auto-register", "unknown"], {
    description: "Who added it: an owner, or a program that called with its token",
  }),
  sign_in: Type.Boolean({ description: "Whether linked operators may sign in through its Mini App" }),
  previous_webhook: nullable(
    Type.String({ description: "Scheme and host of the webhook it had before BotMux" }),
  ),
  consumers: Count,
  added_at: Moment,
}, { title: "Bot" });

/** A bot as the API shows it. */
export function toBotAnswer(
  { bot, health, log, perMinute, consumers, report, sending }: BotStatus,
  acceptLanguage: string | null,
): Static<typeof BotAnswer> {
  return {
    id: bot.id,
    username: bot.username,
    name: bot.name,
    photo: bot.photo ?? null,
    status: bot.status,
    ingress: bot.ingress,
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
    retention_ms: bot.retentionMs,
    max_journal_bytes: bot.maxJournalBytes,
    archive: bot.isArchived,
    refresh_chats: bot.refreshesChats,
    pacing: bot.pacing,
    bot_rate: bot.botRate,
    chat_rate: bot.chatRate,
    group_rate: bot.groupRate,
    paid_rate: bot.paidRate,
    max_send_wait_ms: bot.maxSendWaitMs,
    sending: {
      sent: sending.sent,
      waiting: sending.waiting,
      delayed: sending.delayed,
      delayed_ms: Math.round(sending.delayedMs),
      refused: sending.refused,
      limited: sending.limited,
      repeated: sending.repeated,
    },
    added_by: bot.addedBy,
    sign_in: bot.isSignInBot,
    previous_webhook: bot.previousWebhookUrl === undefined ? null : toShownUrl(bot.previousWebhookUrl),
    consumers: consumers.length,
    added_at: toMoment(bot.addedAtMs),
  };
}
