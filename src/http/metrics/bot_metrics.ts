import type { BotStatus } from "../status.ts";
import { toHealthNumber } from "./health_metrics.ts";
import type { Metric } from "./metric.ts";

/** What is measured of each bot. */
export const botMetrics: readonly Metric<BotStatus>[] = [
  {
    name: "botmux_bot_up",
    type: "gauge",
    help: "Whether the bot receives updates: 1 yes, 0 no.",
    value: ({ health }) => health?.state === "ok" ? 1 : 0,
  },
  {
    name: "botmux_bot_health",
    type: "gauge",
    help: "Health of a bot with its consumers and rules: 0 healthy, 1 degraded, 2 down.",
    value: ({ report }) => toHealthNumber(report.level),
  },
  {
    name: "botmux_updates_received_total",
    type: "counter",
    help: "Updates received from upstream.",
    value: ({ health }) => health?.received ?? 0,
  },
  {
    name: "botmux_upstream_unreadable_total",
    type: "counter",
    help: "Malformed elements in getUpdates results.",
    value: ({ health }) => health?.unreadable ?? 0,
  },
  {
    name: "botmux_upstream_latency_seconds",
    type: "gauge",
    help: "Latency of the last upstream call in seconds.",
    value: ({ health }) => (health?.lastLatencyMs ?? 0) / 1000,
  },
  {
    name: "botmux_upstream_last_success_timestamp_seconds",
    type: "gauge",
    help: "Time of the last successful getUpdates, as a Unix timestamp; 0 for never.",
    value: ({ health }) => (health?.lastSuccessMs ?? 0) / 1000,
  },
  { name: "botmux_journal_updates", type: "gauge", help: "Updates retained.", value: ({ log }) => log.count },
  {
    name: "botmux_journal_bytes",
    type: "gauge",
    help: "Size of the retained updates in bytes.",
    value: ({ log }) => log.bytes,
  },
  {
    name: "botmux_archived_updates_total",
    type: "counter",
    help: "Updates archived.",
    value: ({ archive }) => archive?.archived ?? 0,
  },
  {
    name: "botmux_archive_lag_updates",
    type: "gauge",
    help: "Updates not archived yet.",
    value: ({ archive }) => archive?.lag ?? 0,
  },
  {
    name: "botmux_archive_skipped_updates_total",
    type: "counter",
    help: "Updates skipped after every attempt to archive them failed.",
    value: ({ archive }) => archive?.skipped ?? 0,
  },
  {
    name: "botmux_sent_messages_total",
    type: "counter",
    help: "Messages sent that count against Telegram's limits.",
    value: ({ sending }) => sending.sent,
  },
  {
    name: "botmux_sends_waiting",
    type: "gauge",
    help: "Sends waiting for their turn.",
    value: ({ sending }) => sending.waiting,
  },
  {
    name: "botmux_sends_delayed_total",
    type: "counter",
    help: "Sends that waited for their turn; with pacing observe, those that would have.",
    value: ({ sending }) => sending.delayed,
  },
  {
    name: "botmux_send_delay_seconds_total",
    type: "counter",
    help: "Time that sends waited for their turn, in seconds.",
    value: ({ sending }) => sending.delayedMs / 1000,
  },
  {
    name: "botmux_sends_refused_total",
    type: "counter",
    help: "Sends refused with 429 because they would have waited too long.",
    value: ({ sending }) => sending.refused,
  },
  {
    name: "botmux_sends_limited_total",
    type: "counter",
    help: "Sends that Telegram refused with 429.",
    value: ({ sending }) => sending.limited,
  },
  {
    name: "botmux_routed_total",
    type: "counter",
    help: "Messages and changes sent by routing.",
    value: ({ routing }) => routing.routed,
  },
  {
    name: "botmux_routing_failed_total",
    type: "counter",
    help: "Messages and changes that routing failed to send.",
    value: ({ routing }) => routing.failed,
  },
  {
    name: "botmux_routing_waiting",
    type: "gauge",
    help: "Messages and changes waiting to be sent by a bot.",
    value: ({ routing }) => routing.waiting,
  },
  {
    name: "botmux_routing_lag_updates",
    type: "gauge",
    help: "Updates not routed yet; 0 for a bot without rules.",
    value: ({ routing }) => routing.lag,
  },
];
