import type { Clock } from "../base/clock.ts";
import type { Logger } from "../base/logger.ts";
import type { Bot } from "../registry/entities/bot.ts";
import { type BotIdentity, getMe, type WebhookInfo } from "./calls.ts";
import type { BotApiClient } from "./client.ts";
import { findWebhook } from "./conflict.ts";
import type { BotHealth } from "./health.ts";
import type { StartPacer } from "./start_pacer.ts";
import { keep } from "./poll_failure.ts";

/** A webhook that somebody else has set upstream. */
export interface FoundWebhook extends WebhookInfo {
  /** The bot has never been identified before: it had this webhook when it was added. Else somebody set it since. */
  readonly isFirstContact: boolean;
}

/** What is learned while a bot is identified, which goes on when these have returned. */
export interface IdentificationEvents {
  /** getMe answered. */
  identified(botId: number, identity: BotIdentity): void | Promise<void>;
  /** A webhook that is not BotMux's own is set upstream. It goes when this has returned. */
  webhookFound(botId: number, webhook: FoundWebhook): void | Promise<void>;
}

export interface IdentificationContext {
  readonly client: BotApiClient;
  readonly events: IdentificationEvents;
  readonly pacer: StartPacer;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** The bot as it was known before. A username is known from the end of its first identification on. */
type IdentifiedBot = Pick<Bot, "id" | "token" | "username">;

/**
 * Asks who the bot is, after waiting for its turn, and what webhook it has.
 *
 * @returns the bot as it is known now and its webhook; `undefined` when `signal` aborted.
 */
export async function identifyBot<T extends IdentifiedBot>(
  bot: T,
  context: IdentificationContext,
  health: BotHealth,
  signal: AbortSignal,
): Promise<{ readonly bot: T; readonly webhook: WebhookInfo } | undefined> {
  const { client, clock, events, pacer } = context;
  await pacer.turn(signal);
  if (signal.aborted) return undefined;
  const startMs = clock.now();
  const identity = await getMe(client, bot.token, signal);
  health.measure(clock.now() - startMs);
  const isFirstContact = bot.username === "";
  const found = (webhook: WebhookInfo) => noteWebhook(bot, { ...webhook, isFirstContact }, context);
  const webhook = await findWebhook(client, bot.token, found, signal);
  // Last: whatever interrupts the first contact before, the next one is the first again.
  await keep(() => events.identified(bot.id, identity));
  pacer.speedUp();
  return { bot: { ...bot, username: identity.username }, webhook };
}

/** Has a foreign webhook noted before it is removed. */
export async function noteWebhook(
  { id }: Pick<Bot, "id">,
  webhook: FoundWebhook,
  { events, logger }: Pick<IdentificationContext, "events" | "logger">,
): Promise<void> {
  await keep(() => events.webhookFound(id, webhook));
  logger.warn("webhook found at Telegram, removing it without dropping updates", { bot: id });
}
