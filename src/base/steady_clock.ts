import type { Clock } from "./clock.ts";

/** A clock whose time never goes back, whatever is done to the one behind it. It may differ from the time of day. */
export class SteadyClock implements Clock {
  readonly #clock: Clock;
  #behindMs = -Infinity;
  #aheadMs = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  now(): number {
    const behindMs = this.#clock.now();
    if (behindMs < this.#behindMs) this.#aheadMs += this.#behindMs - behindMs;
    this.#behindMs = behindMs;
    return behindMs + this.#aheadMs;
  }

  schedule(callback: () => void, delayMs: number): () => void {
    return this.#clock.schedule(callback, delayMs);
  }
}
