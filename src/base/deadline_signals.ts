import type { Clock } from "./clock.ts";

/** A signal that aborts when something takes too long. */
interface Deadline {
  readonly signal: AbortSignal;
  /** To be called once, when it is over: the signal is not needed any more. */
  release(): void;
}

interface Shared {
  readonly abort: AbortController;
  readonly startMs: number;
  readonly cancelTimer: () => void;
  users: number;
}

/** How much earlier a shared signal may abort, as a share of the limit. */
const earliness = 1 / 60;

/**
 * Limits for many short waits: those that begin shortly after one another share one signal and one timer, because a
 * signal of its own costs a small call more than all the rest. Each gets between 59 and 60 sixtieths of the limit.
 */
export class DeadlineSignals {
  readonly #clock: Clock;
  readonly #limitMs: number;
  readonly #toReason: () => unknown;
  #newest: Shared | undefined;

  /** @param toReason makes the reason with which signals abort. */
  constructor(clock: Clock, limitMs: number, toReason: () => unknown) {
    this.#clock = clock;
    this.#limitMs = limitMs;
    this.#toReason = toReason;
  }

  take(): Deadline {
    const nowMs = this.#clock.now();
    const newest = this.#newest;
    const shared = newest !== undefined && nowMs - newest.startMs <= this.#limitMs * earliness
      ? newest
      : this.#newest = this.#create(nowMs);
    shared.users++;
    return { signal: shared.abort.signal, release: () => this.#release(shared) };
  }

  #create(startMs: number): Shared {
    const abort = new AbortController();
    const cancelTimer = this.#clock.schedule(() => abort.abort(this.#toReason()), this.#limitMs);
    return { abort, startMs, cancelTimer, users: 0 };
  }

  #release(shared: Shared): void {
    shared.users--;
    if (shared.users > 0) return;
    shared.cancelTimer();
    if (this.#newest === shared) this.#newest = undefined;
  }
}
