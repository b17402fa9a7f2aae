/** How waits between attempts grow. */
export interface BackoffOptions {
  /** Wait after the first failure, in milliseconds. */
  readonly firstMs: number;
  /** No wait is longer than this, in milliseconds. */
  readonly maxMs: number;
  /** Numbers in [0, 1); the jitter. */
  readonly random: () => number;
  /** Share of a wait that is random, from 0 to 1; half unless given. */
  readonly jitter?: number;
}

/** Doubling waits with jitter: the n-th wait is `min(maxMs, firstMs * 2^n)` less a random part of its share. */
export class Backoff {
  readonly #options: BackoffOptions;
  #failures = 0;

  constructor(options: BackoffOptions) {
    this.#options = options;
  }

  /** Failures since the last {@linkcode reset}. */
  get failures(): number {
    return this.#failures;
  }

  /** Counts one more failure and says how many milliseconds to wait. */
  nextDelayMs(): number {
    const { firstMs, maxMs, random, jitter = 0.5 } = this.#options;
    // The exponent is bounded so that a failure count of days stays a finite number.
    const ceilingMs = Math.min(maxMs, firstMs * 2 ** Math.min(this.#failures, 40));
    this.#failures++;
    return ceilingMs * (1 - jitter) + random() * ceilingMs * jitter;
  }

  /** Something succeeded: the next wait is short again. */
  reset(): void {
    this.#failures = 0;
  }
}
