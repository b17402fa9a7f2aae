import { QueueFullError } from "./queue_full_error.ts";

/** Lets a few pieces of work run at a time, the others wait in order. */
export class Gate {
  readonly #places: number;
  readonly #maxWaiting: number;
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  /** @param places how many run at a time; @param maxWaiting how many may wait. */
  constructor(places: number, maxWaiting: number) {
    this.#places = places;
    this.#maxWaiting = maxWaiting;
  }

  /**
   * Runs `work` when its turn comes.
   *
   * @throws {QueueFullError} when too many wait already.
   */
  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.#running < this.#places) this.#running++;
    else {
      if (this.#waiting.length >= this.#maxWaiting) throw new QueueFullError();
      // Whoever leaves hands its place over.
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#running--;
      else next();
    }
  }
}
