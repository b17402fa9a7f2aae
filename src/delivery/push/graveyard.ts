import { type Clock, sleep } from "../../base/clock.ts";
import type { Logger } from "../../base/logger.ts";
import type { KeptUpdate } from "../../journal/collected.ts";
import type { Consumer } from "../../registry/model.ts";
import type { DeadLetter, PushStore } from "./store.ts";

/** What a graveyard works with. */
export interface GraveyardOptions {
  readonly store: PushStore;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Aborts when BotMux stops. */
  readonly signal: AbortSignal;
}

/** How an update came to its end. */
export type Death = Pick<DeadLetter, "cause" | "attempts" | "lastError">;

const retryMs = 1000;

/** Writes down what is given up, so that it can be listed and sent again while the journal keeps it. */
export class Graveyard {
  readonly #options: GraveyardOptions;

  constructor(options: GraveyardOptions) {
    this.#options = options;
  }

  /**
   * Resolves with true once all of them are written down, trying again while the disk refuses; with false when BotMux
   * stops before: they must not be confirmed then.
   */
  async bury(
    consumer: Consumer,
    updates: readonly KeptUpdate[],
    death: Death,
  ): Promise<boolean> {
    const { store, clock, logger, signal } = this.#options;
    const diedAtMs = clock.now();
    const letters = updates.map(({ position, kind, chatId }): DeadLetter => {
      return { consumerId: consumer.id, botId: consumer.botId, position, kind, chatId, diedAtMs, ...death };
    });
    for (;;) {
      try {
        await store.addDeadLetters(letters);
        return true;
      } catch (error) {
        if (signal.aborted) return false;
        logger.error("Cannot write down updates that are given up; trying again", {
          bot: consumer.botId,
          consumer: consumer.name,
          error,
        });
        await sleep(clock, retryMs, signal);
      }
    }
  }

  /** A dead letter was delivered after all. If that cannot be written down, it stays in the list. */
  async unearth(consumer: Consumer, position: number): Promise<void> {
    const { store, logger } = this.#options;
    try {
      await store.removeDeadLetter(consumer.id, position);
    } catch (error) {
      logger.error("Cannot remove a dead letter that was delivered", {
        bot: consumer.botId,
        consumer: consumer.name,
        error,
      });
    }
  }
}
