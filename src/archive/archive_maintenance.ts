import { fixedDelay } from "../base/backoff.ts";
import { type Clock, sleep } from "../base/clock.ts";
import type { Logger } from "../base/logger.ts";
import { Retry } from "../base/retry.ts";
import type { ArchivedBot, TakenAway } from "./archive_store.ts";

/** How long and how much the archive of a bot keeps. */
export interface ArchiveRetention {
  /** Records of events before this age are taken away, in milliseconds; `Infinity` keeps them for good. */
  readonly maxAgeMs: number;
  /** Maximum bytes of records; `Infinity` for no bound. */
  readonly maxBytes: number;
}

/** What is kept in order. */
export interface KeptArchive {
  bots(): Promise<readonly ArchivedBot[]>;
  /** Takes a small step; see `ArchiveStore.condense`. */
  condense(botId: number, beforeDay: number): Promise<boolean>;
  /** Takes a small step; see `ArchiveStore.reread`. */
  reread(): Promise<boolean>;
  /** Takes a small step; see `ArchiveStore.prune`. */
  prune(botId: number, beforeMs: number, maxBytes: number): Promise<TakenAway>;
}

/** Options for {@linkcode runArchiveMaintenance}. */
interface ArchiveMaintenanceOptions {
  readonly archive: KeptArchive;
  /** Holds for bots whose owners said nothing else. */
  readonly retention: ArchiveRetention;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly signal: AbortSignal;
}

const intervalMs = 600_000;
/** Between two steps others have their turn, in milliseconds. */
const pauseMs = 20;
const dayMs = 86_400_000;

/**
 * Keeps archives within their retention, what was counted on days that are over packed, and what older versions archived
 * as easy to find as all else, until `signal` aborts: a look every ten minutes, and small steps then.
 */
export async function runArchiveMaintenance(options: ArchiveMaintenanceOptions): Promise<void> {
  const { archive, clock, signal } = options;
  const delays = fixedDelay(intervalMs);
  const pruning = new Retry({ event: "cannot remove old archive records", delays, ...options });
  const packing = new Retry({ event: "cannot pack archive statistics", delays, ...options });
  const indexing = new Retry({ event: "cannot index archived messages", delays, ...options });
  while (!signal.aborted) {
    await pruning.attempt(async () => {
      for (const bot of await archive.bots()) await keepWithin(bot, options);
    });
    await packing.attempt(async () => {
      for (const { botId } of await archive.bots()) {
        await inSteps(options, () => archive.condense(botId, Math.floor(clock.now() / dayMs)));
      }
    });
    await indexing.attempt(() => inSteps(options, () => archive.reread()));
    await sleep(clock, intervalMs, signal);
  }
}

async function keepWithin(
  { botId, retention: own }: ArchivedBot,
  options: ArchiveMaintenanceOptions,
): Promise<void> {
  const { archive, retention, clock } = options;
  const { maxAgeMs = retention.maxAgeMs, maxBytes = retention.maxBytes } = own;
  if (maxAgeMs === Infinity && maxBytes === Infinity) return;
  await inSteps(options, async () => {
    const beforeMs = maxAgeMs === Infinity ? 0 : clock.now() - maxAgeMs;
    return (await archive.prune(botId, beforeMs, Math.min(maxBytes, Number.MAX_SAFE_INTEGER))).isMore;
  });
}

/** Takes steps for as long as there is more to do. */
async function inSteps(
  { clock, signal }: ArchiveMaintenanceOptions,
  step: () => Promise<boolean>,
): Promise<void> {
  while (!signal.aborted && await step()) await sleep(clock, pauseMs, signal);
}
