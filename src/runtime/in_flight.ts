/** Counts what is under way, so that one can wait until nothing is. */
export class InFlight {
  #count = 0;
  #idle: PromiseWithResolvers<void> | undefined;

  /** Counts until `done` settles; how it settles is its owner's business. */
  add(done: Promise<unknown>): void {
    this.#count++;
    const leave = () => {
      this.#count--;
      if (this.#count === 0) this.#idle?.resolve();
    };
    done.then(leave, leave);
  }

  /** Resolves once nothing is under way. */
  idle(): Promise<void> {
    if (this.#count === 0) return Promise.resolve();
    this.#idle ??= Promise.withResolvers();
    return this.#idle.promise;
  }
}
