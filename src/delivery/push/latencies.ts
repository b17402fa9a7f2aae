/** How many of the last answers count. */
const window = 256;

/** Percentiles of the last 256 latencies, in milliseconds. */
export interface Percentiles {
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

/** The last latencies of one target. */
export class Latencies {
  readonly #values = new Float32Array(window);
  #count = 0;

  add(latencyMs: number): void {
    this.#values[this.#count % window] = latencyMs;
    this.#count++;
  }

  /** All 0 before the first. Sorts the window: not for hot paths. */
  percentiles(): Percentiles {
    const sorted = this.#values.slice(0, Math.min(this.#count, window)).sort();
    const at = (share: number) => sorted[Math.min(Math.floor(share * sorted.length), sorted.length - 1)] ?? 0;
    return { p50: at(0.5), p95: at(0.95), p99: at(0.99) };
  }
}
