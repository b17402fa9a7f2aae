import { assert, assertEquals, assertRejects } from "@std/assert";
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import { describe, test } from "node:test";
import { StorageError } from "../../src/base/storage_error.ts";
import type { CursorState, JournalEntry, LogState } from "../../src/journal/journal_store.ts";
import type { OpenDatabase, SqlDatabase } from "../../src/storage/driver.ts";
import { type JournalFile, openJournalFile } from "../../src/storage/journal_file.ts";
import { journalMigrations } from "../../src/storage/journal_migrations.ts";
import { migrate } from "../../src/storage/migrations.ts";
import { SqliteJournalStore } from "../../src/storage/sqlite_journal_store.ts";
import { SqlitePushStore } from "../../src/storage/sqlite_push_store.ts";
import { livesInThisRun } from "../support/life_plan.ts";
import { ManualClock } from "../support/manual_clock.ts";
import { createRandom } from "../support/random.ts";
import { RecordedLogFile } from "../support/recorded_log_file.ts";
import { createTempFolder } from "../support/temp_folder.ts";
import { openDatabase } from "../support/this_driver.ts";

type Stores = Pick<JournalFile, "store" | "pushStore">;
/** A change of the journal; the same whenever it is made to the same rows. */
interface Change {
  /** Whether a power cut takes it back no more. */
  readonly isDurable: boolean;
  run(stores: Stores): Promise<unknown>;
}

const fileBytes = 64 * 1024;
const tables = ["updates", "logs", "cursors", "delivered", "hidden", "dead_letters", "push_memories"];

/** Every row of a journal. */
function rowsOf(database: SqlDatabase): string {
  return tables.map((table) => {
    const rows = database.prepare(`SELECT * FROM ${table}`).all();
    return JSON.stringify(
      rows,
      (_, value) => value instanceof Uint8Array ? `${value.length} ${crc32(value)}` : value,
    );
  }).join("\n");
}

/** Changes of two bots and their consumers, each on top of those before it. */
class Changes {
  readonly #random: () => number;
  readonly #states = new Map<number, LogState>();

  constructor(random: () => number) {
    this.#random = random;
  }

  /** Takes note of what the reference store says. */
  async follow({ store }: Stores): Promise<void> {
    this.#states.clear();
    for (const state of (await store.load()).logs) this.#states.set(state.botId, state);
  }

