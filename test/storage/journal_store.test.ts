import { assert, assertEquals, assertRejects } from "@std/assert";
import { join } from "node:path";
import { describe, test } from "node:test";
import type { CursorState, JournalEntry, LogState } from "../../src/journal/journal_store.ts";
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

/** No two of its numbers are equal, nor equal to those of another index. */
function distinctEntry(index: number): JournalEntry {
  const number = (column: number) => 1_000_000 * column + index;
  return {
    position: number(1),
    epoch: number(2),
    upstreamId: number(3),
    receivedAtMs: number(4),
    expiresAtMs: number(5),
    kind: `kind ${index}`,
    chatId: -number(6),
    topicId: number(7),
    userId: number(8),
    bytes: new Uint8Array([index, 1, 2]),
  };
}

/** Runtimes give bytes back as arrays of different classes. */
function toPlain(kept: JournalEntry) {
  return { ...kept, bytes: [...kept.bytes] };
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
  return { store, pages, [Symbol.dispose]: () => void database?.close() };
}

for (const isRemote of [false, true]) {
  describe(`SqliteJournalStore ${isRemote ? "in another thread" : "in this thread"}`, () => {
    test("gives back what was committed, every field and byte", async () => {
      using folder = createTempFolder();
      using opened = openStore(folder.path, isRemote);
      const entries = [entry(10), entry(11, 0), entry(12)];
      await opened.store.commit([{ state: stateOf(entries), entries }], []);
      const read = await opened.store.read(1, 0, 10, 1 << 20);
      assertEquals(read.map(toPlain), entries.map(toPlain));
      assertEquals((await opened.store.load()).logs, [stateOf(entries)]);
    });

    test("keeps nothing of a commit that fails in its middle", async () => {
      using folder = createTempFolder();
      using opened = openStore(folder.path, isRemote);
      const entries = [entry(10), entry(10)];
      let failed = false;
      await opened.store.commit([{ state: stateOf(entries), entries }], []).catch(() => failed = true);
      assertEquals([failed, (await opened.store.read(1, 0, 10, 1 << 20)).length], [true, 0]);
      assertEquals((await opened.store.load()).logs, []);
    });

    test("finds updates by upstream id, in place and moved, within one numbering", async () => {
      using folder = createTempFolder();
      using opened = openStore(folder.path, isRemote);
      const moved = { ...entry(14), upstreamId: 11 };
      const newer = { ...entry(15), upstreamId: 10, epoch: 1 };
      const entries = [entry(10), entry(13), moved, newer];
      await opened.store.commit([{ state: stateOf(entries), entries }], []);
      const find = async (epoch: number) =>
        (await opened.store.findByUpstreamIds(1, epoch, [13, 12, 11, 10])).map(({ position }) => position);
      assertEquals([await find(0), await find(1)], [[13, 14, 10], [15]]);
    });

    test("keeps nothing of a commit that fails in the middle of a statement with many rows", async () => {
      using folder = createTempFolder();
      using opened = openStore(folder.path, isRemote);
      const kept = [entry(50)];
      await opened.store.commit([{ state: stateOf(kept), entries: kept }], []);
      const entries = Array.from({ length: 100 }, (_, index) => entry(index + 1));
      await assertRejects(() => opened.store.commit([{ state: stateOf(entries), entries }], []));
      const positions = (await opened.store.read(1, 0, 200, 1 << 20)).map(({ position }) => position);
      assertEquals([positions, (await opened.store.load()).logs], [[50], [stateOf(kept)]]);
    });

    test("a commit works after one that failed", async () => {
      using folder = createTempFolder();
      using opened = openStore(folder.path, isRemote);
      const entries = Array.from({ length: 100 }, (_, index) => entry(index + 1));
      const twice = [...entries, entry(70)];
      await assertRejects(() => opened.store.commit([{ state: stateOf(twice), entries: twice }], []));
      await opened.store.commit([{ state: stateOf(entries), entries }], []);
      assertEquals((await opened.store.read(1, 0, 200, 1 << 20)).length, 100);
    });

    // Around the numbers of rows that one statement writes.
    for (const count of [1, 4, 5, 19, 20, 21, 26, 100, 137]) {
      test(`gives back a batch of ${count} with every field at its place`, async () => {
        using folder = createTempFolder();
        using opened = openStore(folder.path, isRemote);
        const entries = Array.from({ length: count }, (_, index) => distinctEntry(index));
        await opened.store.commit([{ state: stateOf(entries), entries }], []);
        assertEquals((await opened.store.read(1, 0, 200, 1 << 20)).map(toPlain), entries.map(toPlain));
      });
    }

    test("gives back where cursors stand, with single positions that are confirmed or hidden", async () => {
      using folder = createTempFolder();
      using opened = openStore(folder.path, isRemote);
      const chunk = (index: number) => ({ index, bits: new Uint8Array(512).fill(index) });
      const cursor: CursorState = {
        consumerId: 5,
        botId: 1,
        position: 10,
        allowedHistory: [{ position: 0, allowed: ["message"] }, { position: 7, allowed: "default" }],
        lost: 3,
        delivered: [chunk(1), chunk(2)],
        isWhole: false,
        hidden: [chunk(3)],
        hiddenFrom: 0,
      };
      await opened.store.saveCursors([{ ...cursor, consumerId: 4, delivered: [], hidden: [] }]);
      await opened.store.commit([], [cursor]);
      const [plain, whole] = (await opened.store.load()).cursors;
      const toList = (chunks: CursorState["delivered"]) => chunks.map(({ index, bits }) => [index, ...bits]);
      assertEquals([plain?.consumerId, plain?.delivered, plain?.position], [4, [], 10]);
      assertEquals(
        { ...whole!, delivered: toList(whole!.delivered), hidden: toList(whole!.hidden) } as unknown,
        { ...cursor, delivered: toList(cursor.delivered), hidden: toList(cursor.hidden) },
      );
    });

    test("reads a bounded number of bytes, but at least one update", async () => {
      using folder = createTempFolder();
      using opened = openStore(folder.path, isRemote);
      const entries = Array.from({ length: 200 }, (_, index) => entry(index + 1, 10_000));
      await opened.store.commit([{ state: stateOf(entries), entries }], []);
      const count = (await opened.store.read(1, 1, 200, 100_000)).length;
      assert(count >= 10 && count <= 50, String(count));
      assertEquals((await opened.store.read(1, 1, 200, 1)).length > 0, true);
    });

    test("gives disk space back when updates are removed", async () => {
      using folder = createTempFolder();
      using opened = openStore(folder.path, isRemote);
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
