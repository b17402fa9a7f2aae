/** Something with a limit that is looked at now and then. */
export interface Timed {
  /** The tick after which {@linkcode onOverdue} is called; Infinity for none. */
  readonly dueTick: number;
  onOverdue(): void;
}

/**
 * Limits of many waits by one timer: time is counted in ticks, and at each tick all waits are looked at. Setting and
 * dropping a limit costs an assignment, and no clock is read. A limit holds for up to two ticks longer than it says.
 */
export class TickClock {
  readonly #tickMs: number;
  readonly #waits = new Set<Timed>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #now = 0;

  constructor(tickMs: number) {
    this.#tickMs = tickMs;
  }

  /** Ticks so far. */
  get now(): number {
    return this.#now;
  }

  get size(): number {
    return this.#waits.size;
  }

  /** The tick at which a limit that starts now is over. */
  after(limitMs: number): number {
    return this.#now + Math.ceil(limitMs / this.#tickMs) + 1;
  }

  add(wait: Timed): void {
    this.#waits.add(wait);
    this.#timer ??= setTimeout(this.#tick, this.#tickMs);
  }

  remove(wait: Timed): void {
    this.#waits.delete(wait);
    if (this.#waits.size > 0) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  readonly #tick = (): void => {
    this.#timer = undefined;
    this.#now++;
    for (const wait of this.#waits) {
      if (wait.dueTick <= this.#now) wait.onOverdue();
    }
    if (this.#waits.size > 0) this.#timer ??= setTimeout(this.#tick, this.#tickMs);
  };
}