  next(): Change {
    const random = this.#random;
    const botId = 1 + this.#below(2);
    const state = this.#states.get(botId);
    const dice = random();
    if (state === undefined || dice < 0.5) return this.#commit(botId, state);
    if (dice < 0.65) {
      const cursors = [this.#cursor(botId, state)];
      return { isDurable: false, run: ({ store }) => store.saveCursors(cursors) };
    }
    if (dice < 0.75) {
      const limit = 1 + this.#below(4);
      return { isDurable: false, run: ({ store }) => store.prune(state, Infinity, 1000, limit) };
    }
    if (dice < 0.83) return this.#letter(botId, state);
    if (dice < 0.88) {
      const memory = { consumerId: 1, lastErrorAtMs: this.#below(99), lastError: undefined, goneSinceMs: 0 };
      return { isDurable: false, run: ({ pushStore }) => pushStore.saveMemory(memory) };
    }
    const id = this.#below(3);
    if (dice < 0.92) return { isDurable: true, run: ({ store }) => store.forgetUser(state, id) };
    if (dice < 0.96) return { isDurable: true, run: ({ store }) => store.deleteCursor(10 * botId + id) };
    return { isDurable: true, run: ({ store }) => store.deleteLog(botId) };
  }

  #commit(botId: number, before: LogState | undefined): Change {
    const start = before?.lastPosition ?? 0;
    // Some are too large for what is left of the log, or for the log.
    const size = this.#random() < 0.1 ? 30_000 : this.#below(2000);
    const entries = Array.from({ length: 1 + this.#below(4) }, (_, index): JournalEntry => ({
      position: start + index + 1,
      epoch: 0,
      upstreamId: start + index + 1,
      receivedAtMs: 1000 + start,
      expiresAtMs: 2000,
      kind: "message",
      chatId: this.#below(5),
      topicId: 0,
      userId: this.#below(5),
      bytes: new Uint8Array(size).fill(this.#below(256)),
    }));
    const state: LogState = {
      botId,
      epoch: 0,
      nextOffset: start + entries.length + 1,
      lastPosition: start + entries.length,
      firstPosition: before?.firstPosition ?? 1,
      count: (before?.count ?? 0) + entries.length,
      bytes: (before?.bytes ?? 0) + entries.length * size,
    };
    const cursors = this.#random() < 0.5 ? [] : [this.#cursor(botId, state)];
    return { isDurable: true, run: ({ store }) => store.commit([{ state, entries }], cursors) };
  }

  #cursor(botId: number, { lastPosition }: LogState): CursorState {
    const chunk = () => ({ index: this.#below(3), bits: new Uint8Array(512).fill(this.#below(256)) });
    return {
      consumerId: 10 * botId + this.#below(3),
      botId,
      position: this.#below(lastPosition + 1),
      allowedHistory: [{ position: 0, allowed: this.#random() < 0.5 ? "default" : ["message"] }],
      lost: 0,
      delivered: this.#random() < 0.5 ? [] : [chunk()],
      isWhole: this.#random() < 0.2,
      hidden: this.#random() < 0.5 ? [] : [chunk()],
      hiddenFrom: 0,
    };
  }

  #letter(botId: number, { lastPosition }: LogState): Change {
    const position = 1 + this.#below(lastPosition);
    if (this.#random() < 0.3) {
      return { isDurable: false, run: ({ pushStore }) => pushStore.removeDeadLetter(1, position) };
    }
    const letter = { consumerId: 1, botId, position, kind: "message", chatId: 7, diedAtMs: 5 };
    const letters = [{ ...letter, cause: "attempts", attempts: 3, lastError: undefined } as const];
    return { isDurable: false, run: ({ pushStore }) => pushStore.addDeadLetters(letters) };
  }

  #below(limit: number): number {
    return Math.floor(this.#random() * limit);
  }
}

/** A journal with a log, beside one in which every change is made at once. */
class Setup implements AsyncDisposable {
  readonly #folder = createTempFolder();
  readonly #expected: SqlDatabase;
  readonly expectedStores: Stores;
  readonly clock = new ManualClock();
  readonly damages: string[] = [];
  logFile: RecordedLogFile;
  file: JournalFile;
  /** The database refuses to commit. */
  isFull = false;
  #database: SqlDatabase | undefined;
  #isInTransaction = false;

  constructor(logFile = new RecordedLogFile(), from?: string) {
    mkdirSync(this.#path(""), { recursive: true });
    if (from !== undefined) {
      for (const ending of ["", "-wal"]) {
        if (existsSync(from + ending)) cpSync(from + ending, this.#path("journal.db") + ending);
      }
    }
    this.logFile = logFile;
    this.file = this.#open();
    this.#expected = openDatabase(this.#path("expected.db"), { synchronous: "NORMAL" });
    migrate(this.#expected, journalMigrations, "expected.db");
    const changes = {
      keep: <T>(work: () => T) => this.#isInTransaction ? work() : this.#expected.transaction(work),
    };
    this.expectedStores = {
      store: new SqliteJournalStore(this.#expected, undefined, changes),
      pushStore: new SqlitePushStore(this.#expected, changes),
    };
  }

  get journalPath(): string {
    return this.#path("journal.db");
  }

  /** Rows that readers see. */
  get rows(): string {
    return rowsOf(this.#database!);
  }

  get expectedRows(): string {
    return rowsOf(this.#expected);
  }

  /** Rows that there would be after one more change. */
  async rowsAfter(change: Change): Promise<string> {
    this.#expected.exec("BEGIN");
    this.#isInTransaction = true;
    try {
      await change.run(this.expectedStores);
      return this.expectedRows;
    } finally {
      this.#isInTransaction = false;
      this.#expected.exec("ROLLBACK");
    }
  }

  /** Rows that are found after a crash that leaves this of the log, and of the database what is on the disk. */
  async rowsAfterCrash(logFile: RecordedLogFile): Promise<string> {
    await using next = new Setup(logFile, this.journalPath);
    assertEquals(next.damages, []);
    const rows = next.rows;
    // Nor does the next start find anything else.
    await next.reopen();
    assertEquals([next.damages, next.rows], [[], rows]);
    return rows;
  }

  async reopen(): Promise<void> {
    await this.file.close();
    this.file = this.#open();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.isFull = false;
    await this.file.close();
    this.#expected.close();
    this.#folder[Symbol.dispose]();
  }

  #open(): JournalFile {
    return openJournalFile(this.#openDatabase, this.journalPath, {
      onDamage: ({ message }) => void this.damages.push(message),
      clock: this.clock,
      log: { file: this.logFile, fileBytes },
    });
  }

  readonly #openDatabase: OpenDatabase = (path, options) => {
    const database = openDatabase(path, options);
    this.#database = database;
    return {
      exec: (sql) => database.exec(sql),
      prepare: (sql) => {
        if (this.isFull && sql === "COMMIT") {
          // As SQLite does.
          database.exec("ROLLBACK");
          throw new StorageError({ path, kind: "full", detail: "" });
        }
        return database.prepare(sql);
      },
      transaction: (work) => database.transaction(work),
      inTransaction: () => database.inTransaction(),
      close: () => database.close(),
    };
  };

  #path(name: string): string {
    return join(this.#folder.path, name);
  }
}

describe("LoggedChanges", () => {
  test("after a kill has every change, after a power cut all that were durable and none without those before it", async () => {
    const seed = Date.now() % 1_000_000;
    const random = createRandom(seed);
    for (let round = 0; round < livesInThisRun(20); round++) {
      await using setup = new Setup();
      const changes = new Changes(random);
      /** Rows after each change since the last durable one, that one first. */
      let possible = [setup.expectedRows];
      for (let step = 0; step < 50; step++) {
        const where = `seed ${seed}, round ${round}, step ${step}`;
        const change = changes.next();
        await change.run(setup.file);
        await change.run(setup.expectedStores);
        await changes.follow(setup.expectedStores);
        const expected = setup.expectedRows;
        possible = change.isDurable ? [expected] : [...possible, expected];
        assertEquals(setup.rows, expected, where);
        if (random() < 0.05) {
          await setup.clock.advance(30_000);
          assertEquals(setup.clock.pending, 0);
          possible = [expected];
        }
        if (random() < 0.2) assertEquals(await setup.rowsAfterCrash(setup.logFile.killed()), expected, where);
        if (random() < 0.2) {
          const rows = await setup.rowsAfterCrash(setup.logFile.cut(random));
          assert(possible.includes(rows), `power cut: ${where}`);
        }
      }
      assertEquals(setup.damages, []);
    }
  });

  test("a failing disk makes a change fail completely, and everything else stays readable", async () => {
    const seed = Date.now() % 1_000_000;
    const random = createRandom(seed);
    const error = Object.assign(new Error("no space"), { code: "ENOSPC" });
    for (let round = 0; round < livesInThisRun(20); round++) {
      await using setup = new Setup();
      const changes = new Changes(random);
      /** Of what was refused since the last change that was not, one may have got to the disk. */
      const refused = new Set<string>();
      for (let step = 0; step < 50; step++) {
        const where = `seed ${seed}, round ${round}, step ${step}`;
        const dice = random();
        setup.isFull = dice < 0.3;
        if (dice < 0.2) setup.logFile.failure = { at: dice < 0.1 ? "write" : "sync", error };
        else setup.logFile.failure = undefined;
        const change = changes.next();
        const isDone = await change.run(setup.file).then(() => true, (error) => {
          assert(error instanceof StorageError, `${where}: ${error}`);
          return false;
        });
        if (isDone) {
          const before = setup.expectedRows;
          await change.run(setup.expectedStores);
          await changes.follow(setup.expectedStores);
          // One that found nothing to do is not kept, and takes nothing back.
          if (setup.expectedRows !== before) refused.clear();
        } else {
          refused.add(await setup.rowsAfter(change));
        }
        if (random() < 0.1) await setup.clock.advance(30_000);
        // Readers come through the store, which repeats what SQLite rolled back.
        await setup.file.store.load();
        assertEquals(setup.rows, setup.expectedRows, where);
        if (random() < 0.3) {
          const rows = await setup.rowsAfterCrash(setup.logFile.killed());
          assert(rows === setup.expectedRows || refused.has(rows), where);
        }
      }
      assertEquals(setup.damages, []);
    }
  });

  test("once the database cannot be written, takes nothing more until it can, and tells so", async () => {
    await using setup = new Setup();
    const memory = { consumerId: 1, lastErrorAtMs: 5, lastError: undefined, goneSinceMs: 0 };
    const commit = () => setup.file.pushStore.saveMemory(memory);
    await commit();
    setup.isFull = true;
    await setup.clock.advance(30_000);
    await assertRejects(commit, StorageError);
    await assertRejects(() => setup.file.probe(), StorageError);
    setup.isFull = false;
    await setup.file.probe();
    await commit();
  });

  test("closes a journal so that it can be opened without its log", async () => {
    await using setup = new Setup();
    await new Changes(createRandom(6)).next().run(setup.file);
    const { rows } = setup;
    await setup.reopen();
    await using copy = new Setup(new RecordedLogFile(), setup.journalPath);
    assertEquals([setup.rows, copy.rows, setup.damages, copy.damages], [rows, rows, [], []]);
  });

  test("says which file is damaged when changes were lost, and keeps those that can be read", async () => {
    await using setup = new Setup();
    const state = (lastPosition: number): LogState => ({
      botId: 1,
      epoch: 0,
      nextOffset: lastPosition + 1,
      lastPosition,
      firstPosition: 1,
      count: lastPosition,
      bytes: 0,
    });
    for (let position = 1; position <= 5; position++) {
      await setup.file.store.commit([{ state: state(position), entries: [entryAt(position)] }], []);
    }
    const bytes = setup.logFile.bytes;
    bytes.fill(0x5a, 2 * 4096, 2 * 4096 + 50);
    await using next = new Setup(new RecordedLogFile(bytes), setup.journalPath);
    assertEquals(next.damages.length, 1);
    assert(next.damages[0]!.startsWith(`${next.journalPath}-log`), next.damages[0]);
    const kept = await next.file.store.read(1, 0, 10, Infinity);
    assertEquals(kept.map(({ position }) => position), [1, 3, 4, 5]);
    await using missing = new Setup(new RecordedLogFile(), setup.journalPath);
    assertEquals(missing.damages.length, 1);
  });

  test("keeps a log of the same size in its place, readable by its owner alone", async () => {
    using folder = createTempFolder();
    const path = join(folder.path, "journal.db");
    const open = () => openJournalFile(openDatabase, path, { onDamage() {} });
    const log = `${path}-log`;
    let file = open();
    await file.probe();
    const { length } = readFileSync(log);
    const head = readFileSync(log).subarray(0, 100);
    await file.close();
    file = open();
    await file.probe();
    await file.close();
    assertEquals([readFileSync(log).length, readFileSync(log).subarray(0, 100)], [length, head]);
    rmSync(log);
    file = open();
    await file.probe();
    assertEquals(readFileSync(log).length, length);
    await file.close();
  });
});

function entryAt(position: number): JournalEntry {
  const numbers = { epoch: 0, upstreamId: position, receivedAtMs: 1, expiresAtMs: 2, chatId: 1, topicId: 0 };
  return { position, ...numbers, userId: 1, kind: "message", bytes: new Uint8Array(0) };
}
