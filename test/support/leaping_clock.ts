import type { Clock } from "../../src/base/clock.ts";

/** The machine's clock, which a test may move on: what falls due meanwhile fires at once, in order. */
export class LeapingClock implements Clock {
  #leaptMs = 0;
  readonly #timers = new Set<{ readonly atMs: number; readonly fire: () => void }>();

  now(): number {
    return Date.now() + this.#leaptMs;
  }

  schedule(callback: () => void, delayMs: number): () => void {
    const fire = () => {
      cancel();
      callback();
    };
    const timer = { atMs: this.now() + delayMs, fire };
    const handle = setTimeout(fire, Math.min(Math.max(delayMs, 0), 0x7fff_ffff));
    const cancel = () => {
      clearTimeout(handle);
      this.#timers.delete(timer);
    };
    this.#timers.add(timer);
    return cancel;
  }

  leap(ms: number): void {
    this.#leaptMs += ms;
    const due = [...this.#timers].filter(({ atMs }) => atMs <= this.now());
    for (const timer of due.sort((left, right) => left.atMs - right.atMs)) {
      if (this.#timers.has(timer)) timer.fire();
    }
  }
}
