import { HealthMonitor } from "../health/health_monitor.ts";
import { ProcessHealth } from "../health/process_health.ts";
import { EventHub } from "../http/event_hub.ts";
import { ProxyMetrics } from "../http/metrics/proxy_metrics.ts";
import type { Outlet } from "../http/outlet.ts";
import { LiveTail } from "../http/tail/live_tail.ts";
import { Traffic } from "../http/traffic.ts";
import { BotFigures } from "./bot_figures.ts";
import type { Foundation } from "./foundation.ts";
import type { Parts } from "./parts.ts";
import { Statuses } from "./statuses.ts";

/** The parts that watch the others for people and supervisors. */
export interface Monitoring {
  readonly metrics: ProxyMetrics;
  /** What came in of each bot. */
  readonly inflow: Traffic<number>;
  /** What went out of the journals. */
  readonly outflow: Traffic<Outlet>;
  readonly tail: LiveTail;
  readonly health: HealthMonitor;
  readonly processHealth: ProcessHealth;
  readonly statuses: Statuses;
  readonly events: EventHub;
}

export function createMonitoring(
  { options, environment, clock, databases, data: { registry, journal, keptJournal } }: Foundation,
  parts: Parts,
): Monitoring {
  const figures = new BotFigures({ ...parts, registry, journal });
  const inflow = new Traffic({ passed: () => figures.received(), clock });
  const outflow = new Traffic({ passed: () => figures.passedOn(), remembersMin: 1, clock });
  const health = new HealthMonitor({ bots: () => figures.facts(), clock });
  const processHealth = new ProcessHealth();
  processHealth.addSource(databases);
  processHealth.addSource(keptJournal);
  if (parts.archiving !== undefined) processHealth.addSource(parts.archiving);
  const statuses = new Statuses({
    ...parts,
    registry,
    journal,
    health,
    inflow,
    outflow,
    platform: environment.platform,
    dataDir: options.dataDir,
    startedAtMs: clock.now(),
  });
  const tail = new LiveTail({
    bots: () => figures.newest(),
    collect: (botId, from, filter, limit) => journal.collect(botId, from, filter, limit),
    clock,
  });
  return {
    metrics: new ProxyMetrics(),
    inflow,
    outflow,
    tail,
    health,
    processHealth,
    statuses,
    events: new EventHub({ bots: () => statuses.all(), clock }),
  };
}
