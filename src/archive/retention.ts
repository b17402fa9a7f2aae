import { type Clock, sleep } from "../base/clock.ts";
import type { Logger } from "../base/logger.ts";
import type { ArchivedBot, TakenAway } from "./store.ts";

/** How long and how much the archive of a bot keeps. */
export interface ArchiveRetention {
  /** Records of events before this age are taken away, in milliseconds; `Infinity` keeps them for good. */
  readonly maxAgeMs: number;
  /** Most bytes of records; `Infinity` for no bound. */
  readonly maxBytes: number;
}

/** What is pruned. */
export interface PrunedArchive {
  bots(): Promise<readonly ArchivedBot[]>;
  /** Takes a small step; see `ArchiveStore.prune`. */
  prune(botId: number, beforeMs: number, maxBytes: number): Promise<TakenAway>;
}

/** What {@linkcode keepWithin} needs. */
export interface KeepWithinOptions {
  readonly archive: PrunedArchive;
  /** Holds for bots whose owners said nothing else. */
  readonly retention: ArchiveRetention;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly signal: AbortSignal;
}

const intervalMs = 600_000;
/** Between two steps others have their turn, in milliseconds. */
const pauseMs = 20;

/** Keeps archives within their retention until `signal` aborts: a look every ten minutes, and small steps then. */
export async function keepWithin(options: KeepWithinOptions): Promise<void> {
  const { archive, retention, clock, logger, signal } = options;
  while (!signal.aborted) {
    try {
      for (const { botId, retention: own } of await archive.bots()) {
        const { maxAgeMs = retention.maxAgeMs, maxBytes = retention.maxBytes } = own;
        if (maxAgeMs === Infinity && maxBytes === Infinity) continue;
        while (!signal.aborted) {
          const beforeMs = maxAgeMs === Infinity ? 0 : clock.now() - maxAgeMs;
          const { isMore } = await archive.prune(
            botId,
            beforeMs,
            Math.min(maxBytes, Number.MAX_SAFE_INTEGER),
          );
          if (!isMore) break;
          await sleep(clock, pauseMs, signal);
        }
      }
    } catch (error) {
      logger.error("Cannot remove old records from the archive; trying again", { error });
    }
    await sleep(clock, intervalMs, signal);
  }
}
