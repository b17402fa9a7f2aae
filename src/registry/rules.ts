import { usageError } from "../base/errors.ts";
import { maxLabelLength } from "./entities/access_token.ts";
import type { PushTarget } from "./entities/push_target.ts";
import type { Bot } from "./entities/bot.ts";
import { type Consumer, consumerNamePattern, defaultConsumerName } from "./entities/consumer.ts";
import { findPushFault } from "./push_rules.ts";

/** Maximum consumers of one bot, its default one among them. */
export const maxConsumersPerBot = 1_000;
/** Maximum access tokens of one consumer. */
export const maxAccessTokensPerConsumer = 1_000;
/** Maximum length of the reason why a consumer is disabled, in characters. */
export const maxReasonLength = 500;

/**
 * @throws {UsageError} when `name` cannot be a consumer's name.
 */
function checkConsumerName(name: string): void {
  if (consumerNamePattern.test(name)) return;
  throw usageError("consumer_name_invalid");
}

/**
 * @throws {UsageError} when the parts of a consumer contradict one another.
 */
export function checkConsumer(consumer: Omit<Consumer, "id">): void {
  const { name, mode, push } = consumer;
  checkConsumerName(name);
  if ((mode === "push") !== (push !== undefined)) {
    throw usageError("consumer_url_mismatch", { name });
  }
  if (push !== undefined) checkPushTarget(name, push);
  checkReason(consumer);
}

/**
 * @throws {UsageError} when people are to sign in with a bot that no owner added: whoever brought it could bring one of
 * their own.
 */
export function checkSignInBot({ id, isSignInBot, addedBy }: Bot): void {
  if (!isSignInBot || addedBy === "owner") return;
  throw usageError(addedBy === "auto-register" ? "sign_in_bot_foreign" : "sign_in_bot_unknown", { bot: id });
}

function checkPushTarget(consumerName: string, target: PushTarget): void {
  const fault = findPushFault(target);
  if (fault === undefined) return;
  throw usageError("consumer_push_invalid", {
    name: consumerName,
    place: fault.path.join(" "),
    wrong: fault.fault,
  });
}

/** Why a consumer stays disabled when its mode changes: what was wrong with a webhook ends with it. */
export function toKeptReason(before: Consumer, mode: Consumer["mode"]): string | undefined {
  return before.mode === "push" && mode === "poll" ? undefined : before.disabledReason;
}

function checkReason({ disabledReason }: Pick<Consumer, "disabledReason">): void {
  if (disabledReason === undefined || isOneLine(disabledReason, maxReasonLength)) return;
  throw usageError("consumer_reason_invalid", { count: maxReasonLength });
}

/**
 * @throws {UsageError} when `label` is too long or would break a line.
 */
export function checkLabel(label: string): void {
  if (isOneLine(label, maxLabelLength)) return;
  throw usageError("label_invalid", { count: maxLabelLength });
}

/** Whether a consumer is the one behind its bot's real token. */
export function isDefaultConsumer(consumer: Pick<Consumer, "name">): boolean {
  return consumer.name === defaultConsumerName;
}

function isOneLine(text: string, maxLength: number): boolean {
  // deno-lint-ignore no-control-regex -- control characters are what is looked for
  return text.length <= maxLength && !/[\u0000-\u001f\u007f]/.test(text);
}

/**
 * @throws {UsageError} when one of `bots` is to receive by webhook and BotMux has no public URL.
 */
export function checkPublicUrl(
  bots: readonly (Pick<Bot, "id"> & Partial<Pick<Bot, "ingress">>)[],
  publicUrl: string | undefined,
): void {
  const bot = bots.find(({ ingress }) => ingress === "webhook");
  if (bot === undefined || publicUrl !== undefined) return;
  throw usageError("public_url_missing", { bot: bot.id });
}
