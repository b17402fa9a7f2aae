import type { Fault } from "../faults/fault.ts";
import type { Clock } from "../base/clock.ts";
import type { LaneKey } from "./job.ts";

/** A queue that cannot send. */
export interface FailingLane extends LaneKey {
  /** When it began to fail, in milliseconds since the epoch. */
  readonly sinceMs: number;
  /** Messages in a row that were given up. */
  readonly failures: number;
  /** Whether a message waits for its next attempt. */
  readonly isWaiting: boolean;
  /** What went wrong last. */
  readonly error: Fault;
}

/** Remembers which queues of routing fail: at most one entry for each rule and bot it sends by. */
export class LaneTrouble {
  readonly #clock: Pick<Clock, "now">;
  readonly #failing = new Map<string, FailingLane>();

  constructor(clock: Pick<Clock, "now">) {
    this.#clock = clock;
  }

  /** A message of the queue was sent. */
  sent(key: LaneKey): void {
    if (this.#failing.size > 0) this.#failing.delete(nameOf(key));
  }

  /** A message of the queue was given up. */
  failed(key: LaneKey, error: Fault): void {
    const { failures, sinceMs } = this.#of(key);
    this.#set(key, { sinceMs, failures: failures + 1, isWaiting: false, error });
  }

  /** A message of the queue waits for its next attempt. */
  postponed(key: LaneKey, error: Fault): void {
    const { failures, sinceMs } = this.#of(key);
    this.#set(key, { sinceMs, failures, isWaiting: true, error });
  }

  all(): readonly FailingLane[] {
    return [...this.#failing.values()];
  }

  clear(): void {
    this.#failing.clear();
  }

  #of(key: LaneKey): Pick<FailingLane, "failures" | "sinceMs"> {
    return this.#failing.get(nameOf(key)) ?? { failures: 0, sinceMs: this.#clock.now() };
  }

  #set({ routeId, bot }: LaneKey, state: Omit<FailingLane, "routeId" | "bot">): void {
    this.#failing.set(nameOf({ routeId, bot }), { routeId, bot, ...state });
  }
}

function nameOf({ routeId, bot }: LaneKey): string {
  return `${routeId} ${bot}`;
}
