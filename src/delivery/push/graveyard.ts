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

/** What is given up at the same time and has to be written down. */
interface Burial {
  readonly letters: readonly DeadLetter[];
  readonly resolve: (isBuried: boolean) => void;
}

/** Letters are written this far apart, in milliseconds; those that come in between go together. */
const gapMs = 20;
const retryMs = 1000;

/** Writes down what is given up, so that it can be listed and sent again while the journal keeps it. */
export class Graveyard {
  readonly #options: GraveyardOptions;
  #waiting: Burial[] = [];
  #running: Promise<void> | undefined;
  #lastMs = -Infinity;

  constructor(options: GraveyardOptions) {
    this.#options = options;
  }

  /**
   * Resolves with true once all of them are written down, trying again while the disk refuses; with false when BotMux
   * stops before: they must not be confirmed then.
   */
  bury(
    consumer: Consumer,
    updates: readonly KeptUpdate[],
    death: Death,
  ): Promise<boolean> {
    const diedAtMs = this.#options.clock.now();
    const letters = updates.map(({ position, kind, chatId }): DeadLetter => {
      return { consumerId: consumer.id, botId: consumer.botId, position, kind, chatId, diedAtMs, ...death };
    });
    return new Promise((resolve) => {
      this.#waiting.push({ letters, resolve });
      this.#running ??= this.#run();
    });
  }

  async #run(): Promise<void> {
    const { clock, signal } = this.#options;
    while (this.#waiting.length > 0) {
      const pauseMs = this.#lastMs + gapMs - clock.now();
      if (pauseMs > 0) await sleep(clock, pauseMs, signal);
      const group = this.#waiting;
      this.#waiting = [];
      this.#lastMs = clock.now();
      const isBuried = await this.#write(group.flatMap(({ letters }) => letters));
      for (const { resolve } of group) resolve(isBuried);
    }
    this.#running = undefined;
  }

  async #write(letters: readonly DeadLetter[]): Promise<boolean> {
    const { store, clock, logger, signal } = this.#options;
    for (;;) {
      try {
        await store.addDeadLetters(letters);
        return true;
      } catch (error) {
        if (signal.aborted) return false;
        logger.error("Cannot write down updates that are given up; trying again", {
          updates: letters.length,
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
