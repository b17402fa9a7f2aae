import type { Clock } from "../base/clock.ts";
import type { Logger } from "../base/logger.ts";

/** Calls that are dropped are told of this often, in milliseconds. */
const complainMs = 60_000;

/** Counts calls that are never archived because too many wait. */
export class DroppedCalls {
  readonly #clock: Clock;
  readonly #logger: Logger;
  #count = 0;
  #complainedAtMs = -Infinity;

  constructor(clock: Clock, logger: Logger) {
    this.#clock = clock;
    this.#logger = logger;
  }

  /** Since the start. */
  get count(): number {
    return this.#count;
  }

  add(calls: number): void {
    if (calls === 0) return;
    this.#count += calls;
    const nowMs = this.#clock.now();
    if (nowMs - this.#complainedAtMs < complainMs) return;
    this.#complainedAtMs = nowMs;
    this.#logger.warn("archive cannot keep up, dropping captured calls", { dropped: this.#count });
  }
}
