import { fixedDelay } from "../base/backoff.ts";
import { type Clock, sleep } from "../base/clock.ts";
import type { Logger } from "../base/logger.ts";
import { Retry } from "../base/retry.ts";
import type { Registry } from "./registry.ts";

/** How a registry keeps up with what other processes write. */
interface WatchStoreOptions {
  readonly clock: Clock;
  /** Milliseconds between two looks at the store. */
  readonly intervalMs: number;
  /** Ends it. */
  readonly signal: AbortSignal;
  /** Told when a look failed; the next one follows all the same. */
  readonly logger: Logger;
}

/** Refreshes `registry` again and again, so that a command in another process takes effect. Resolves when aborted. */
export async function watchStore(registry: Registry, options: WatchStoreOptions): Promise<void> {
  const { clock, intervalMs, signal, logger } = options;
  const retry = new Retry({ event: "cannot reload settings", delays: fixedDelay(intervalMs), clock, logger });
  while (!signal.aborted) {
    await sleep(clock, intervalMs, signal);
    if (signal.aborted) return;
    await retry.attempt(() => registry.refresh());
  }
}
