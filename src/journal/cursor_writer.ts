import type { Clock } from "../base/clock.ts";
import type { Logger } from "../base/logger.ts";
import { Retry } from "../base/retry.ts";
import type { Cursor } from "./cursor.ts";
import type { CursorState, JournalStore } from "./journal_store.ts";

/** Options for {@linkcode CursorWriter}. */
interface CursorWriterOptions {
  readonly store: Pick<JournalStore, "saveCursors">;
  /** Whether a cursor is still one of the journal's: others are not written any more. */
  readonly isOpen: (cursor: Cursor) => boolean;
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * What nobody waits for is written this long after it changed, in milliseconds, unless a commit takes it along first.
 * Half of the tenth of a second that is promised: the other half is for the timer of a busy process to be late.
 */
const delayMs = 50;
/** The same after a push, whose updates nobody names again: what is not written is sent once more. */
const urgentDelayMs = 10;

/**
 * Writes changed cursors to the store, in groups. Whoever answers a call that moved a cursor waits for
 * {@linkcode CursorWriter.written} first: so what was confirmed outlives a `kill -9` once the caller knows it is
 * confirmed, however late timers are. All else is written within a tenth of a second.
 */
export class CursorWriter {
  readonly #options: CursorWriterOptions;
  /** Changed since they were last taken to be written. */
  #changed = new Set<Cursor>();
  /** Taken, and not in the store yet; the promises never reject. */
  readonly #underway = new Map<Cursor, Promise<void>>();
  /** The write at the end of this turn of the event loop. */
  #turn: Promise<void> | undefined;
  #timer: { readonly atMs: number; readonly cancel: () => void } | undefined;
  #lastWriteMs = -Infinity;
  /** Answers go out while writes fail: a full disk must not keep updates from anybody. */
  readonly #retry: Retry;
  #retryMs = 0;
  #isClosed = false;

  constructor(options: CursorWriterOptions) {
    this.#options = options;
    this.#retry = new Retry({ event: "cannot store confirmed positions", ...options });
  }

  /** Takes note that a cursor changed; `isUrgent` when it must be written sooner than others. */
  changed(cursor: Cursor, isUrgent: boolean): void {
    if (!this.#options.isOpen(cursor)) return;
    this.#changed.add(cursor);
    this.#schedule(isUrgent ? this.#urgentDelayMs() : delayMs);
  }

  /** Takes no note any more of what changed of a cursor. */
  forget(cursor: Cursor): void {
    this.#changed.delete(cursor);
  }

  /**
   * Resolves when the store has all that changed of a cursor, `undefined` when it has already. Calls of one turn of the
   * event loop share one write. While the store cannot write, nobody waits; it is tried again.
   */
  written(cursor: Cursor): Promise<void> | undefined {
    if (this.#retry.isFailing || this.#isClosed) return undefined;
    if (this.#changed.has(cursor)) return this.#atEndOfTurn();
    // It may have failed.
    return this.#underway.get(cursor)?.then(() => this.written(cursor));
  }

  /**
   * Runs a write that takes along all that changed, which is written later when it fails.
   *
   * @throws what `write` throws.
   */
  async along(write: (states: readonly CursorState[]) => Promise<void>): Promise<void> {
    try {
      await this.#take(write);
    } catch (error) {
      if (this.#changed.size > 0) this.#schedule(delayMs);
      throw error;
    }
  }

  /**
   * Writes what is left, and nothing more after that.
   *
   * @throws when the store cannot write.
   */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#cancelTimer();
    await this.#turn;
    if (this.#changed.size > 0) await this.#take((states) => this.#options.store.saveCursors(states));
  }

  #atEndOfTurn(): Promise<void> {
    return this.#turn ??= new Promise<void>((resolve) => setImmediate(resolve)).then(() => {
      this.#turn = undefined;
      return this.#write();
    });
  }

  /** Never rejects. */
  async #write(): Promise<void> {
    if (this.#changed.size === 0) return;
    const { store, clock } = this.#options;
    this.#lastWriteMs = clock.now();
    try {
      await this.#take((states) => store.saveCursors(states));
    } catch (error) {
      this.#retryMs = this.#retry.recordFailure(error);
      this.#cancelTimer();
      this.#schedule(this.#retryMs);
    }
  }

  async #take(write: (states: readonly CursorState[]) => Promise<void>): Promise<void> {
    const cursors = [...this.#changed];
    const states = cursors.map((cursor) => cursor.takeState());
    this.#changed = new Set();
    const end = Promise.withResolvers<void>();
    for (const cursor of cursors) this.#underway.set(cursor, end.promise);
    try {
      await write(states);
      if (cursors.length > 0) this.#retry.reset();
    } catch (error) {
      for (const [index, cursor] of cursors.entries()) {
        cursor.giveBack(states[index]!);
        if (this.#options.isOpen(cursor)) this.#changed.add(cursor);
      }
      throw error;
    } finally {
      for (const cursor of cursors) {
        if (this.#underway.get(cursor) === end.promise) this.#underway.delete(cursor);
      }
      end.resolve();
    }
  }

  /** At least as long after the last write; a clock that was set back delays nothing. */
  #urgentDelayMs(): number {
    const sinceMs = this.#options.clock.now() - this.#lastWriteMs;
    return sinceMs < 0 ? 0 : Math.max(urgentDelayMs - sinceMs, 0);
  }

  #schedule(delayMs: number): void {
    if (this.#isClosed) return;
    const { clock } = this.#options;
    const waitMs = this.#retry.isFailing ? this.#retryMs : delayMs;
    const atMs = clock.now() + waitMs;
    if (this.#timer !== undefined && this.#timer.atMs <= atMs) return;
    this.#cancelTimer();
    const cancel = clock.schedule(() => {
      this.#timer = undefined;
      void this.#write();
    }, waitMs);
    this.#timer = { atMs, cancel };
  }

  #cancelTimer(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
  }
}
