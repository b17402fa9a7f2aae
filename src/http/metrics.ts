import type { PushReport } from "../delivery/delivery.ts";
import type { TargetStatus } from "../delivery/push/target.ts";
import type { HealthLevel, HealthReason } from "../health/reason.ts";
import { overallHealth } from "./readiness.ts";
import type { BotStatus, StatusSource } from "./status.ts";

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

type Sample = readonly [labels: Readonly<Record<string, string>>, value: number];

const levels: readonly HealthLevel[] = ["healthy", "degraded", "down"];

function toNumber(level: HealthLevel): number {
  return levels.indexOf(level);
}

/** One sample for each code of BotMux, of a bot or of a consumer; rules of the same bot count as one. */
function toReasonSamples(source: StatusSource): Sample[] {
  const subjects = [
    { bot: "", reasons: source.processReasons() },
    ...source.bots().map(({ bot, report }) => ({ bot: String(bot.id), reasons: report.reasons })),
  ];
  return subjects.flatMap(({ bot, reasons }) => {
    const toLabels = ({ consumer = "", code }: HealthReason) => ({ bot, consumer, code });
    const distinct = new Map(reasons.map((reason) => [JSON.stringify(toLabels(reason)), toLabels(reason)]));
    return [...distinct.values()].map((labels): Sample => [labels, 1]);
  });
}

/** Everything in Prometheus' text format. Bot ids and consumer names stand in labels, never tokens. */
export function renderMetrics(source: StatusSource, proxy: ProxyMetrics, version: string): string {
  const bots = source.bots();
  const perBot = (value: (status: BotStatus) => number): Sample[] =>
    bots.map((status) => [{ bot: String(status.bot.id) }, value(status)]);
  const perConsumer = (value: (consumer: BotStatus["consumers"][number]) => number): Sample[] =>
    bots.flatMap(({ bot, consumers }) =>
      consumers.map((each): Sample => [
        { bot: String(bot.id), consumer: each.consumer.name },
        value(each),
      ])
    );
  const lines = [
    ...family("botmux_build_info", "gauge", "Always 1; the label carries the version.", [[{ version }, 1]]),
    ...family(
      "botmux_bot_up",
      "gauge",
      "Whether the bot receives updates: 1 yes, 0 no.",
      perBot(({ health }) => health?.state === "ok" ? 1 : 0),
    ),
    ...family(
      "botmux_health",
      "gauge",
      "Health of BotMux and all bots: 0 healthy, 1 degraded, 2 down.",
      [[{}, toNumber(overallHealth(source))]],
    ),
    ...family(
      "botmux_bot_health",
      "gauge",
      "Health of a bot with its consumers and rules: 0 healthy, 1 degraded, 2 down.",
      perBot(({ report }) => toNumber(report.level)),
    ),
    ...family(
      "botmux_consumer_health",
      "gauge",
      "Health of a consumer: 0 healthy, 1 degraded, 2 down.",
      perConsumer(({ report }) => toNumber(report.level)),
    ),
    ...family(
      "botmux_health_reason",
      "gauge",
      "1 while a reason for being degraded or down lasts; docs/operations.md lists the codes.",
      toReasonSamples(source),
    ),
    ...family(
      "botmux_updates_received_total",
      "counter",
      "Updates received from upstream.",
      perBot(({ health }) => health?.received ?? 0),
    ),
    ...family(
      "botmux_upstream_unreadable_total",
      "counter",
      "Malformed elements in getUpdates results.",
      perBot(({ health }) => health?.unreadable ?? 0),
    ),
    ...family(
      "botmux_upstream_latency_seconds",
      "gauge",
      "Latency of the last upstream call in seconds.",
      perBot(({ health }) => (health?.lastLatencyMs ?? 0) / 1000),
    ),
    ...family(
      "botmux_upstream_last_success_timestamp_seconds",
      "gauge",
      "Time of the last successful getUpdates, as a Unix timestamp; 0 for never.",
      perBot(({ health }) => (health?.lastSuccessMs ?? 0) / 1000),
    ),
    ...family("botmux_journal_updates", "gauge", "Updates retained.", perBot(({ log }) => log.count)),
    ...family(
      "botmux_journal_bytes",
      "gauge",
      "Size of the retained updates in bytes.",
      perBot(({ log }) => log.bytes),
    ),
    ...family(
      "botmux_consumer_lag_updates",
      "gauge",
      "Updates not confirmed yet, including those its filter hides.",
      perConsumer(({ lag }) => lag),
    ),
    ...family(
      "botmux_consumer_delivered_total",
      "counter",
      "Updates delivered by long polling or push; repeated deliveries count again.",
      perConsumer(({ delivered }) => delivered),
    ),
    ...family(
      "botmux_consumer_lost_total",
      "counter",
      "Updates removed by retention before they were confirmed.",
      perConsumer(({ lost }) => lost),
    ),
    ...family(
      "botmux_archived_updates_total",
      "counter",
      "Updates archived.",
      perBot(({ archive }) => archive?.archived ?? 0),
    ),
    ...family(
      "botmux_archive_lag_updates",
      "gauge",
      "Updates not archived yet.",
      perBot(({ archive }) => archive?.lag ?? 0),
    ),
    ...family(
      "botmux_archive_skipped_updates_total",
      "counter",
      "Updates skipped after every attempt to archive them failed.",
      perBot(({ archive }) => archive?.skipped ?? 0),
    ),
    ...family(
      "botmux_archive_restarts_total",
      "counter",
      "Restarts of the archive's thread after it ended or stopped responding.",
      [[{}, source.archiveRestarts()]],
    ),
    ...family(
      "botmux_archived_calls_total",
      "counter",
      "Outgoing calls archived.",
      [[{}, source.captures()?.captured ?? 0]],
    ),
    ...family(
      "botmux_archive_dropped_calls_total",
      "counter",
      "Outgoing cannot archive captured calls because the archive could not keep up.",
      [[{}, source.captures()?.dropped ?? 0]],
    ),
    ...family(
      "botmux_archive_skipped_calls_total",
      "counter",
      "Outgoing calls skipped after every attempt to archive them failed.",
      [[{}, source.captures()?.skipped ?? 0]],
    ),
    ...family(
      "botmux_routed_total",
      "counter",
      "Messages and changes sent by routing.",
      perBot(({ routing }) => routing.routed),
    ),
    ...family(
      "botmux_routing_failed_total",
      "counter",
      "Messages and changes that routing failed to send.",
      perBot(({ routing }) => routing.failed),
    ),
    ...family(
      "botmux_routing_waiting",
      "gauge",
      "Messages and changes waiting to be sent by a bot.",
      perBot(({ routing }) => routing.waiting),
    ),
    ...family(
      "botmux_routing_lag_updates",
      "gauge",
      "Updates not routed yet; 0 for a bot without rules.",
      perBot(({ routing }) => routing.lag),
    ),
    ...pushLines(bots),
    ...proxy.lines(),
    ...family("botmux_waiting_polls", "gauge", "Open long polls.", [[{}, source.waitingPolls()]]),
    ...family("botmux_ring_bytes", "gauge", "Memory of the in-memory rings in bytes.", [[
      {},
      source.ringBytes(),
    ]]),
    ...family("process_resident_memory_bytes", "gauge", "Resident memory.", [[{}, source.residentBytes()]]),
  ];
  return lines.join("\n") + "\n";
}

