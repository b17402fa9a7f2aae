import type { Clock } from "../../base/clock.ts";
import type { Logger } from "../../base/logger.ts";
import { Retry } from "../../base/retry.ts";
import type { Collected, KeptUpdate } from "../../journal/collected.ts";
import type { Cursor } from "../../journal/cursor.ts";
import type { CompiledFilter } from "../../journal/filter.ts";
import type { Journal } from "../../journal/journal.ts";
import type { Consumer } from "../../registry/entities/consumer.ts";
import { ReadAhead } from "./read_ahead.ts";

/** Options for {@linkcode BacklogSource}. */
export interface BacklogSourceOptions {
  readonly consumer: Pick<Consumer, "botId" | "name">;
  readonly cursor: Cursor;
  /** The cursor's filter, perhaps narrowed; asked for at each look. */
  readonly view: { readonly filter: CompiledFilter };
  readonly journal: Journal;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Something that had to be waited for is done. */
  readonly onProgress: () => void;
}

/** Updates read in one go. */
const updatesPerRead = 100;

/** The journal as one push consumer reads it: synchronous while memory holds what is asked for, and retried. */
export class BacklogSource {
  readonly #options: BacklogSourceOptions;
  readonly #readAhead: ReadAhead;
  readonly #retry: Retry;
  /** What goes on when the store is asked once more. */
  #postponed: (() => void)[] = [];
  #cancelRetry: (() => void) | undefined;
  #stopWaiting: (() => void) | undefined;
  #isStopped = false;

  constructor(options: BacklogSourceOptions) {
    const { consumer, journal, cursor, clock, logger } = options;
    this.#options = options;
    const fields = { bot: consumer.botId, consumer: consumer.name };
    this.#retry = new Retry({ event: "cannot read updates to push", fields, clock, logger });
    this.#readAhead = new ReadAhead({
      at: (position) => journal.entryAt(cursor.botId, position),
      after: (position) => this.#collect(position),
    });
  }

  get isStopped(): boolean {
    return this.#isStopped;
  }

  /** Whether there is anything at `position` or after it. */
  hasFrom(position: number): boolean {
    const { journal, cursor } = this.#options;
    return position <= journal.logState(cursor.botId).lastPosition;
  }

  /** The next updates from a position on. Rejects when the store cannot be read. */
  collect(from: number): Collected | Promise<Collected> {
    const collected = this.#collect(from);
    return collected instanceof Promise ? oneTurnLater(this.#noteRead(collected)) : collected;
  }

  /** The update at a position; `undefined` when it is not kept any more. Rejects when the store cannot be read. */
  at(position: number): KeptUpdate | undefined | Promise<KeptUpdate | undefined> {
    const update = this.#readAhead.take(position);
    return update instanceof Promise ? this.#noteRead(update) : update;
  }

  /** Tells `onProgress` once when an update comes at `from` or behind. */
  waitForMore(from: number): void {
    if (this.#stopWaiting !== undefined) return;
    const { journal, cursor, view, onProgress } = this.#options;
    this.#stopWaiting = journal.wait(cursor.botId, {
      from,
      get filter() {
        return view.filter;
      },
      wake: () => {
        this.#stopWaiting = undefined;
        onProgress();
      },
    });
  }

  /** Runs `work` with the next attempt to read the store: it cannot be read just now. */
  postpone(error: unknown, work: () => void): void {
    const { clock, onProgress } = this.#options;
    if (this.#isStopped) return;
    this.#postponed.push(work);
    this.#cancelRetry ??= clock.schedule(() => {
      this.#cancelRetry = undefined;
      const postponed = this.#postponed;
      this.#postponed = [];
      for (const goOn of postponed) goOn();
      onProgress();
    }, this.#retry.recordFailure(error));
  }

  /** Keeps nothing that was read ahead. */
  dropBuffered(): void {
    this.#readAhead.dropBuffered();
  }

  /** Waits no more. */
  stop(): void {
    this.#isStopped = true;
    this.#stopWaiting?.();
    this.#cancelRetry?.();
  }

  #collect(from: number): Collected | Promise<Collected> {
    const { journal, cursor, view } = this.#options;
    return journal.collect(cursor.botId, from, view.filter, updatesPerRead);
  }

  async #noteRead<T>(reading: Promise<T>): Promise<T> {
    const result = await reading;
    this.#retry.reset();
    return result;
  }
}

/** A store that answers at once would let nobody else run until all is read. */
async function oneTurnLater<T>(reading: Promise<T>): Promise<T> {
  const result = await reading;
  await new Promise((resolve) => setImmediate(resolve));
  return result;
}
