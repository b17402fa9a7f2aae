import type { Clock } from "../../base/clock.ts";
import { Deadlines, type Wait } from "../../base/deadlines.ts";

/** Limits of one answer; see the options of a request. */
interface AnswerLimits {
  readonly answerMs?: number | undefined;
  readonly stallMs?: number | undefined;
}

/** Watches over one answer. */
export interface AnswerTimer {
  /** Bytes came. */
  receive(): void;
  stop(): void;
}

/** More different limits than these have timers of their own. */
const maxShared = 64;

/** Limits how long answers take. Those with the same limit share one timer: one for each costs more than a small call. */
export class AnswerTimers {
  readonly #clock: Clock;
  readonly #deadlines = new Map<number, Deadlines>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Calls `onOverdue` once unless the timer is stopped before; `undefined` where nothing is limited. */
  start({ answerMs, stallMs }: AnswerLimits, onOverdue: () => void): AnswerTimer | undefined {
    if (answerMs === undefined) return undefined;
    const deadlines = this.#deadlinesOf(answerMs);
    return stallMs === undefined
      ? new WholeTimer(deadlines, onOverdue)
      : new StallTimer(this.#clock, stallMs, deadlines.start(onOverdue), onOverdue);
  }

  #deadlinesOf(limitMs: number): Deadlines {
    const known = this.#deadlines.get(limitMs);
    if (known !== undefined) return known;
    const created = new Deadlines(this.#clock, limitMs);
    if (this.#deadlines.size < maxShared) this.#deadlines.set(limitMs, created);
    return created;
  }
}

/** A limit for all of an answer. */
class WholeTimer implements AnswerTimer, Wait {
  readonly #deadlines: Deadlines;
  readonly onOverdue: () => void;
  endMs = 0;

  constructor(deadlines: Deadlines, onOverdue: () => void) {
    this.#deadlines = deadlines;
    this.onOverdue = onOverdue;
    deadlines.add(this);
  }

  receive(): void {}

  stop(): void {
    this.#deadlines.remove(this);
  }
}

/** A limit for the first bytes, then one for each pause. */
class StallTimer implements AnswerTimer {
  readonly #clock: Clock;
  readonly #stallMs: number;
  readonly #onOverdue: () => void;
  #cancel: () => void;
  #lastMs = -Infinity;

  constructor(clock: Clock, stallMs: number, cancel: () => void, onOverdue: () => void) {
    this.#clock = clock;
    this.#stallMs = stallMs;
    this.#cancel = cancel;
    this.#onOverdue = onOverdue;
  }

  receive(): void {
    const isFirst = this.#lastMs === -Infinity;
    this.#lastMs = this.#clock.now();
    if (!isFirst) return;
    this.#cancel();
    this.#cancel = this.#clock.schedule(this.#onTimer, this.#stallMs);
  }

  stop(): void {
    this.#cancel();
  }

  readonly #onTimer = (): void => {
    const leftMs = this.#lastMs + this.#stallMs - this.#clock.now();
    if (leftMs > 0) this.#cancel = this.#clock.schedule(this.#onTimer, leftMs);
    else this.#onOverdue();
  };
}
