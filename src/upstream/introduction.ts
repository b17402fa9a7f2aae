import type { Clock } from "../base/clock.ts";
import type { Logger } from "../base/logger.ts";
import type { Bot } from "../registry/model.ts";
import { type BotIdentity, getMe, type WebhookInfo } from "./calls.ts";
import type { UpstreamClient } from "./client.ts";
import { findWebhook } from "./conflict.ts";
import type { BotHealth } from "./health.ts";
import type { StartPacer } from "./start_pacer.ts";
import { keep } from "./verdict.ts";

/** A webhook that somebody else has set upstream. */
export interface FoundWebhook extends WebhookInfo {
  /** The bot is met for the first time ever: it had this webhook when it was added. Else somebody set it since. */
  readonly isFirstMeeting: boolean;
}

/** What becomes known when a bot is introduced. The introduction goes on when these have returned. */
export interface IntroductionEvents {
  /** getMe answered. */
  identified(botId: number, identity: BotIdentity): void | Promise<void>;
  /** A webhook that is not BotMux's own is set upstream. It goes when this has returned. */
  webhookFound(botId: number, webhook: FoundWebhook): void | Promise<void>;
}

/** What an introduction works with. */
export interface IntroductionContext {
  readonly client: UpstreamClient;
  readonly events: IntroductionEvents;
  readonly pacer: StartPacer;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** The bot as it was known before. A username is known from the end of its first introduction on. */
export type IntroducedBot = Pick<Bot, "id" | "token" | "username">;

/**
 * Asks who the bot is, after waiting for its turn, and what webhook it has.
 *
 * @returns the bot as it is known now and its webhook; `undefined` when `signal` aborted.
 */
export async function introduce<T extends IntroducedBot>(
  bot: T,
  context: IntroductionContext,
  health: BotHealth,
  signal: AbortSignal,
): Promise<{ readonly bot: T; readonly webhook: WebhookInfo } | undefined> {
  const { client, clock, events, pacer } = context;
  await pacer.turn(signal);
  if (signal.aborted) return undefined;
  const startMs = clock.now();
  const identity = await getMe(client, bot.token, signal);
  health.measure(clock.now() - startMs);
  const isFirstMeeting = bot.username === "";
  const found = (webhook: WebhookInfo) => noteWebhook(bot, { ...webhook, isFirstMeeting }, context);
  const webhook = await findWebhook(client, bot.token, found, signal);
  // Last: whatever interrupts the first meeting before, the next one is the first again.
  await keep(() => events.identified(bot.id, identity));
  pacer.speedUp();
  return { bot: { ...bot, username: identity.username }, webhook };
}

/** Has a foreign webhook noted before it is removed. */
export async function noteWebhook(
  { id }: Pick<Bot, "id">,
  webhook: FoundWebhook,
  { events, logger }: Pick<IntroductionContext, "events" | "logger">,
): Promise<void> {
  await keep(() => events.webhookFound(id, webhook));
  logger.warn("A webhook is set upstream; removing it, no update is dropped", { bot: id });
}
