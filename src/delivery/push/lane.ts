import { Queue } from "../../base/queue.ts";
import type { KeptUpdate } from "../../journal/collected.ts";

/** Positions one lane holds in memory; what comes after them is read from the journal when their turn comes. */
export const maxHeldPerLane = 1024;

/**
 * Updates that must go out one after another, such as those of one chat: only the first is under way or waits for its
 * next try. Holds positions, not bytes.
 */
export class Lane {
  readonly key: string;
  /** Indexes of the targets, preferred first: its updates go to the first one that is well. */
  readonly targets: readonly number[];
  readonly positions: Queue<number> = new Queue();
  /** From this position on, updates of this lane are not among {@linkcode positions}; `Infinity` when all are. */
  unheldFrom = Infinity;
  /** The first update, when its bytes are at hand. */
  head: KeptUpdate | undefined;
  /** How often the first update was tried. */
  attempts = 0;
  /** Failures of the first update that lengthen the wait. */
  failures = 0;
  lastError = "";
  /** Whether it is being filled from the journal. */
  isReading = false;

  constructor(key: string, targets: readonly number[]) {
    this.key = key;
    this.targets = targets;
  }

  /** The first update is over; the next one begins from nothing. */
  shift(): void {
    this.positions.take();
    this.head = undefined;
    this.attempts = 0;
    this.failures = 0;
    this.lastError = "";
  }
}
