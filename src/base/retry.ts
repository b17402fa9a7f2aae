import { Backoff, type Delays, storageDelays } from "./backoff.ts";
import { type Clock, sleep } from "./clock.ts";
import type { LogFields, Logger } from "./logger.ts";

/** Options for {@linkcode Retry}. */
interface RetryOptions {
  /** What the log says of each failure, such as `cannot store dead letters`. */
  readonly event: string;
  /** Fields of that line, beside `error` and `next_retry`. */
  readonly fields?: LogFields;
  /** {@linkcode storageDelays} unless given. */
  readonly delays?: Delays;
  /** Numbers in [0, 1); the jitter. */
  readonly random?: (() => number) | undefined;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Work that is attempted until it succeeds: counts failures, logs each with its next attempt, and waits longer each time. */
export class Retry {
  readonly #options: RetryOptions;
  readonly #backoff: Backoff;
  #failingSinceMs = 0;

  constructor(options: RetryOptions) {
    this.#options = options;
    this.#backoff = new Backoff(options.delays ?? storageDelays, options.random);
  }

  /** Whether the last attempt failed. */
  get isFailing(): boolean {
    return this.#backoff.failures > 0;
  }

  /** When the first failure since the last success was, in milliseconds since the epoch; 0 for none. */
  get failingSinceMs(): number {
    return this.#failingSinceMs;
  }

  /** Counts and logs a failure; returns how many milliseconds to wait before the next attempt. */
  recordFailure(error: unknown): number {
    const { event, fields, clock, logger } = this.#options;
    this.#failingSinceMs ||= clock.now();
    const delayMs = this.#backoff.recordFailure();
    logger.error(event, { ...fields, error, next_retry: describeDelay(delayMs) });
    return delayMs;
  }

  /** An attempt succeeded: the next wait is short again. */
  reset(): void {
    this.#backoff.reset();
    this.#failingSinceMs = 0;
  }

  /** Counts and logs a failure, then waits for the next attempt; ends early, without throwing, when `signal` aborts. */
  async pause(error: unknown, signal: AbortSignal): Promise<void> {
    await sleep(this.#options.clock, this.recordFailure(error), signal);
  }

  /** Attempts `work` once, for callers that come back by themselves; resolves with whether it succeeded. */
  async attempt(work: () => void | Promise<void>): Promise<boolean> {
    try {
      await work();
    } catch (error) {
      this.recordFailure(error);
      return false;
    }
    this.reset();
    return true;
  }

  /**
   * Attempts `work` until it succeeds, at least once. Resolves with false, without logging, when it fails after `signal`
   * aborted.
   */
  async run(work: () => Promise<void>, signal: AbortSignal): Promise<boolean> {
    for (;;) {
      try {
        await work();
        this.reset();
        return true;
      } catch (error) {
        if (signal.aborted) return false;
        await this.pause(error, signal);
      }
    }
  }
}

/** A wait as log lines show it: `0.5s`, `8s`. */
export function describeDelay(ms: number): string {
  return `${Math.round(ms / 100) / 10}s`;
}
