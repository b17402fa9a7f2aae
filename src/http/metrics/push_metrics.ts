import type { PushReport } from "../../delivery/delivery.ts";
import type { TargetStatus } from "../../delivery/push/target.ts";
import type { BotStatus } from "../status.ts";
import { linesOf, type Metric } from "./metric.ts";
import { family, type Sample } from "./prometheus_text.ts";

/** Something that is pushed, with the labels that tell it apart. */
interface Labelled<T> {
  readonly labels: Readonly<Record<string, string>>;
  readonly of: T;
}

/** What is measured of each push consumer. */
const pushMetrics: readonly Metric<Labelled<PushReport>>[] = [
  {
    name: "botmux_push_delivered_total",
    type: "counter",
    help: "Updates acknowledged by backends.",
    value: ({ of }) => of.delivered,
  },
  {
    name: "botmux_push_failed_total",
    type: "counter",
    help: "Failed delivery attempts.",
    value: ({ of }) => of.failed,
  },
  {
    name: "botmux_push_dead_total",
    type: "counter",
    help: "Updates that became dead letters.",
    value: ({ of }) => of.dead,
  },
  {
    name: "botmux_push_waiting_lanes",
    type: "gauge",
    help: "Ordering keys (chats and the like) waiting for a retry.",
    value: ({ of }) => of.waitingLanes,
  },
];

/** What is measured of each URL. */
const targetMetrics: readonly Metric<Labelled<TargetStatus>>[] = [
  {
    name: "botmux_push_under_way",
    type: "gauge",
    help: "Requests in flight.",
    value: ({ of }) => of.underWay,
  },
  {
    name: "botmux_push_failures_in_a_row",
    type: "gauge",
    help: "Consecutive failed attempts.",
    value: ({ of }) => of.failuresInARow,
  },
  {
    name: "botmux_push_paused",
    type: "gauge",
    help: "1 while a URL is unreachable and only probed.",
    value: ({ of }) => of.isPaused ? 1 : 0,
  },
];

/** The lines of all push consumers. A URL is told apart by its place in the list: two may share a host. */
export function pushLines(bots: readonly BotStatus[]): string[] {
  const reports = bots.flatMap(({ bot, consumers }) =>
    consumers.flatMap(({ consumer, push }): Labelled<PushReport>[] =>
      push === undefined ? [] : [{ labels: { bot: String(bot.id), consumer: consumer.name }, of: push }]
    )
  );
  const targets = reports.flatMap(({ labels, of }) =>
    of.targets.map((target, index): Labelled<TargetStatus> => ({
      labels: { ...labels, target: String(index), url: target.url },
      of: target,
    }))
  );
  return [
    ...linesOf(pushMetrics, reports, ({ labels }) => labels),
    ...linesOf(targetMetrics, targets, ({ labels }) => labels),
    ...family(
      "botmux_push_latency_seconds",
      "gauge",
      "Response time over the last 256 attempts of a URL, in seconds.",
      targets.flatMap(({ labels, of: { latency } }): Sample[] => [
        [{ ...labels, quantile: "0.5" }, latency.p50 / 1000],
        [{ ...labels, quantile: "0.95" }, latency.p95 / 1000],
        [{ ...labels, quantile: "0.99" }, latency.p99 / 1000],
      ]),
    ),
  ];
}