/** What is pushed, by consumer, and how each of its URLs fares. A URL is told by its place: two may share a host. */
function pushLines(bots: readonly BotStatus[]): string[] {
  const pushing = bots.flatMap(({ bot, consumers }) =>
    consumers.flatMap(({ consumer, push }) =>
      push === undefined ? [] : [{ labels: { bot: String(bot.id), consumer: consumer.name }, push }]
    )
  );
  const perConsumer = (value: (push: PushReport) => number): Sample[] =>
    pushing.map(({ labels, push }) => [labels, value(push)]);
  const targets = pushing.flatMap(({ labels, push }) =>
    push.targets.map((target, index) => ({
      labels: { ...labels, target: String(index), url: target.url },
      target,
    }))
  );
  const perTarget = (value: (target: TargetStatus) => number): Sample[] =>
    targets.map(({ labels, target }) => [labels, value(target)]);
  return [
    ...family(
      "botmux_push_delivered_total",
      "counter",
      "Updates acknowledged by backends.",
      perConsumer(({ delivered }) => delivered),
    ),
    ...family(
      "botmux_push_failed_total",
      "counter",
      "Failed delivery attempts.",
      perConsumer(({ failed }) => failed),
    ),
    ...family(
      "botmux_push_dead_total",
      "counter",
      "Updates that became dead letters.",
      perConsumer(({ dead }) => dead),
    ),
    ...family(
      "botmux_push_waiting_lanes",
      "gauge",
      "Ordering keys (chats and the like) waiting for a retry.",
      perConsumer(({ waitingLanes }) => waitingLanes),
    ),
    ...family("botmux_push_under_way", "gauge", "Requests in flight.", perTarget(({ underWay }) => underWay)),
    ...family(
      "botmux_push_failures_in_a_row",
      "gauge",
      "Consecutive failed attempts.",
      perTarget(({ failuresInARow }) => failuresInARow),
    ),
    ...family(
      "botmux_push_paused",
      "gauge",
      "1 while a URL is unreachable and only probed.",
      perTarget(({ isPaused }) => isPaused ? 1 : 0),
    ),
    ...family(
      "botmux_push_latency_seconds",
      "gauge",
      "Response time over the last 256 attempts of a URL, in seconds.",
      targets.flatMap(({ labels, target: { latency } }): Sample[] => [
        [{ ...labels, quantile: "0.5" }, latency.p50 / 1000],
        [{ ...labels, quantile: "0.95" }, latency.p95 / 1000],
        [{ ...labels, quantile: "0.99" }, latency.p99 / 1000],
      ]),
    ),
  ];
}

function family(name: string, type: "counter" | "gauge", help: string, samples: readonly Sample[]): string[] {
  return [
    `# HELP ${name} ${help}`,
    `# TYPE ${name} ${type}`,
    ...samples.map(([labels, value]) => `${name}${formatLabels(labels)} ${value}`),
  ];
}

function formatLabels(labels: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escapeLabel(value)}"`);
  return pairs.length === 0 ? "" : `{${pairs.join(",")}}`;
}

function escapeLabel(value: string): string {
  return value.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");
}
