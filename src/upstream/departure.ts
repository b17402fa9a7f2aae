import { Backoff } from "../base/backoff.ts";
import { type Clock, sleep } from "../base/clock.ts";
import type { Logger } from "../base/logger.ts";
import type { Bot } from "../registry/model.ts";
import { TelegramError } from "../telegram/envelope.ts";
import { setWebhook, type WebhookToSet } from "./calls.ts";
import type { UpstreamClient } from "./client.ts";
import type { BotHealth } from "./health.ts";
import { judgeFailure, type Verdict } from "./verdict.ts";

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
  /** Numbers in [0, 1). */
  readonly random: () => number;
}

const longestRetryMs = 60_000;

/** Sets the webhook again that a bot had before BotMux, for as long as it takes, and then lets the bot go. */
export class Departure {
  readonly #bot: Pick<Bot, "id" | "token">;
  readonly #context: DepartureContext;
  readonly #health: BotHealth;
  readonly #backoff: Backoff;

  constructor(bot: Pick<Bot, "id" | "token">, context: DepartureContext, health: BotHealth) {
    this.#bot = bot;
    this.#context = context;
    this.#health = health;
    this.#backoff = new Backoff({ firstMs: 1000, maxMs: longestRetryMs, random: context.random });
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
        const { error: text, waitMs } = this.#judge(error);
        this.#health.fail("leaving", text, clock.now());
        logger.warn("Cannot set a bot's old webhook again; trying again", { bot: id, error: text });
        await sleep(clock, waitMs, signal);
      }
    }
  }

  #judge(error: unknown): Pick<Verdict, "error" | "waitMs"> {
    const { error: text, waitMs } = judgeFailure(error, "Setting the webhook it had before", this.#backoff);
    if (!(error instanceof TelegramError) || error.code !== 400) return { error: text, waitMs };
    return {
      error: `${text}; to let the bot go without its webhook: botmux bot remove ${this.#bot.id}`,
      waitMs,
    };
  }
}
