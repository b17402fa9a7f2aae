import type { Clock } from "../../src/base/clock.ts";

/**
 * One run of a process, from its start until it is killed. Time reaches it through this clock alone: nothing that a dead
 * one has begun goes on, and one that is suspended goes on later.
 */
export class Life implements Clock {
  /** Counts the runs of a node, from 1. */
  readonly number: number;
  readonly #world: Clock;
  #isAlive = true;
  #resumesAtMs = 0;
  #suspendedMs = 0;
  #diedAtMs = Infinity;
  readonly #onDeath = new Set<() => void>();

  constructor(world: Clock, number: number) {
    this.#world = world;
    this.number = number;
  }

  get isAlive(): boolean {
    return this.#isAlive;
  }

  /** When it was killed; infinite while it lives. */
  get diedAtMs(): number {
    return this.#diedAtMs;
  }

  /** For how long it has been suspended in all. */
  get suspendedMs(): number {
    return this.#suspendedMs;
  }

  now(): number {
    return this.#world.now();
  }

  schedule(callback: () => void, delayMs: number): () => void {
    let cancel = this.#world.schedule(() => run(), delayMs);
    const run = () => {
      if (!this.#isAlive) return;
      const leftMs = this.#resumesAtMs - this.#world.now();
      if (leftMs > 0) cancel = this.#world.schedule(run, leftMs);
      else callback();
    };
    return () => cancel();
  }

  /** Resolves after so long; never, when it is dead by then. */
  after(delayMs: number): Promise<void> {
    return new Promise((resolve) => void this.schedule(resolve, delayMs));
  }

  /** Stops it for so long, as SIGSTOP does. */
  suspend(ms: number): void {
    this.#resumesAtMs = this.#world.now() + ms;
    this.#suspendedMs += ms;
  }

  /** Calls back when it is killed; the returned function takes that back. */
  onDeath(callback: () => void): () => void {
    this.#onDeath.add(callback);
    return () => void this.#onDeath.delete(callback);
  }

  kill(): void {
    this.#isAlive = false;
    this.#diedAtMs = this.#world.now();
    for (const callback of this.#onDeath) callback();
    this.#onDeath.clear();
  }
}
