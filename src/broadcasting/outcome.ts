import { asArray, asInteger, asRecord } from "../base/json_value.ts";
import { maskSecrets } from "../base/secrets.ts";
import type { TelegramError } from "../telegram/envelope.ts";
import { isRefusedAs, isTokenRefused, meaningOf } from "../telegram/telegram_meaning.ts";
import { UnansweredCall } from "../telegram/unanswered_call.ts";
import type { FailureReason } from "./broadcast.ts";
import type { RecipientResult } from "./broadcast_store.ts";
import type { CallOutcome } from "./ports.ts";

/** What a call of a broadcast came to. */
export type Verdict =
  | { readonly kind: "ended"; readonly result: Omit<RecipientResult, "chatId"> }
  /** It was certainly not carried out; the broadcast waits so long before it goes on, or as it sees fit. */
  | { readonly kind: "put-back"; readonly waitMs: number | undefined }
  /** It was not carried out, and none will be. */
  | { readonly kind: "token-rejected" };

/** Maximum characters of Telegram's words that are kept of each failure. */
const maxDetailLength = 200;

/** Reasons by what Telegram's refusal means. */
const reasons: Readonly<Record<string, FailureReason>> = {
  telegram_bot_blocked: "blocked",
  telegram_user_deleted: "deactivated",
  telegram_not_started: "not_started",
  telegram_chat_unknown: "chat_not_found",
  telegram_kicked: "blocked",
  telegram_not_member: "blocked",
  telegram_group_deleted: "chat_not_found",
  telegram_right_missing: "no_rights",
  telegram_message_unknown: "message_gone",
  telegram_not_deletable: "message_gone",
};

/** Says what to make of the outcome of a call. */
export function judge(outcome: CallOutcome): Verdict {
  if (outcome.ok) return ended("sent", undefined, "", messageIdsOf(outcome.result));
  const { error } = outcome;
  if (isTokenRefused(error)) return { kind: "token-rejected" };
  if (error.code === 429) return { kind: "put-back", waitMs: (error.parameters?.retry_after ?? 1) * 1000 };
  if (error instanceof UnansweredCall && !error.isUncertain) return { kind: "put-back", waitMs: undefined };
  if (error.code >= 500) return ended("uncertain", "no_answer", describe(error));
  // What it should say, it says already.
  if (isRefusedAs("unmodified", error)) return ended("sent", undefined, "");
  return ended("failed", reasons[meaningOf(error).code] ?? "rejected", describe(error));
}

function ended(
  state: RecipientResult["state"],
  reason: FailureReason | undefined,
  detail: string,
  messageIds: readonly number[] = [],
): Verdict {
  return { kind: "ended", result: { state, reason, detail, messageIds } };
}

function describe({ code, description }: TelegramError): string {
  return maskSecrets(`${code} ${description}`).slice(0, maxDetailLength);
}

/** Ids of the messages in the result of a method: a message, a list of messages, or their ids. */
function messageIdsOf(result: unknown): number[] {
  const messages = Array.isArray(result) ? asArray(result) : [result];
  return messages.map((message) => asInteger(asRecord(message)?.message_id)).filter((id) => id > 0);
}
