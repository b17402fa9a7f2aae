import type { ConsumerStatus } from "../status.ts";
import { toHealthNumber } from "./health_metrics.ts";
import type { Metric } from "./metric.ts";

/** What is measured of each consumer. */
export const consumerMetrics: readonly Metric<ConsumerStatus>[] = [
  {
    name: "botmux_consumer_health",
    type: "gauge",
    help: "Health of a consumer: 0 healthy, 1 degraded, 2 down.",
    value: ({ report }) => toHealthNumber(report.level),
  },
  {
    name: "botmux_consumer_lag_updates",
    type: "gauge",
    help: "Updates not confirmed yet, including those its filter hides.",
    value: ({ lag }) => lag,
  },
  {
    name: "botmux_consumer_delivered_total",
    type: "counter",
    help: "Updates delivered by long polling or push; repeated deliveries count again.",
    value: ({ delivered }) => delivered,
  },
  {
    name: "botmux_consumer_lost_total",
    type: "counter",
    help: "Updates removed by retention before they were confirmed.",
    value: ({ lost }) => lost,
  },
  {
    name: "botmux_consumer_stale_total",
    type: "counter",
    help: "Updates dropped because they were older than the consumer's maximum age.",
    value: ({ stale }) => stale,
  },
];
