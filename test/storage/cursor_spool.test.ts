import { assertEquals } from "@std/assert";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import type { CursorState, JournalStore, LogAppend } from "../../src/journal/journal_store.ts";
import { CursorSpool } from "../../src/storage/cursor_spool.ts";
import { openJournalStore } from "../support/journal_setup.ts";
import { ManualClock } from "../support/manual_clock.ts";
import { createTempFolder } from "../support/temp_folder.ts";

const botId = 1;
const chunk = (index: number, value: number) => ({ index, bits: new Uint8Array(512).fill(value) });

function cursorAt(position: number, more: Partial<CursorState> = {}): CursorState {
  return {
    consumerId: 5,
    botId,
    position,
    allowedHistory: [{ position: 0, allowed: "default" }],
    lost: 0,
    delivered: [],
    isWhole: false,
    hidden: [],
    hiddenFrom: 0,
    ...more,
  };
}

/** Nothing new, in a log that ends at a position. */
function endAt(lastPosition: number): LogAppend[] {
  const state = { botId, epoch: 0, nextOffset: lastPosition + 1, lastPosition, firstPosition: 1 };
  return [{ state: { ...state, count: lastPosition, bytes: 0 }, entries: [] }];
}

/** A journal's store with a spool, in a folder that outlives both. */
class Setup implements Disposable {
  readonly clock = new ManualClock();
  readonly errors: unknown[] = [];
  readonly #folder = createTempFolder();
  readonly spoolFolder = join(this.#folder.path, "confirmed");
  readonly #opened = openJournalStore(this.#folder.path);
  spool = this.#openSpool();

  /** The store behind the spool. */
  get inner(): JournalStore {
    return this.#opened.store;
  }

  get store(): JournalStore {
    return this.spool.store;
  }

  /** What a process finds that starts after this one was killed. */
  async killed(): Promise<readonly CursorState[]> {
    this.spool = this.#openSpool();
    return (await this.store.load()).cursors;
  }

  async positions(store: JournalStore): Promise<number[]> {
    return (await store.load()).cursors.map(({ position }) => position);
  }

  get spooledBytes(): number {
    return readdirSync(this.spoolFolder).reduce(
      (sum, name) => sum + readFileSync(join(this.spoolFolder, name)).length,
      0,
    );
  }

  [Symbol.dispose](): void {
    this.spool.close();
    this.#opened.close();
    this.#folder[Symbol.dispose]();
  }

  #openSpool(): CursorSpool {
    const { clock } = this;
    const onError = (error: unknown) => void this.errors.push(error);
    return new CursorSpool({ store: this.#opened.store, folder: this.spoolFolder, clock, onError });
  }
}

describe("CursorSpool", () => {
  test("keeps what was saved over a kill, although the store was not written", async () => {
    using setup = new Setup();
    await setup.store.commit(endAt(10), [cursorAt(3)]);
    await setup.store.saveCursors([cursorAt(4)]);
    await setup.store.saveCursors([cursorAt(7, { lost: 2 })]);
    assertEquals(await setup.positions(setup.inner), [3]);
    const [cursor] = await setup.killed();
    assertEquals([cursor?.position, cursor?.lost], [7, 2]);
  });

  test("hands what it holds to the next commit, and is empty then", async () => {
    using setup = new Setup();
    await setup.store.commit(endAt(10), [cursorAt(3)]);
    await setup.store.saveCursors([cursorAt(4)]);
    await setup.store.commit(endAt(11), []);
    assertEquals([await setup.positions(setup.inner), setup.spooledBytes], [[4], 0]);
    assertEquals((await setup.killed()).map(({ position }) => position), [4]);
  });

  test("never gives back a state older than one that a commit took along", async () => {
    using setup = new Setup();
    await setup.store.commit(endAt(10), [cursorAt(3)]);
    await setup.store.saveCursors([cursorAt(4), cursorAt(2, { consumerId: 6 })]);
    await setup.store.commit(endAt(11), [cursorAt(9)]);
    // Of the other consumer there is something newer before the commit ends, so the spool is not emptied.
    const commit = setup.store.commit(endAt(12), [cursorAt(10)]);
    await setup.store.saveCursors([cursorAt(8, { consumerId: 6 })]);
    await commit;
    assertEquals((await setup.killed()).map(({ position }) => position), [10, 8]);
  });

  test("puts pieces of single positions together, and forgets those before a move", async () => {
    using setup = new Setup();
    await setup.store.commit(endAt(20_000), [cursorAt(1, { delivered: [chunk(0, 1), chunk(1, 1)] })]);
    await setup.store.saveCursors([cursorAt(1, { delivered: [chunk(1, 2)] })]);
    await setup.store.saveCursors([cursorAt(1, { delivered: [chunk(2, 3)], hidden: [chunk(3, 4)] })]);
    const toList = ({ index, bits }: { index: number; bits: Uint8Array }) => [index, bits[0]];
    const [cursor] = await setup.killed();
    assertEquals(cursor?.delivered.map(toList), [[0, 1], [1, 2], [2, 3]]);
    assertEquals(cursor?.hidden.map(toList), [[3, 4]]);
    await setup.store.saveCursors([cursorAt(2, { isWhole: true, delivered: [chunk(4, 5)] })]);
    const [moved] = await setup.killed();
    assertEquals(moved?.delivered.map(toList), [[4, 5]]);
    await setup.spool.fold();
    const [stored] = (await setup.inner.load()).cursors;
    assertEquals([stored?.position, stored?.delivered.map(toList)], [2, [[4, 5]]]);
  });

  test("gives back no cursor that was removed, by itself or with its log", async () => {
    using setup = new Setup();
    await setup.store.commit(endAt(10), [cursorAt(3), cursorAt(3, { consumerId: 6 })]);
    await setup.store.saveCursors([cursorAt(4), cursorAt(4, { consumerId: 6 })]);
    await setup.store.deleteCursor(5);
    assertEquals((await setup.killed()).map(({ consumerId }) => consumerId), [6]);
    await setup.store.deleteLog(botId);
    assertEquals(await setup.killed(), []);
  });

  test("goes no further than the journal does, which may have been restored from a backup", async () => {
    using setup = new Setup();
    await setup.store.commit(endAt(10), [cursorAt(3)]);
    await setup.store.saveCursors([cursorAt(50)]);
    assertEquals((await setup.killed()).map(({ position }) => position), [11]);
  });

  test("writes to the store at once while its folder cannot be used, and tells of it once", async () => {
    using setup = new Setup();
    await setup.store.commit(endAt(10), [cursorAt(3)]);
    setup.spool.close();
    rmSync(setup.spoolFolder, { recursive: true });
    writeFileSync(setup.spoolFolder, "in the way");
    await setup.store.saveCursors([cursorAt(4)]);
    await setup.store.saveCursors([cursorAt(5)]);
    assertEquals([await setup.positions(setup.inner), setup.errors.length], [[5], 1]);
    rmSync(setup.spoolFolder);
    mkdirSync(setup.spoolFolder);
    await setup.store.saveCursors([cursorAt(6)]);
    assertEquals(await setup.positions(setup.inner), [5]);
    assertEquals((await setup.killed()).map(({ position }) => position), [6]);
  });
});
