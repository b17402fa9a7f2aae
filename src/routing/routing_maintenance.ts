import { fixedDelay } from "../base/backoff.ts";
import { type Clock, sleep } from "../base/clock.ts";
import type { Logger } from "../base/logger.ts";
import { Retry } from "../base/retry.ts";
import type { RoutingStore } from "./routing_store.ts";

/** Options for {@linkcode runRoutingMaintenance}. */
interface RoutingMaintenanceOptions {
  readonly store: Pick<RoutingStore, "prune">;
  /** How long links are kept, in milliseconds. */
  readonly linkAgeMs: number;
  /** Called whenever everything that is too old is gone. */
  readonly onClean: () => Promise<void>;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly signal: AbortSignal;
}

const intervalMs = 60_000;
/** Traces of a bot that are kept. */
const maxTraces = 10_000;
/** Removed at a time, so that nobody is held up. */
const stepSize = 500;
const pauseMs = 20;

/** Removes links and traces that are too old, in small steps, until `signal` aborts. */
export async function runRoutingMaintenance(
  { store, linkAgeMs, onClean, clock, logger, signal }: RoutingMaintenanceOptions,
): Promise<void> {
  const delays = fixedDelay(intervalMs);
  const retry = new Retry({ event: "cannot remove old routing traces", delays, clock, logger });
  while (!signal.aborted) {
    try {
      const linksBeforeMs = clock.now() - linkAgeMs;
      const hasMore = await store.prune({ linksBeforeMs, maxTraces, limit: stepSize });
      if (!hasMore) await onClean();
      retry.reset();
      await sleep(clock, hasMore ? pauseMs : intervalMs, signal);
    } catch (error) {
      await retry.pause(error, signal);
    }
  }
}
