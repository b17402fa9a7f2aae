/** Thrown when too many wait already. */
export class GateFullError extends Error {
  override readonly name = "GateFullError";

  constructor() {
    super("Cannot begin: too many wait already; try again in a moment");
  }
}

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
   * @throws {GateFullError} when too many wait already.
   */
  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.#running < this.#places) this.#running++;
    else {
      if (this.#waiting.length >= this.#maxWaiting) throw new GateFullError();
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
