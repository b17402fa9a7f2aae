import Type from "typebox";
import { parseByteSize, parseDurationMs } from "../../base/quantities.ts";
import { textKind } from "../../base/value_kind.ts";
import { fault } from "../../faults/fault.ts";
import { documentedRates, ratePattern } from "../../telegram/send_rates.ts";
import { toShownUrl } from "../../telegram/webhook_url.ts";
import { momentAnswer, MomentMs } from "./moment.ts";
import { entity, internal, optional, type RecordOf, required, withDefault } from "./entity.ts";

const texts = (...examples: string[]) => Type.String({ examples });

/** One Telegram bot that BotMux manages. */
export const bot = entity({
  /** The number before the colon of its token. */
  id: internal(required(Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }), { answer: "value" })),
  token: internal(required(Type.String(), { isSecret: true })),
  /** From getMe. */
  username: internal(withDefault(Type.String(), {
    description: "Without @; empty until upstream answered once",
    default: "",
    answer: "value",
  })),
  /** First name from getMe. */
  name: internal(withDefault(Type.String(), { default: "", answer: "value" })),
  photo: internal(optional(Type.String(), {
    description: "Id of the file with its profile photo, for `getFile`",
    answer: "value",
  })),
  /** `revoked`: upstream refused its token again and again. `removing`: it is removed once the webhook it had before is set again. */
  status: internal(
    withDefault(Type.Enum(["active", "revoked", "removing"]), { default: "active", answer: "value" }),
  ),
  ingress: withDefault(Type.Enum(["poll", "webhook"]), {
    description: "How updates arrive: by long polling, or by a webhook at the public URL",
    default: "poll",
  }),
  /** URL of the webhook the bot had upstream when it was added. */
  previousWebhookUrl: internal(optional(Type.String(), {
    isSecret: true,
    answer: {
      wire: "previous_webhook",
      schema: Type.Union([
        Type.String({ description: "Scheme and host of the webhook it had before BotMux" }),
        Type.Null(),
      ]),
      of: (url: string | undefined) => url === undefined ? null : toShownUrl(url),
    },
  })),
  retentionMs: required(Type.Integer({ minimum: 1_000, maximum: 365 * 86_400_000 }), {
    description: "How long updates are kept",
    file: "retention",
    flag: "retention",
    formUnit: 3_600_000,
    written: { ...textKind("DURATION", (text) => parseDurationMs(text)), schema: texts("24h", "7d") },
  }),
  maxJournalBytes: required(Type.Integer({ minimum: 1_000_000, maximum: 1e12 }), {
    description: "Maximum journal size",
    file: "journalSize",
    flag: "journal-size",
    formUnit: 1_000_000,
    written: { ...textKind("SIZE", parseByteSize), schema: texts("256MB") },
  }),
  isArchived: withDefault(Type.Boolean(), {
    description: "Whether to archive this bot; turning it off keeps what was archived",
    wire: "archive",
    file: "archive",
    flag: "archive",
    default: true,
  }),
  /** When archiving was turned on again: what came before is not archived. Absent where it was always on. */
  archivedSinceMs: internal(optional(Type.Integer())),
  refreshesChats: withDefault(Type.Boolean(), {
    description: "Whether to refresh photos, member counts and rights of its archived chats",
    wire: "refresh_chats",
    file: "refreshChats",
    flag: "refresh-chats",
    default: true,
  }),
  pacing: withDefault(Type.Enum(["off", "observe", "smooth"]), {
    description:
      "What happens to messages above the limits: sent at once, sent at once and counted, or queued",
    default: "observe",
  }),
  botRate: withDefault(Type.String({ pattern: ratePattern }), {
    description: "Maximum rate of the bot's messages",
    fault: fault("field_not_a_rate"),
    placeholder: "RATE",
    default: documentedRates.bot,
  }),
  chatRate: withDefault(Type.String({ pattern: ratePattern }), {
    description: "Maximum rate of messages to one private chat",
    fault: fault("field_not_a_rate"),
    placeholder: "RATE",
    default: documentedRates.privateChat,
  }),
  groupRate: withDefault(Type.String({ pattern: ratePattern }), {
    description: "Maximum rate of messages to one group or channel",
    fault: fault("field_not_a_rate"),
    placeholder: "RATE",
    default: documentedRates.group,
  }),
  paidRate: withDefault(Type.String({ pattern: ratePattern }), {
    description: "Maximum rate of messages sent with allow_paid_broadcast",
    fault: fault("field_not_a_rate"),
    placeholder: "RATE",
    default: documentedRates.paid,
  }),
  maxSendWaitMs: withDefault(Type.Integer({ minimum: 1_000, maximum: 600_000 }), {
    description: "Maximum time a message is queued; one that would wait longer is refused with 429",
    file: "maxSendWait",
    flag: "max-send-wait",
    formUnit: 1_000,
    default: 30_000,
    written: { ...textKind("DURATION", (text) => parseDurationMs(text)), schema: texts("30s") },
  }),
  /** `unknown`: before this was kept. */
  addedBy: internal(withDefault(Type.Enum(["owner", "auto-register", "unknown"]), {
    description: "Who added it: an owner, or a program that called with its token",
    default: "owner",
    answer: "value",
  })),
  isSignInBot: withDefault(Type.Boolean(), {
    description:
      "Whether linked operators can sign in through its Mini App; use a dedicated bot, because its other Mini Apps get the same signed data",
    wire: "sign_in",
    file: "signIn",
    flag: "sign-in",
    default: false,
  }),
  addedAtMs: internal(required(MomentMs, { answer: momentAnswer })),
});

/** One Telegram bot that BotMux manages. */
export type Bot = RecordOf<typeof bot>;
