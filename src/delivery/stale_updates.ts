import type { CancelSignal } from "../base/cancel_signal.ts";
import type { Clock } from "../base/clock.ts";
import type { Logger } from "../base/logger.ts";
import type { Collected, KeptUpdate } from "../journal/collected.ts";
import type { Cursor } from "../journal/cursor.ts";
import { CompiledFilter } from "../journal/filter.ts";
import type { Journal } from "../journal/journal.ts";
import type { Consumer } from "../registry/entities/consumer.ts";

/** Options for {@linkcode StaleUpdates}. */
interface StaleUpdatesOptions {
  readonly journal: Journal;
  readonly cursor: Cursor;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Updates read in one go. */
const updatesPerRead = 100;

const everything = CompiledFilter.everything();

/**
 * Updates of one consumer that its maximum age keeps from being delivered late. They are counted, and logged together
 * once the consumer has caught up.
 */
export class StaleUpdates {
  /** Whose maximum age holds now. */
  consumer: Pick<Consumer, "botId" | "name" | "maxAgeSec">;
  readonly #options: StaleUpdatesOptions;
  #dropped = 0;
  #logged = 0;

  constructor(consumer: StaleUpdates["consumer"], options: StaleUpdatesOptions) {
    this.consumer = consumer;
    this.#options = options;
  }

  /** Updates dropped since the start. */
  get dropped(): number {
    return this.#dropped;
  }

  /** Whether an update must not be delivered any more. */
  isStale({ receivedAtMs }: Pick<KeptUpdate, "receivedAtMs">): boolean {
    const { maxAgeSec } = this.consumer;
    return maxAgeSec !== undefined && receivedAtMs < this.#options.clock.now() - maxAgeSec * 1000;
  }

  /** Counts an update that is confirmed without having been delivered. */
  drop(): void {
    this.#dropped++;
  }

  /**
   * Confirms stale updates from a position on, which must not lie above the cursor, and gives the position of the first
   * that is not stale. Synchronous where the journal's memory shows that there is none.
   */
  passOver(from: number, signal: CancelSignal): number | Promise<number> {
    if (this.consumer.maxAgeSec === undefined) return from;
    if (!this.#hasFrom(from)) {
      this.caughtUp();
      return from;
    }
    const first = this.#collect(from, everything, 1);
    return !(first instanceof Promise) && !first.updates.some((update) => this.isStale(update))
      ? from
      : this.#passOver(from, first, signal);
  }

  /** Logs what was dropped since the consumer fell behind. */
  caughtUp(): void {
    const count = this.#dropped - this.#logged;
    if (count === 0) return;
    this.#logged = this.#dropped;
    const { botId, name, maxAgeSec } = this.consumer;
    this.#options.logger.info("stale updates dropped", {
      bot: botId,
      consumer: name,
      count,
      max_age: `${maxAgeSec}s`,
    });
  }

  async #passOver(
    from: number,
    first: Collected | Promise<Collected>,
    signal: CancelSignal,
  ): Promise<number> {
    const { cursor } = this.#options;
    const { updates } = await first;
    if (!updates.some((update) => this.isStale(update))) return from;
    let position = from;
    while (this.#hasFrom(position) && !signal.aborted) {
      const { updates, nextPosition } = await this.#collect(position, cursor.filter, updatesPerRead);
      const fresh = updates.find((update) => !this.isStale(update));
      position = fresh?.position ?? nextPosition;
      for (const update of updates) {
        if (update.position < position && !cursor.isConfirmed(update.position)) this.drop();
      }
      cursor.confirm(position);
      if (fresh !== undefined) return position;
      // A store that answers at once would let nobody else run until all is read.
      await new Promise((resolve) => setImmediate(resolve));
    }
    if (!signal.aborted) this.caughtUp();
    return position;
  }

  #hasFrom(position: number): boolean {
    const { journal, cursor } = this.#options;
    return position <= journal.logState(cursor.botId).lastPosition;
  }

  #collect(from: number, filter: CompiledFilter, limit: number): Collected | Promise<Collected> {
    const { journal, cursor } = this.#options;
    return journal.collect(cursor.botId, from, filter, limit);
  }
}
