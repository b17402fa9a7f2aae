import type { JournalEntry } from "./journal_store.ts";

/** Ids of the consumers that do not get to see an update. It must not throw, and holds everybody up while it works. */
type HiddenFrom = (entry: Pick<JournalEntry, "bytes" | "position" | "parsed">) => readonly number[];

/** Decides, before anybody sees an update, from whom it is hidden. */
export interface UpdateGate {
  /** `undefined` for a bot whose consumers see everything: that costs nothing. */
  of(botId: number): HiddenFrom | undefined;
}
