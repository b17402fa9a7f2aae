import { UsageError } from "../base/errors.ts";
import { type Bot, type Consumer, defaultConsumerName, type PushTarget } from "./model.ts";
import { findPushFault } from "./push_rules.ts";

/** Most consumers of one bot, its default one among them. */
export const mostConsumersPerBot = 1_000;
/** Most access tokens of one consumer. */
export const mostAccessTokensPerConsumer = 1_000;
/** Longest label of an access token, in characters. */
export const longestLabel = 100;
/** Longest reason why a consumer is switched off, in characters. */
export const longestReason = 500;
/** What a consumer's name looks like: it stands in paths and metrics. */
export const consumerNamePattern = /^[a-z0-9][a-z0-9_-]{0,63}$/;

/**
 * @throws {UsageError} when `name` cannot be a consumer's name.
 */
export function checkConsumerName(name: string): void {
  if (consumerNamePattern.test(name)) return;
  throw new UsageError(
    `Cannot use ${JSON.stringify(name.slice(0, 80))} as a consumer's name: ` +
      "take 1 to 64 of a-z, 0-9, '-' and '_', beginning with a letter or a digit",
  );
}

/**
 * @throws {UsageError} when the parts of a consumer contradict one another.
 */
export function checkConsumer(consumer: Omit<Consumer, "id">): void {
  const { name, mode, push, switchedOff } = consumer;
  checkConsumerName(name);
  if ((mode === "push") !== (push !== undefined)) {
    throw new UsageError(
      `Cannot use consumer ${name}: mode push needs a URL to push to, and only that mode has one`,
    );
  }
  if (push !== undefined) checkPushTarget(name, push);
  checkReason(consumer);
  if (mode === "poll" && switchedOff !== "") {
    throw new UsageError(
      `Cannot switch off consumer ${name}: it polls, and only one that pushes can be switched off`,
    );
  }
}

/**
 * @throws {UsageError} when people are to sign in with a bot that no owner added: whoever brought it could bring one of
 * their own.
 */
export function checkSignInBot({ id, isSignInBot, addedBy }: Bot): void {
  if (!isSignInBot || addedBy === "owner") return;
  const why = addedBy === "auto-register"
    ? "a program brought it; remove it and add it again with its token"
    : "it is not known who added it; give BotMux its token once more";
  throw new UsageError(`Cannot let operators sign in with bot ${id}: ${why}`);
}

function checkPushTarget(consumerName: string, target: PushTarget): void {
  const fault = findPushFault(target);
  if (fault === undefined) return;
  throw new UsageError(
    `Cannot push to consumer ${consumerName}: ${fault.path.join(" ")} must be ${fault.expected}`,
  );
}

function checkReason({ name, switchedOff }: Pick<Consumer, "name" | "switchedOff">): void {
  if (isOneLine(switchedOff, longestReason)) return;
  throw new UsageError(
    `Cannot switch off consumer ${name} for this reason: take at most ${longestReason} characters on one line`,
  );
}

/**
 * @throws {UsageError} when `label` is too long or would break a line.
 */
export function checkLabel(label: string): void {
  if (isOneLine(label, longestLabel)) return;
  throw new UsageError(`Cannot use this label: take at most ${longestLabel} characters on one line`);
}

/** Whether a consumer is the one behind its bot's real token. */
export function isDefaultConsumer(consumer: Pick<Consumer, "name">): boolean {
  return consumer.name === defaultConsumerName;
}

function isOneLine(text: string, longest: number): boolean {
  // deno-lint-ignore no-control-regex -- control characters are what is looked for
  return text.length <= longest && !/[\u0000-\u001f\u007f]/.test(text);
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
  throw new UsageError(
    `Cannot receive for bot ${bot.id} by webhook: no public URL is set; give --public-url, or its ingress "poll"`,
  );
}
