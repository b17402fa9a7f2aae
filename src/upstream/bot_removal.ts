import { fault, messageOf } from "../faults/fault.ts";
import type { Clock } from "../base/clock.ts";
import type { Logger } from "../base/logger.ts";
import { describeDelay } from "../base/retry.ts";
import type { Bot } from "../registry/entities/bot.ts";
import { TelegramError } from "../telegram/envelope.ts";
import { setWebhook, type WebhookToSet } from "./calls.ts";
import type { BotApiClient } from "./client.ts";
import type { BotHealth } from "./health.ts";
import { RetryPlan } from "./retry_plan.ts";
import type { TokenWaits } from "./token_waits.ts";
import type { PollFailure } from "./poll_failure.ts";

/** What a removal asks of and tells the registry. */
export interface RemovalEvents {
  /** The webhook the bot had before; empty `url` for none. */
  webhookToRestore(botId: number): WebhookToSet;
  /** The webhook is set again, and the bot can be removed; when this rejects, both are retried. */
  webhookRestored(botId: number): Promise<void>;
}

interface RemovalContext {
  readonly client: BotApiClient;
  readonly events: RemovalEvents;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly tokenWaits: TokenWaits;
  /** Numbers in [0, 1). */
  readonly random: () => number;
}

/** Restores the webhook that a bot had before BotMux, for as long as it takes; then the bot is removed. */
export class BotRemoval {
  readonly #bot: Pick<Bot, "id" | "token">;
  readonly #context: RemovalContext;
  readonly #health: BotHealth;
  readonly #retry: RetryPlan;

  constructor(bot: Pick<Bot, "id" | "token">, context: RemovalContext, health: BotHealth) {
    this.#bot = bot;
    this.#context = context;
    this.#health = health;
    this.#retry = new RetryPlan(bot.id, context);
  }

  /** Tries until the bot is removed or `signal` aborts. Never rejects. */
  async run(signal: AbortSignal): Promise<void> {
    const { client, clock, events, logger } = this.#context;
    const { id, token } = this.#bot;
    this.#health.fail("removing", fault("webhook_restoring"), clock.now());
    while (!signal.aborted) {
      try {
        const webhook = events.webhookToRestore(id);
        if (webhook.url !== "") await setWebhook(client, token, webhook, signal);
        await events.webhookRestored(id);
        logger.info("bot removed, its previous webhook restored", { bot: id });
        break;
      } catch (error) {
        if (signal.aborted) break;
        const failure = this.#judge(error);
        this.#health.fail("removing", failure.fault, clock.now());
        logger.warn("cannot restore webhook", {
          bot: id,
          error: messageOf(failure.fault),
          next_retry: describeDelay(failure.waitMs),
        });
        await this.#retry.pause(failure, signal);
      }
    }
  }

  #judge(error: unknown): PollFailure {
    const failure = this.#retry.judge(error, "webhook_restore_fails");
    const bot = this.#bot.id;
    return error instanceof TelegramError && error.code === 400
      ? { ...failure, fault: fault("webhook_restore_refused", { said: error.message, bot }) }
      : { ...failure, fault: fault("webhook_not_restored", { cause: failure.fault }) };
  }
}
