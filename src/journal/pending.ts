import { matches } from "./bot_log.ts";
import type { Cursor } from "./cursor.ts";
import type { JournalStore, LogState } from "./journal_store.ts";

/** Entries looked at in one go. */
const entriesPerRead = 500;

/** Positions of updates that wait for a consumer, newest first: unconfirmed, let through by its filter, not expired. */
export async function* pendingNewestFirst(
  store: JournalStore,
  cursor: Cursor,
  { lastPosition }: LogState,
  nowMs: number,
): AsyncGenerator<number> {
  let before = lastPosition + 1;
  while (before > cursor.position) {
    const entries = await store.readBackward(cursor.botId, before, entriesPerRead);
    for (const entry of entries) {
      if (entry.position < cursor.position) return;
      const isPending = entry.expiresAtMs > nowMs && !cursor.isConfirmed(entry.position) &&
        matches(cursor.filter, entry);
      if (isPending) yield entry.position;
    }
    const oldest = entries.at(-1);
    if (oldest === undefined) return;
    before = oldest.position;
  }
}
