import type { RateLimit } from "./rate_limit.ts";

/**
 * Counts sends against a limit on any window of time: the sliding log of the latest ones, exact where a token bucket
 * would let twice as many through around a pause. All times are milliseconds of one clock that never goes back.
 */
export class RateWindow {
  readonly #windowMs: number;
  /** Times of the latest sends, in a ring as long as the limit's count. */
  readonly #times: Float64Array;
  /** Where the next time goes; the oldest is there. */
  #next = 0;
  #pausedUntilMs = -Infinity;

  constructor({ count, windowMs }: RateLimit) {
    this.#windowMs = windowMs;
    this.#times = new Float64Array(count).fill(-Infinity);
  }

  /**
   * When a send of `weight` messages may go, if `ahead` messages go before it; `nowMs` at the earliest. What is heavier
   * than the limit's count goes when the window is empty.
   */
  readyAtMs(weight: number, nowMs: number, ahead = 0): number {
    const { length } = this.#times;
    const needed = ahead + Math.min(weight, length);
    // What one window does not hold waits for as many whole windows.
    const windows = Math.ceil(needed / length) - 1;
    const blocking = this.#times[(this.#next + needed - windows * length - 1) % length]!;
    return Math.max(blocking + this.#windowMs, this.#pausedUntilMs, nowMs) + windows * this.#windowMs;
  }

  /**
   * Counts `weight` messages that are sent at `atMs`, which is not before the last ones. Those above the limit's count
   * are counted in the windows after this one.
   */
  add(weight: number, atMs: number): void {
    const { length } = this.#times;
    for (let index = 0; index < weight; index++) {
      this.#times[this.#next] = atMs + Math.floor(index / length) * this.#windowMs;
      this.#next = (this.#next + 1) % length;
    }
  }

  /** Lets nothing pass until then; a pause that ends later stays. */
  pauseUntil(atMs: number): void {
    this.#pausedUntilMs = Math.max(this.#pausedUntilMs, atMs);
  }

  /** Whether a new window would answer the same. */
  isIdle(nowMs: number): boolean {
    const { length } = this.#times;
    const latest = this.#times[(this.#next + length - 1) % length]!;
    return Math.max(latest + this.#windowMs, this.#pausedUntilMs) <= nowMs;
  }
}
