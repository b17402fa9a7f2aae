import type { CancelSignal } from "../base/cancel_signal.ts";
import { type Clock, sleep } from "../base/clock.ts";
import { TelegramError } from "../telegram/envelope.ts";

/** How long a refusal makes the next ones wait, in milliseconds. */
const windowMs = 3000;

/**
 * The pace of refusals of one kind of one consumer: the first goes out at once and opens a window of three seconds; any
 * other inside the window is held three seconds. Two competing programs thus take turns slowly instead of spinning, and
 * one that asks again at once for what cannot be read spins no faster.
 */
export class ConflictWindow {
  readonly #clock: Clock;
  #endsAtMs = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Resolves when it is time to refuse; early when `signal` aborts. */
  async hold(signal: CancelSignal): Promise<void> {
    const nowMs = this.#clock.now();
    if (nowMs < this.#endsAtMs) await sleep(this.#clock, windowMs, signal);
    else this.#endsAtMs = nowMs + windowMs;
  }

  /** Resolves with the error when it is time to send it; early when `signal` aborts. */
  async conflict(description: string, signal: CancelSignal): Promise<TelegramError> {
    await this.hold(signal);
    return new TelegramError(409, description);
  }
}
