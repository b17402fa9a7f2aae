import { family } from "./prometheus_text.ts";

/** Upper bounds of the latency histogram, in seconds. */
const bucketBoundsSec = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

/** Counts proxied requests; the counterpart of the Bot API door's observer. */
export class ProxyMetrics {
  /** Requests by method and status. Both come from closed sets, so the number of series has a bound. */
  readonly #counts = new Map<string, Map<number, number>>();
  readonly #buckets = new Float64Array(bucketBoundsSec.length + 1);
  #sumSec = 0;

  /** @param method canonical name, `other` or `file`. */
  proxied(method: string, status: number, elapsedMs: number): void {
    let counts = this.#counts.get(method);
    if (counts === undefined) this.#counts.set(method, counts = new Map());
    counts.set(status, (counts.get(status) ?? 0) + 1);
    const elapsedSec = elapsedMs / 1000;
    this.#sumSec += elapsedSec;
    let index = 0;
    while (index < bucketBoundsSec.length && elapsedSec > bucketBoundsSec[index]!) index++;
    this.#buckets[index]!++;
  }

  /** The lines of these metrics. */
  lines(): string[] {
    return [...this.#requestLines(), ...this.#latencyLines()];
  }

  #requestLines(): string[] {
    return family(
      "botmux_proxy_requests_total",
      "counter",
      "Calls and downloads forwarded upstream.",
      [...this.#counts].flatMap(([method, counts]) =>
        [...counts].map(([status, count]) => [{ method, status: String(status) }, count] as const)
      ),
    );
  }

  #latencyLines(): string[] {
    const name = "botmux_proxy_request_seconds";
    const lines = [
      `# HELP ${name} Time from a call's arrival to the head of the upstream response, in seconds.`,
      `# TYPE ${name} histogram`,
    ];
    let total = 0;
    for (const [index, count] of this.#buckets.entries()) {
      total += count;
      lines.push(`${name}_bucket{le="${bucketBoundsSec[index] ?? "+Inf"}"} ${total}`);
    }
    lines.push(`${name}_sum ${this.#sumSec}`, `${name}_count ${total}`);
    return lines;
  }
}
