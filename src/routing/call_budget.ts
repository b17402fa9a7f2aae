import type { Clock } from "../base/clock.ts";
import { Queue } from "../base/queue.ts";

const minuteMs = 60_000;

/** Lets so many calls happen in any minute and no more. */
export class CallBudget {
  readonly #perMinute: number;
  readonly #clock: Clock;
  /** When the calls of the last minute were made; never more than the budget. */
  readonly #madeAtMs = new Queue<number>();

  constructor(perMinute: number, clock: Clock) {
    this.#perMinute = perMinute;
    this.#clock = clock;
  }

  /** Takes one call; false when the last minute has had all of them. */
  take(): boolean {
    const nowMs = this.#clock.now();
    for (let first = this.#madeAtMs.first; first !== undefined; first = this.#madeAtMs.first) {
      // A clock that was set back must not lock the budget.
      if (nowMs >= first && nowMs - first < minuteMs) break;
      this.#madeAtMs.take();
    }
    if (this.#madeAtMs.size >= this.#perMinute) return false;
    this.#madeAtMs.add(nowMs);
    return true;
  }
}
