import { type BotLog, matches } from "./bot_log.ts";
import type { Cursor } from "./cursor.ts";
import { isWorthKeeping } from "./expiry.ts";
import type { JournalStore, Pruned } from "./journal_store.ts";

/** Entries removed at a time, so that pruning never holds others up. */
const entriesPerStep = 500;

/** When a step of retention is taken, and what it leaves alone. */
interface PruneStepOptions {
  readonly nowMs: number;
  /** Nothing is removed from this position on; `undefined` for no such bound. */
  readonly keptFrom: number | undefined;
}

/** Takes one step of a log's retention; gives whether there may be more to remove. */
export async function pruneStep(
  store: JournalStore,
  log: BotLog,
  cursors: Iterable<Cursor>,
  { nowMs, keptFrom }: PruneStepOptions,
): Promise<boolean> {
  const { retentionMs, maxBytes } = log.retention;
  if (log.state.count === 0) return false;
  const { state, removed } = await store.prune(
    log.state,
    nowMs - retentionMs,
    maxBytes,
    entriesPerStep,
    keptFrom,
  );
  if (removed.length === 0) return false;
  log.replaceState(state);
  for (const cursor of cursors) {
    if (cursor.botId !== log.botId) continue;
    cursor.addLost(countLost(cursor, removed));
    cursor.forgetHidden(state.firstPosition);
  }
  return removed.length === entriesPerStep;
}

function countLost(cursor: Cursor, removed: Pruned["removed"]): number {
  return removed.filter((entry) =>
    !cursor.isConfirmed(entry.position) && isWorthKeeping(entry.kind) && matches(cursor.filter, entry)
  ).length;
}
