import { assert, assertEquals } from "@std/assert";
import { join } from "node:path";
import { describe, test } from "node:test";
import type { JournalEntry, LogState } from "../../src/journal/journal_store.ts";
import type { OpenDatabase, SqlDatabase } from "../../src/storage/driver.ts";
import { openJournalFile } from "../../src/storage/journal_file.ts";
import { createRemoteJournalFile, journalFunctions } from "../../src/storage/journal_functions.ts";
import { createTempFolder } from "../support/temp_folder.ts";
import { openDatabase } from "../support/this_driver.ts";

function entry(position: number, size = 1000): JournalEntry {
  return {
    position,
    epoch: 0,
    upstreamId: position,
    receivedAtMs: position,
    expiresAtMs: position + 1000,
    kind: "message",
    chatId: -1_001_234_567_890,
    topicId: 0,
    userId: 7_000_000_001,
    bytes: new Uint8Array(size).fill(position % 256),
  };
}

function stateOf(entries: readonly JournalEntry[]): LogState {
  return {
    botId: 1,
    epoch: 0,
    nextOffset: entries.at(-1)!.upstreamId + 1,
    lastPosition: entries.at(-1)!.position,
    firstPosition: entries[0]!.position,
    count: entries.length,
    bytes: entries.reduce((sum, { bytes }) => sum + bytes.length, 0),
  };
}

function openStore(folder: string, isRemote: boolean) {
  let database: SqlDatabase | undefined;
  const path = join(folder, "journal.db");
  const open: OpenDatabase = (path, options) => database = openDatabase(path, options);
  const file = openJournalFile(open, path, { onDamage() {} });
  const functions = journalFunctions(file);
  const call = (method: string, parameters: readonly unknown[]) =>
    // As messages between threads carry it.
    functions[method]!(...structuredClone(parameters) as never[]).then((result) => structuredClone(result));
  const { store } = isRemote ? createRemoteJournalFile(path, call, () => file.close()) : file;
  const pages = () => Number(database?.prepare("PRAGMA page_count").get()?.page_count);
  return { store, pages, [Symbol.asyncDispose]: () => file.close() };
}

for (const isRemote of [false, true]) {
  describe(`SqliteJournalStore ${isRemote ? "in another thread" : "in this thread"}`, () => {
    test("frees disk space when updates are removed", async () => {
      using folder = createTempFolder();
      await using opened = openStore(folder.path, isRemote);
      const entries = Array.from({ length: 2000 }, (_, index) => entry(index + 1, 2000));
      await opened.store.commit([{ state: stateOf(entries), entries }], []);
      const before = opened.pages();
      let state = stateOf(entries);
      for (let step = 0; step < 10; step++) {
        state = (await opened.store.prune(state, 2001, Infinity, 500)).state;
      }
      assertEquals([state.count, state.bytes, state.firstPosition], [0, 0, 2001]);
      assert(opened.pages() < before / 2, `${opened.pages()} of ${before} pages`);
    });
  });
}
