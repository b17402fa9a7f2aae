import { backgroundDelays } from "../base/backoff.ts";
import { type Clock, sleep } from "../base/clock.ts";
import type { Logger } from "../base/logger.ts";
import { Retry } from "../base/retry.ts";
import type { KeptUpdate } from "../journal/collected.ts";
import { CompiledFilter } from "../journal/filter.ts";
import type { ParsedUpdates } from "../journal/parsed_updates.ts";
import type { ReadableJournal } from "../journal/readable_journal.ts";

/** Where readers remember how far they are. */
interface PositionKeeper {
  positions(): Promise<ReadonlyMap<number, number>>;
  setPosition(bot: number, position: number): Promise<void>;
  removePosition(bot: number): Promise<void>;
}

/** A journal that holds what comes for bots that are followed as it was parsed. */
export interface FollowedJournal extends ReadableJournal {
  readonly parsed: Pick<ParsedUpdates, "follow" | "unfollow" | "get" | "release">;
}

/** Options for {@linkcode JournalReader}. */
interface JournalReaderOptions {
  readonly journal: FollowedJournal;
  readonly keeper: PositionKeeper;
  /**
   * Deals with updates. When something comes of them, it keeps that together with the place, all or nothing, and gives
   * true.
   */
  readonly take: (botId: number, updates: readonly KeptUpdate[], nextPosition: number) => Promise<boolean>;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly random: () => number;
}

const batchSize = 100;
/** Updates that come within this time are dealt with together: milliseconds. */
const gatherMs = 15;
/** A place before which nothing came of the updates is written down this late, in milliseconds. */
const saveDelayMs = 1_000;

/** One bot whose journal is read. */
interface Reading {
  readonly botId: number;
  readonly end: AbortController;
  /** The next update to read; `undefined` until that is known. */
  position: number | undefined;
  /** The place that is written down. */
  savedPosition: number;
  stopWaiting: () => void;
  done: Promise<void>;
}

/**
 * Reads journals for routing: a consumer like any other, but one whose place is kept together with what came of the
 * updates before it. A bot that nobody follows costs nothing.
 */
export class JournalReader {
  readonly #options: JournalReaderOptions;
  readonly #everything = CompiledFilter.everything();
  readonly #bots = new Map<number, Reading>();

  constructor(options: JournalReaderOptions) {
    this.#options = options;
  }

  /** Whether a bot's journal is read. */
  follows(botId: number): boolean {
    return this.#bots.has(botId);
  }

  /** Updates of a bot that are still to be read. */
  lag(botId: number): number {
    const reading = this.#bots.get(botId);
    if (reading?.position === undefined) return 0;
    const { lastPosition, count } = this.#options.journal.logState(botId);
    return Math.min(Math.max(lastPosition + 1 - reading.position, 0), count);
  }

  /** Begins to read a bot's journal, which must be open: where it ended, or with what comes next. */
  async follow(botId: number): Promise<void> {
    if (this.#bots.has(botId)) return;
    const { journal, keeper } = this.#options;
    const reading: Reading = {
      botId,
      end: new AbortController(),
      position: undefined,
      savedPosition: 0,
      stopWaiting: () => {},
      done: Promise.resolve(),
    };
    this.#bots.set(botId, reading);
    journal.parsed.follow(botId);
    const { firstPosition, lastPosition } = journal.logState(botId);
    const known = (await keeper.positions()).get(botId);
    // A journal that was replaced has positions below: what it holds was routed, or nobody knows.
    const from = known === undefined || known > lastPosition + 1
      ? lastPosition + 1
      : Math.max(known, firstPosition);
    if (from !== known) await keeper.setPosition(botId, from);
    reading.savedPosition = from;
    reading.done = this.#read(reading, from);
  }

  /** Writes down how far it is, so that what was dealt with is not seen by rules of the future. */
  async save(): Promise<void> {
    for (const reading of this.#bots.values()) await this.#save(reading);
  }

  /** Ends after the batch that is being dealt with, and forgets the place. */
  async unfollow(botId: number): Promise<void> {
    await this.#stop(botId);
    await this.#options.keeper.removePosition(botId);
  }

  /** Ends after the batches that are being dealt with. */
  async stop(): Promise<void> {
    await Promise.all([...this.#bots.keys()].map((botId) => this.#stop(botId)));
  }

  async #stop(botId: number): Promise<void> {
    const reading = this.#bots.get(botId);
    if (reading === undefined) return;
    this.#bots.delete(botId);
    reading.end.abort();
    reading.stopWaiting();
    await reading.done;
    this.#options.journal.parsed.unfollow(botId);
    await this.#save(reading);
  }

  async #save(reading: Reading): Promise<void> {
    const { botId, position, savedPosition } = reading;
    if (position === undefined || position === savedPosition) return;
    await this.#options.keeper.setPosition(botId, position);
    reading.savedPosition = position;
  }

  async #read(reading: Reading, from: number): Promise<void> {
    const { journal, take, clock } = this.#options;
    const { botId, end: { signal } } = reading;
    const retry = new Retry({
      event: "cannot route updates",
      fields: { bot: botId },
      delays: backgroundDelays,
      ...this.#options,
    });
    let position = reading.position = from;
    let savedAtMs = clock.now();
    while (!signal.aborted) {
      try {
        if (position > journal.logState(botId).lastPosition) {
          const isWoken = await this.#wait(reading, position);
          if (!isWoken) await this.#save(reading);
          await sleep(clock, gatherMs, signal);
          continue;
        }
        const { updates, nextPosition } = await journal.collect(botId, position, this.#everything, batchSize);
        const isSaved = await take(botId, updates, nextPosition);
        position = reading.position = nextPosition;
        journal.parsed.release(botId, nextPosition);
        if (isSaved) reading.savedPosition = position;
        if (isSaved || clock.now() - savedAtMs >= saveDelayMs) {
          await this.#save(reading);
          savedAtMs = clock.now();
        }
        retry.reset();
        // Long polls and calls have their turn.
        await new Promise<void>((resolve) => setImmediate(resolve));
      } catch (error) {
        await retry.pause(error, signal);
      }
    }
  }

  /** Waits for the next update; false when the place is to be written down first. */
  #wait(reading: Reading, from: number): Promise<boolean> {
    const { journal, clock } = this.#options;
    const isSaved = reading.position === reading.savedPosition;
    return new Promise((resolve) => {
      const cancelSave = isSaved ? () => {} : clock.schedule(() => finish(false), saveDelayMs);
      const stop = journal.wait(reading.botId, {
        from,
        filter: this.#everything,
        wake: () => finish(true),
      });
      const finish = (isWoken: boolean) => {
        cancelSave();
        stop();
        resolve(isWoken);
      };
      reading.stopWaiting = () => finish(true);
    });
  }
}
