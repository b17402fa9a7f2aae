interface Count {
  value: number;
  grownMs: number;
  seenAt: number;
}

/** Remembers when counts last grew. A count that becomes smaller begins anew. */
export class Growth {
  readonly #counts = new Map<string, Count>();
  #round = 0;

  /** Takes note of a count; gives when it last grew since it was first seen, `-Infinity` for never. */
  observe(key: string, value: number, nowMs: number): number {
    const count = this.#counts.get(key);
    if (count === undefined) {
      this.#counts.set(key, { value, grownMs: -Infinity, seenAt: this.#round });
      return -Infinity;
    }
    if (value > count.value) count.grownMs = nowMs;
    count.value = value;
    count.seenAt = this.#round;
    return count.grownMs;
  }

  /** Ends a round of looks: what was not looked at since the last one is forgotten. */
  endRound(): void {
    for (const [key, { seenAt }] of this.#counts) if (seenAt !== this.#round) this.#counts.delete(key);
    this.#round++;
  }
}
