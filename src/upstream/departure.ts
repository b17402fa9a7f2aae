import type { Clock } from "../base/clock.ts";
import type { Logger } from "../base/logger.ts";
import type { Bot } from "../registry/model.ts";
import { TelegramError } from "../telegram/envelope.ts";
import { setWebhook, type WebhookToSet } from "./calls.ts";
import type { UpstreamClient } from "./client.ts";
import type { BotHealth } from "./health.ts";
import { RetryPlan } from "./retry_plan.ts";
import type { TokenWaits } from "./token_waits.ts";
import type { Verdict } from "./verdict.ts";

/** The outside of a departure. */
export interface DepartureEvents {
  /** The webhook the bot had before; empty `url` for none. */
  webhookToRestore(botId: number): WebhookToSet;
  /** It is set again, and the bot may go; when this rejects, both are tried again. */
  departed(botId: number): Promise<void>;
}

/** What a departure works with. */
export interface DepartureContext {
  readonly client: UpstreamClient;
  readonly events: DepartureEvents;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly tokenWaits: TokenWaits;
  /** Numbers in [0, 1). */
  readonly random: () => number;
}

/** Sets the webhook again that a bot had before BotMux, for as long as it takes, and then lets the bot go. */
export class Departure {
  readonly #bot: Pick<Bot, "id" | "token">;
  readonly #context: DepartureContext;
  readonly #health: BotHealth;
  readonly #retry: RetryPlan;

  constructor(bot: Pick<Bot, "id" | "token">, context: DepartureContext, health: BotHealth) {
    this.#bot = bot;
    this.#context = context;
    this.#health = health;
    this.#retry = new RetryPlan(bot.id, context);
  }

  /** Tries until the bot has gone or `signal` aborts. Never rejects. */
  async run(signal: AbortSignal): Promise<void> {
    const { client, clock, events, logger } = this.#context;
    const { id, token } = this.#bot;
    this.#health.fail("leaving", "The webhook it had before BotMux is being set again", clock.now());
    while (!signal.aborted) {
      try {
        const webhook = events.webhookToRestore(id);
        if (webhook.url !== "") await setWebhook(client, token, webhook, signal);
        await events.departed(id);
        logger.info("The bot has left; its old webhook is set again", { bot: id });
        break;
      } catch (error) {
        if (signal.aborted) break;
        const verdict = this.#judge(error);
        this.#health.fail("leaving", verdict.error, clock.now());
        logger.warn("Cannot set a bot's old webhook again; trying again", { bot: id, error: verdict.error });
        await this.#retry.pause(verdict, signal);
      }
    }
  }

  #judge(error: unknown): Verdict {
    const verdict = this.#retry.judge(error, "Setting the webhook it had before");
    if (!(error instanceof TelegramError) || error.code !== 400) return verdict;
    return {
      ...verdict,
      error: `${verdict.error}; to let the bot go without its webhook: botmux bot remove ${this.#bot.id}`,
    };
  }
}
