import type { Clock } from "../base/clock.ts";

/** Starts a flush later, once: what is scheduled first counts. */
export class FlushTimer {
  readonly #clock: Clock;
  readonly #flush: () => void;
  #cancel: (() => void) | undefined;

  constructor(clock: Clock, flush: () => void) {
    this.#clock = clock;
    this.#flush = flush;
  }

  schedule(delayMs: number): void {
    this.#cancel ??= this.#clock.schedule(() => {
      this.#cancel = undefined;
      this.#flush();
    }, delayMs);
  }

  cancel(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }
}
