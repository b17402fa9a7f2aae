import { assert, assertEquals } from "@std/assert";
import { join } from "node:path";
import { describe, test } from "node:test";
import type { JournalEntry, LogState } from "../../src/journal/store.ts";
import { journalMigrations } from "../../src/storage/journal_migrations.ts";
import { SqliteJournalStore } from "../../src/storage/journal_store.ts";
import { migrate } from "../../src/storage/migrations.ts";
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

function openStore(folder: string) {
  const database = openDatabase(join(folder, "journal.db"), { synchronous: "FULL", exclusive: true });
  migrate(database, journalMigrations, "journal.db");
  const store = new SqliteJournalStore(database);
  const pages = () => Number(database.prepare("PRAGMA page_count").get()?.page_count);
  return { store, pages, [Symbol.dispose]: () => database.close() };
}

describe("SqliteJournalStore", () => {
  test("gives back what was committed, every field and byte", async () => {
    using folder = createTempFolder();
    using opened = openStore(folder.path);
    const entries = [entry(10), entry(11, 0), entry(12)];
    await opened.store.commit([{ state: stateOf(entries), entries }], []);
    const read = await opened.store.read(1, 0, 10, 1 << 20);
    assertEquals(
      read.map((each) => ({ ...each, bytes: [...each.bytes] })),
      entries.map((each) => ({
        ...each,
        bytes: [...each.bytes],
      })),
    );
    assertEquals((await opened.store.load()).logs, [stateOf(entries)]);
  });

  test("keeps nothing of a commit that fails in its middle", async () => {
    using folder = createTempFolder();
    using opened = openStore(folder.path);
    const entries = [entry(10), entry(10)];
    let failed = false;
    await opened.store.commit([{ state: stateOf(entries), entries }], []).catch(() => failed = true);
    assertEquals([failed, (await opened.store.read(1, 0, 10, 1 << 20)).length], [true, 0]);
    assertEquals((await opened.store.load()).logs, []);
  });

  test("finds updates by upstream id, in place and moved, within one numbering", async () => {
    using folder = createTempFolder();
    using opened = openStore(folder.path);
    const moved = { ...entry(14), upstreamId: 11 };
    const newer = { ...entry(15), upstreamId: 10, epoch: 1 };
    const entries = [entry(10), entry(13), moved, newer];
    await opened.store.commit([{ state: stateOf(entries), entries }], []);
    const find = async (epoch: number) =>
      (await opened.store.findByUpstreamIds(1, epoch, [13, 12, 11, 10])).map(({ position }) => position);
    assertEquals([await find(0), await find(1)], [[13, 14, 10], [15]]);
  });

  test("reads a bounded number of bytes, but at least one update", async () => {
    using folder = createTempFolder();
    using opened = openStore(folder.path);
    const entries = Array.from({ length: 200 }, (_, index) => entry(index + 1, 10_000));
    await opened.store.commit([{ state: stateOf(entries), entries }], []);
    const count = (await opened.store.read(1, 1, 200, 100_000)).length;
    assert(count >= 10 && count <= 50, String(count));
    assertEquals((await opened.store.read(1, 1, 200, 1)).length > 0, true);
  });

  test("gives disk space back when updates are removed", async () => {
    using folder = createTempFolder();
    using opened = openStore(folder.path);
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
