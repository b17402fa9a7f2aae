import type { Clock } from "../base/clock.ts";
import type { Cursor } from "../journal/cursor.ts";
import type { ViewLimits } from "../journal/filter.ts";
import type { Journal } from "../journal/journal.ts";
import { descriptions, TelegramError } from "../telegram/envelope.ts";
import { answerBudgetBytes } from "../telegram/get_updates.ts";
import type { ParkingSpace } from "./poll_door.ts";
import { viewOf } from "./scoped_view.ts";

/** Options for {@linkcode LookAhead}. */
interface LookAheadOptions {
  readonly journal: Journal;
  readonly parking: ParkingSpace;
  readonly clock: Clock;
}

/** Which updates are wanted, and for how long they are waited for. */
interface AheadRequest {
  /** Position of the first. */
  readonly from: number;
  /** What the caller's credential may see. */
  readonly view: ViewLimits;
  readonly waitMs: number;
}

/** Updates that stand ahead of a consumer's cursor. */
interface SeenAhead {
  /** A body as getUpdates answers; `undefined` when nothing came. */
  readonly body: Uint8Array<ArrayBuffer> | undefined;
  /** Position to go on from. */
  readonly next: number;
}

const limits = { updates: 100, bytes: answerBudgetBytes };

/** Reads what consumers will get, without confirming any of it. */
export class LookAhead {
  readonly #options: LookAheadOptions;

  constructor(options: LookAheadOptions) {
    this.#options = options;
  }

  /** The position that the next update of a consumer's bot will get. @throws {TelegramError} 401 when it is gone. */
  tail(consumerId: number): number {
    return this.#tailOf(this.#cursor(consumerId));
  }

  /**
   * Updates from a position on. Waits for the first of them; ends with none when the time is over or `signal` aborts.
   *
   * @throws {TelegramError} 401 when the consumer is gone, 429 when too many wait.
   */
  async next(
    consumerId: number,
    { from, view: seen, waitMs }: AheadRequest,
    signal: AbortSignal,
  ): Promise<SeenAhead> {
    const { journal, parking, clock } = this.#options;
    const cursor = this.#cursor(consumerId);
    const view = viewOf(cursor, seen);
    const end = new AbortController();
    const ended = AbortSignal.any([signal, end.signal]);
    parking.enter();
    const cancelDeadline = clock.schedule(() => end.abort(), waitMs);
    try {
      for (let next = from;;) {
        const picked = await journal.pick(cursor.botId, next, view.filter, limits);
        if (picked.body !== undefined) return { body: picked.body, next: picked.lastPosition + 1 };
        next = Math.max(next, picked.nextPosition);
        if (next < this.#tailOf(cursor)) continue;
        await this.#woken(cursor, next, view, ended);
        if (ended.aborted) return { body: undefined, next };
      }
    } finally {
      cancelDeadline();
      parking.leave();
    }
  }

  /** Resolves when there may be something at `from`, or `ended` aborts. */
  async #woken(
    cursor: Cursor,
    from: number,
    view: Pick<Cursor, "filter">,
    ended: AbortSignal,
  ): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const stopWaiting = this.#options.journal.wait(cursor.botId, {
      from,
      get filter() {
        return view.filter;
      },
      wake: resolve,
    });
    const onEnd = () => resolve();
    ended.addEventListener("abort", onEnd, { once: true });
    // What was committed meanwhile wakes nobody.
    if (ended.aborted || this.#tailOf(cursor) > from) resolve();
    await promise;
    stopWaiting();
    ended.removeEventListener("abort", onEnd);
  }

  #cursor(consumerId: number): Cursor {
    const cursor = this.#options.journal.cursor(consumerId);
    if (cursor === undefined) throw new TelegramError(401, descriptions.unauthorized);
    return cursor;
  }

  #tailOf({ botId }: Cursor): number {
    return this.#options.journal.logState(botId).lastPosition + 1;
  }
}
