import type { JournalEntry } from "./journal_store.ts";

/** What a reader of single updates needs to know of one. */
export type KeptUpdate = Pick<
  JournalEntry,
  "position" | "kind" | "chatId" | "userId" | "receivedAtMs" | "expiresAtMs" | "bytes"
>;

/** Updates read one by one. */
export interface Collected {
  readonly updates: readonly KeptUpdate[];
  /** Every update before this position was looked at. */
  readonly nextPosition: number;
}
