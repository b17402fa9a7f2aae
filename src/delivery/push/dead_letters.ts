import { type Clock, sleep } from "../../base/clock.ts";
import type { Logger } from "../../base/logger.ts";
import { Retry } from "../../base/retry.ts";
import type { KeptUpdate } from "../../journal/collected.ts";
import type { Consumer } from "../../registry/entities/consumer.ts";
import type { DeadLetter, PushStore } from "./push_store.ts";

/** Options for {@linkcode DeadLetters}. */
interface DeadLettersOptions {
  readonly store: PushStore;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Aborts when BotMux stops. */
  readonly signal: AbortSignal;
}

/** Why and after what an update was given up. */
export type GiveUpDetails = Pick<DeadLetter, "cause" | "attempts" | "lastError">;

/** Dead letters that are given up at the same time and wait to be stored. */
interface PendingWrite {
  readonly letters: readonly DeadLetter[];
  readonly resolve: (isStored: boolean) => void;
}

/** Dead letters are stored this far apart, in milliseconds; those that come in between go together. */
const gapMs = 20;

/** Stores updates that were given up, so that they can be listed and redelivered while the journal keeps them. */
export class DeadLetters {
  readonly #options: DeadLettersOptions;
  readonly #storing: Retry;
  #waiting: PendingWrite[] = [];
  #running: Promise<void> | undefined;
  #lastMs = -Infinity;

  constructor(options: DeadLettersOptions) {
    this.#options = options;
    this.#storing = new Retry({ event: "cannot store dead letters", ...options });
  }

  /**
   * Resolves with true once all of them are stored, retrying while the disk refuses; with false when BotMux stops before:
   * they must not be confirmed then.
   */
  add(
    consumer: Consumer,
    updates: readonly KeptUpdate[],
    details: GiveUpDetails,
  ): Promise<boolean> {
    const diedAtMs = this.#options.clock.now();
    const letters = updates.map(({ position, kind, chatId }): DeadLetter => {
      return { consumerId: consumer.id, botId: consumer.botId, position, kind, chatId, diedAtMs, ...details };
    });
    return new Promise((resolve) => {
      this.#waiting.push({ letters, resolve });
      this.#running ??= this.#run();
    });
  }

  async #run(): Promise<void> {
    const { store, clock, signal } = this.#options;
    while (this.#waiting.length > 0) {
      const pauseMs = this.#lastMs + gapMs - clock.now();
      if (pauseMs > 0) await sleep(clock, pauseMs, signal);
      const group = this.#waiting;
      this.#waiting = [];
      this.#lastMs = clock.now();
      const letters = group.flatMap(({ letters }) => letters);
      const isStored = await this.#storing.run(() => store.addDeadLetters(letters), signal);
      for (const { resolve } of group) resolve(isStored);
    }
    this.#running = undefined;
  }

  /** Removes a dead letter that was redelivered. If that cannot be stored, it stays in the list. */
  async removeRedelivered(consumer: Consumer, position: number): Promise<void> {
    const { store, logger } = this.#options;
    try {
      await store.removeDeadLetter(consumer.id, position);
    } catch (error) {
      logger.error("cannot remove a delivered dead letter", {
        bot: consumer.botId,
        consumer: consumer.name,
        error,
      });
    }
  }
}
