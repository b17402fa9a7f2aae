/** For how long a latency counts at least, in milliseconds; at most twice as long. */
const spanMs = 5_000;

/** How much latencies differ, judged by those of the last seconds. Times are of one clock that never goes back. */
export class LatencySpread {
  #sinceMs = -Infinity;
  #min = Infinity;
  #max = 0;
  #lastMin = Infinity;
  #lastMax = 0;

  add(latencyMs: number, nowMs: number): void {
    this.#moveOn(nowMs);
    this.#min = Math.min(this.#min, latencyMs);
    this.#max = Math.max(this.#max, latencyMs);
  }

  /** Longest latency less the shortest, in milliseconds; 0 when none is known. */
  spreadMs(nowMs: number): number {
    this.#moveOn(nowMs);
    return Math.max(0, Math.max(this.#max, this.#lastMax) - Math.min(this.#min, this.#lastMin));
  }

  #moveOn(nowMs: number): void {
    const passedMs = nowMs - this.#sinceMs;
    if (passedMs < spanMs) return;
    const isLastKnown = passedMs < 2 * spanMs;
    this.#lastMin = isLastKnown ? this.#min : Infinity;
    this.#lastMax = isLastKnown ? this.#max : 0;
    this.#min = Infinity;
    this.#max = 0;
    this.#sinceMs = nowMs;
  }
}
