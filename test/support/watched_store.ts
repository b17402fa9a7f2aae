import type { JournalStore } from "../../src/journal/journal_store.ts";

/** A journal's store whose writes a test counts, holds up and fails. */
export interface WatchedStore {
  readonly store: JournalStore;
  /** Writes of cursors alone that were begun. */
  readonly cursorWrites: number;
  /** Holds up writes of cursors until the returned function is called. */
  hold(): () => void;
  /** Whether writes of cursors fail. */
  isFull: boolean;
}

/** Watches a real store. */
export function watchStore(real: JournalStore): WatchedStore {
  let gate: Promise<void> | undefined;
  const watched = {
    cursorWrites: 0,
    isFull: false,
    hold() {
      const end = Promise.withResolvers<void>();
      gate = end.promise;
      return end.resolve;
    },
    store: new Proxy(real, {
      get(target, name) {
        if (name === "saveCursors") return saveCursors;
        const value = Reflect.get(target, name);
        return typeof value === "function" ? value.bind(target) : value;
      },
    }),
  };
  const saveCursors: JournalStore["saveCursors"] = async (cursors) => {
    watched.cursorWrites++;
    await gate;
    if (watched.isFull) throw new Error("database or disk is full");
    await real.saveCursors(cursors);
  };
  return watched;
}
