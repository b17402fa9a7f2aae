import type { Clock } from "./clock.ts";

/** Something that has to be over in time. */
export interface Wait {
  /** When it is overdue, in milliseconds since the epoch; set by {@linkcode Deadlines.add}. */
  endMs: number;
  onOverdue(): void;
}

/**
 * Waits that all have the same limit, with one timer for all of them: a timer for each costs more than the rest of
 * what a small call needs.
 */
export class Deadlines {
  readonly #clock: Clock;
  readonly #limitMs: number;
  /** In the order of their ends. */
  readonly #waits = new Set<Wait>();
  #cancelTimer: (() => void) | undefined;

  constructor(clock: Clock, limitMs: number) {
    this.#clock = clock;
    this.#limitMs = limitMs;
  }

  /** Calls `onOverdue` once after the limit, unless the returned function was called before. */
  start(onOverdue: () => void): () => void {
    const wait: Wait = { endMs: 0, onOverdue };
    this.add(wait);
    return () => this.remove(wait);
  }

  /** Calls `wait.onOverdue()` once after the limit, unless it is removed before. */
  add(wait: Wait): void {
    wait.endMs = this.#clock.now() + this.#limitMs;
    this.#waits.add(wait);
    this.#cancelTimer ??= this.#clock.schedule(this.#onTimer, this.#limitMs);
  }

  /** Ends a wait before its time. */
  remove(wait: Wait): void {
    this.#waits.delete(wait);
    if (this.#waits.size > 0) return;
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
  }

  readonly #onTimer = (): void => {
    this.#cancelTimer = undefined;
    const nowMs = this.#clock.now();
    for (const wait of this.#waits) {
      if (wait.endMs > nowMs) {
        return this.#schedule(wait.endMs - nowMs);
      }
      this.#waits.delete(wait);
      wait.onOverdue();
    }
  };

  /** In place of the timer with which an overdue wait has begun another. */
  #schedule(delayMs: number): void {
    this.#cancelTimer?.();
    this.#cancelTimer = this.#clock.schedule(this.#onTimer, delayMs);
  }
}
