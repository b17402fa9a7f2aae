import { overallHealth } from "../readiness.ts";
import type { StatusSource } from "../status.ts";
import { toHealthNumber } from "./health_metrics.ts";
import type { Metric } from "./metric.ts";

/** What is measured of BotMux as a whole. */
export const processMetrics: readonly Metric<StatusSource>[] = [
  {
    name: "botmux_health",
    type: "gauge",
    help: "Health of BotMux and all bots: 0 healthy, 1 degraded, 2 down.",
    value: (source) => toHealthNumber(overallHealth(source)),
  },
  {
    name: "botmux_archive_restarts_total",
    type: "counter",
    help: "Restarts of the archive's thread after it ended or stopped responding.",
    value: (source) => source.archiveRestarts(),
  },
  {
    name: "botmux_archived_calls_total",
    type: "counter",
    help: "Outgoing calls archived.",
    value: (source) => source.captures()?.captured ?? 0,
  },
  {
    name: "botmux_archive_dropped_calls_total",
    type: "counter",
    help: "Outgoing calls dropped because the archive could not keep up.",
    value: (source) => source.captures()?.dropped ?? 0,
  },
  {
    name: "botmux_archive_skipped_calls_total",
    type: "counter",
    help: "Outgoing calls skipped after every attempt to archive them failed.",
    value: (source) => source.captures()?.skipped ?? 0,
  },
  {
    name: "botmux_waiting_polls",
    type: "gauge",
    help: "Open long polls.",
    value: (source) => source.waitingPolls(),
  },
  {
    name: "botmux_ring_bytes",
    type: "gauge",
    help: "Memory of the in-memory rings in bytes.",
    value: (source) => source.ringBytes(),
  },
  {
    name: "process_resident_memory_bytes",
    type: "gauge",
    help: "Resident memory in bytes.",
    value: (source) => source.residentBytes(),
  },
];
