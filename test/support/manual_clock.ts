import type { Clock } from "../../src/base/clock.ts";

/** A clock that stands still until a test moves it. */
export class ManualClock implements Clock {
  #nowMs: number;
  #nextId = 1;
  readonly #timers = new Map<number, { readonly atMs: number; readonly callback: () => void }>();

  constructor(nowMs = 1_790_000_000_000) {
    this.#nowMs = nowMs;
  }

  now(): number {
    return this.#nowMs;
  }

  /** Timers that wait. */
  get pending(): number {
    return this.#timers.size;
  }

  /** Milliseconds until the next timer; infinite when none waits. */
  get nextMs(): number {
    return Math.min(...[...this.#timers.values()].map(({ atMs }) => atMs)) - this.#nowMs;
  }

  schedule(callback: () => void, delayMs: number): () => void {
    const id = this.#nextId++;
    this.#timers.set(id, { atMs: this.#nowMs + Math.max(delayMs, 0), callback });
    return () => void this.#timers.delete(id);
  }

  /** Sets the time of day back, as a correction of the machine's clock does; timers fire when they would have. */
  setBack(ms: number): void {
    this.#nowMs -= ms;
    for (const [id, { atMs, callback }] of this.#timers) this.#timers.set(id, { atMs: atMs - ms, callback });
  }

  /** Moves time on, firing what falls due in order and letting promises settle between. */
  async advance(ms: number): Promise<void> {
    const endMs = this.#nowMs + ms;
    await settle();
    for (;;) {
      const due = [...this.#timers].filter(([, timer]) => timer.atMs <= endMs)
        .sort(([leftId, left], [rightId, right]) => left.atMs - right.atMs || leftId - rightId)[0];
      if (due === undefined) break;
      const [id, timer] = due;
      this.#timers.delete(id);
      this.#nowMs = Math.max(this.#nowMs, timer.atMs);
      timer.callback();
      await settle();
    }
    this.#nowMs = endMs;
  }
}

/** Lets every promise that can settle do so. */
export async function settle(): Promise<void> {
  for (let round = 0; round < 3; round++) await new Promise((resolve) => setImmediate(resolve));
}
