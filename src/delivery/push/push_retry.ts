import type { Fault } from "../../faults/fault.ts";
import { retryDelayMs } from "../../telegram/webhook_retry.ts";
import type { Failure } from "./failure.ts";
import type { GiveUpReason } from "./push_store.ts";

/** Options for {@linkcode PushRetry}, the same for all updates of a consumer. */
export interface PushRetryOptions {
  /** An update that failed so often is given up; absent to retry until it expires. */
  readonly maxAttempts: number | undefined;
  /** Numbers in [0, 1); the jitter. */
  readonly random: () => number;
}

/** When a failure happened, and what else decides about the next attempt. */
export interface FailedAttempt {
  readonly failure: Failure;
  readonly nowMs: number;
  /** When the update expires, in milliseconds since the epoch. */
  readonly expiresAtMs: number;
  /** Whether another URL takes over at once. */
  readonly canMove: boolean;
}

/** `Retry-After` is honoured up to this. */
const maxRetryAfterSec = 3600;

/** The one place that decides whether and when a failed push is attempted again; holds the state of one update. */
export class PushRetry {
  readonly #options: PushRetryOptions;
  #attempts = 0;
  /** Failures that lengthen the wait. */
  #failures = 0;
  #lastError: Fault | undefined;

  constructor(options: PushRetryOptions) {
    this.#options = options;
  }

  /** Attempts that failed. */
  get attempts(): number {
    return this.#attempts;
  }

  /** What the last attempt came to, if there was one. */
  get lastError(): Fault | undefined {
    return this.#lastError;
  }

  /** Counts a failed attempt; returns how many milliseconds to wait before the next one, or why there is none. */
  recordFailure({ failure, nowMs, expiresAtMs, canMove }: FailedAttempt): number | GiveUpReason {
    const { maxAttempts } = this.#options;
    this.#attempts++;
    this.#lastError = failure.error;
    const delayMs = canMove ? 0 : this.#nextDelayMs(failure);
    if (this.#attempts >= (maxAttempts ?? Infinity)) return "attempts";
    return nowMs + delayMs > expiresAtMs ? "expired" : delayMs;
  }

  /** `Retry-After`, else a backoff that grows with each failure that asked for nothing. */
  #nextDelayMs({ retryAfter }: Failure): number {
    // A date is not understood, as by the official server.
    return /^\d{1,9}$/.test(retryAfter)
      ? Math.min(Number(retryAfter), maxRetryAfterSec) * 1000
      : retryDelayMs(this.#failures++, this.#options.random);
  }
}
