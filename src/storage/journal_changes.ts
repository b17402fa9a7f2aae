import type { SqlDatabase } from "./driver.ts";
import type { JournalChange } from "./journal_change.ts";

/** A change that can be repeated, and whether it outlives a `kill -9` alone or a power cut too. */
export interface RepeatableChange {
  readonly change: JournalChange;
  readonly outlives: "kill" | "power cut";
}

/** Makes changes of the journal last. */
export interface JournalChanges {
  /** Runs `work`, all or nothing. Without `repeatable`, what it changed outlives a power cut when this returns. */
  keep<T>(work: () => T, repeatable?: RepeatableChange): T;
}

/** Each change is a transaction of its own. */
export function transactions(database: SqlDatabase): JournalChanges {
  return { keep: (work) => database.transaction(work) };
}
