/** Bounds of the waits between attempts. */
export interface Delays {
  /** Wait after the first failure, in milliseconds. */
  readonly minMs: number;
  /** No wait is longer than this, in milliseconds. */
  readonly maxMs: number;
  /** Share of a wait that is random, from 0 to 1; half unless given. */
  readonly jitter?: number;
}

/** For the local disk where somebody waits for the result: what works again is noticed within seconds. */
export const storageDelays: Delays = { minMs: 1_000, maxMs: 5_000 };
/** For work on the local disk that nobody waits for. */
export const backgroundDelays: Delays = { minMs: 1_000, maxMs: 30_000 };
/** For a Bot API server. */
export const upstreamDelays: Delays = { minMs: 1_000, maxMs: 60_000 };

/** The same wait after each failure, for work that is done at intervals. */
export function fixedDelay(ms: number): Delays {
  return { minMs: ms, maxMs: ms, jitter: 0 };
}

/** Doubling waits with jitter: the n-th wait is `min(maxMs, minMs * 2^n)` less a random part of its share. */
export class Backoff {
  readonly #delays: Delays;
  readonly #random: () => number;
  #failures = 0;

  /** @param random numbers in [0, 1); the jitter. */
  constructor(delays: Delays, random: () => number = Math.random) {
    this.#delays = delays;
    this.#random = random;
  }

  /** Failures since the last {@linkcode reset}. */
  get failures(): number {
    return this.#failures;
  }

  /** Counts one more failure; returns how many milliseconds to wait. */
  recordFailure(): number {
    const { minMs, maxMs, jitter = 0.5 } = this.#delays;
    // The exponent is bounded so that a failure count of days stays a finite number.
    const ceilingMs = Math.min(maxMs, minMs * 2 ** Math.min(this.#failures, 40));
    this.#failures++;
    return ceilingMs * (1 - jitter) + this.#random() * ceilingMs * jitter;
  }

  /** Something succeeded: the next wait is short again. */
  reset(): void {
    this.#failures = 0;
  }
}
