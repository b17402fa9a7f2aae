import { family } from "./prometheus_text.ts";

/** Upper bounds of the latency histogram, in seconds. */
const bucketBoundsSec = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

/** Requests of one method and status. Both come from closed sets, so the number of series has a bound. */
interface ProxySeries {
  readonly method: string;
  readonly status: number;
  count: number;
}

/** Counts proxied requests; the counterpart of the Bot API door's observer. */
export class ProxyMetrics {
  readonly #series = new Map<string, ProxySeries>();
  readonly #buckets = new Float64Array(bucketBoundsSec.length + 1);
  #sumSec = 0;

  /** @param method canonical name, `other` or `file`. */
  proxied(method: string, status: number, elapsedMs: number): void {
    const key = `${method} ${status}`;
    let series = this.#series.get(key);
    if (series === undefined) {
      series = { method, status, count: 0 };
      this.#series.set(key, series);
    }
    series.count++;
    const elapsedSec = elapsedMs / 1000;
    this.#sumSec += elapsedSec;
    const index = bucketBoundsSec.findIndex((bound) => elapsedSec <= bound);
    this.#buckets[index < 0 ? bucketBoundsSec.length : index]!++;
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
      [
        ...this.#series.values(),
      ].map(({ method, status, count }) => [{ method, status: String(status) }, count]),
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
