import { type Clock, sleep } from "../base/clock.ts";
import { TelegramError } from "../telegram/envelope.ts";

/** How long a 409 makes the next ones wait, in milliseconds. */
const windowMs = 3000;

/**
 * The pace of 409s of one consumer: the first goes out at once and opens a window of three seconds; any other inside
 * the window is held three seconds. Two competing programs thus take turns slowly instead of spinning.
 */
export class ConflictWindow {
  readonly #clock: Clock;
  #endsAtMs = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Resolves with the error when it is time to send it; early when `signal` aborts. */
  async conflict(description: string, signal: AbortSignal): Promise<TelegramError> {
    const nowMs = this.#clock.now();
    if (nowMs < this.#endsAtMs) await sleep(this.#clock, windowMs, signal);
    else this.#endsAtMs = nowMs + windowMs;
    return new TelegramError(409, description);
  }
}
