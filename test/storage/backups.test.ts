import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { closeSync, mkdirSync, openSync, readdirSync, statSync, writeFileSync, writeSync } from "node:fs";
import { basename, join } from "node:path";
import { describe, test } from "node:test";
import { OperationalError } from "../../src/base/errors.ts";
import { exclusiveHolds, heldSource, sharedSource } from "../../src/storage/backup_source.ts";
import { Backups, maxBackupMs, maxBackups } from "../../src/storage/backups.ts";
import { checkDatabase } from "../../src/storage/check_database.ts";
import type { SqlDatabase } from "../../src/storage/driver.ts";
import { ManualClock } from "../support/manual_clock.ts";
import { createRandom } from "../support/random.ts";
import { smallDisks } from "../support/small_disk.ts";
import { createTempFolder } from "../support/temp_folder.ts";
import { openDatabase } from "../support/this_driver.ts";
import { titleWithReason } from "../support/skip_reason.ts";

/** A journal that is held for oneself, and an archive that others may open. */
function openBackups(parent?: string) {
  const data = createTempFolder();
  const place = parent ?? data.path;
  const journalPath = join(place, "journal.db");
  const archivePath = join(place, "archive.db");
  const journal = openDatabase(journalPath, { synchronous: "FULL", exclusive: true });
  const archive = openDatabase(archivePath, { synchronous: "NORMAL" });
  for (const database of [journal, archive]) database.exec("CREATE TABLE notes (text TEXT) STRICT");
  const clock = new ManualClock();
  const folder = join(place, "backups");
  const sources = [sharedSource(openDatabase, archivePath), heldSource(exclusiveHolds(journal, journalPath))];
  const damages: string[] = [];
  const backups = new Backups({
    prepare: () => Promise.resolve(),
    folder,
    sources,
    openDatabase,
    check: (path) => Promise.resolve(checkDatabase(openDatabase, path)),
    onDamage: ({ path }) => damages.push(path),
    clock,
  });
  return {
    place,
    /** Paths of databases that were found to be damaged. */
    damages,
    journal,
    archive,
    clock,
    folder,
    backups,
    /** Opens a database of a backup. */
    open: (name: string, file: string) => openDatabase(join(folder, name, file), { synchronous: "NORMAL" }),
    async [Symbol.asyncDispose]() {
      await backups.stop();
      journal.close();
      archive.close();
      backups.close();
      data[Symbol.dispose]();
    },
  };
}

/** Enough rows to be copied in many pieces. */
const accounts = 20_000;

/** Accounts whose sum never changes, however much goes from one to another. */
class Bank {
  readonly #database: SqlDatabase;
  readonly #random = createRandom(7);
  transfers = 0;

  constructor(database: SqlDatabase) {
    this.#database = database;
    database.exec("CREATE TABLE accounts (id INTEGER PRIMARY KEY, balance INTEGER, ballast BLOB) STRICT");
    database.exec(
      `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${accounts})
       INSERT INTO accounts SELECT i, 100, zeroblob(500) FROM n`,
    );
  }

  /** Moves something between accounts all over the file. */
  transfer(): void {
    const database = this.#database;
    database.transaction(() => {
      for (const change of [-1, 1, -5, 5]) {
        const id = 1 + Math.floor(this.#random() * accounts);
        database.prepare("UPDATE accounts SET balance = balance + ? WHERE id = ?").run(change, id);
      }
      database.prepare("INSERT INTO notes VALUES (?)").run(String(++this.transfers));
    });
  }
}

/** Lets `work` go on, one turn at a time, until `end` has come. */
async function whileWaiting<T>(end: Promise<T>, work: () => void): Promise<T> {
  let isOver = false;
  const over = () => void (isOver = true);
  end.then(over, over);
  while (!isOver) {
    work();
    await new Promise((resolve) => setImmediate(resolve));
  }
  return await end;
}

const single = (database: SqlDatabase, sql: string) => Object.values(database.prepare(sql).get() ?? {})[0];

describe("backups", () => {
  test("contain what is committed, and can be opened by themselves", async () => {
    await using setup = openBackups();
    setup.journal.exec("INSERT INTO notes VALUES ('kept')");
    const { name, bytes } = await setup.backups.create();
    setup.journal.exec("INSERT INTO notes VALUES ('later')");
    const files = readdirSync(join(setup.folder, name)).sort();
    assertEquals(files, ["archive.db", "journal.db"]);
    assertEquals(
      files.reduce((sum, file) => sum + statSync(join(setup.folder, name, file)).size, 0),
      bytes,
    );
    const copy = setup.open(name, "journal.db");
    assertEquals(copy.prepare("SELECT text FROM notes").all().map(({ text }) => text), ["kept"]);
    copy.close();
  });

  for (const which of ["journal", "archive"] as const) {
    test(`of the ${which} are of one moment although others write and SQLite tidies up`, async () => {
      await using setup = openBackups();
      const database = setup[which];
      const bank = new Bank(database);
      // The log goes into the file, and begins anew, again and again.
      database.exec("PRAGMA wal_autocheckpoint=20");
      for (let round = 0; round < 4; round++) {
        const before = bank.transfers;
        const { name } = await whileWaiting(setup.backups.create(), () => bank.transfer());
        const copy = setup.open(name, `${which}.db`);
        assertEquals(single(copy, "PRAGMA integrity_check"), "ok");
        assertEquals(single(copy, "SELECT sum(balance) FROM accounts"), 100 * accounts);
        const told = Number(single(copy, "SELECT count(*) FROM notes"));
        copy.close();
        assert(told >= before && told <= bank.transfers, `${told} of ${before} to ${bank.transfers}`);
      }
    });
  }

  test("let other work run between any two pieces of the copy", async () => {
    await using setup = openBackups();
    const bank = new Bank(setup.journal);
    const { name } = await whileWaiting(setup.backups.create(), () => bank.transfer());
    const megabytes = statSync(join(setup.folder, name, "journal.db")).size / 2 ** 20;
    assert(bank.transfers >= megabytes, `${bank.transfers} transfers during ${megabytes} MiB`);
  });

  test("leave the databases unchanged: the WAL is checkpointed again", async () => {
    await using setup = openBackups();
    await setup.backups.create();
    assertEquals(single(setup.journal, "PRAGMA wal_autocheckpoint"), 1000);
    assertEquals(single(setup.archive, "PRAGMA wal_checkpoint(TRUNCATE)"), 0);
  });

  test("are readable by their owner only", async () => {
    await using setup = openBackups();
    const { name } = await setup.backups.create();
    const mode = (path: string) => (statSync(path).mode & 0o777).toString(8);
    const folder = join(setup.folder, name);
    assertEquals([mode(folder), mode(join(folder, "journal.db"))], ["700", "600"]);
  });

  test("are limited in number: the oldest is deleted", async () => {
    await using setup = openBackups();
    const names: string[] = [];
    for (let count = 0; count < maxBackups + 2; count++) {
      names.unshift((await setup.backups.create()).name);
      await setup.clock.advance(1000);
    }
    assertEquals((await setup.backups.list()).map(({ name }) => name), names.slice(0, maxBackups));
    assertEquals(readdirSync(setup.folder).length, maxBackups);
  });

  test("that are requested together are one", async () => {
    await using setup = openBackups();
    const [left, right] = await Promise.all([setup.backups.create(), setup.backups.create()]);
    assertEquals(left, right);
  });

  test("that are requested one after the other within a moment are two", async () => {
    await using setup = openBackups();
    const names = [(await setup.backups.create()).name, (await setup.backups.create()).name];
    assertEquals((await setup.backups.list()).map(({ name }) => name), names.toReversed());
  });

  test("that a crash left unfinished are removed with the next one, and only those", async () => {
    await using setup = openBackups();
    mkdirSync(join(setup.folder, "2026-01-01T00-00-00.000Z.partial"), { recursive: true });
    writeFileSync(join(setup.folder, "note.txt"), "mine");
    const { name } = await setup.backups.create();
    assertEquals(readdirSync(setup.folder).sort(), [name, "note.txt"].sort());
  });

  test("are listed while they are in progress", async () => {
    await using setup = openBackups();
    const making = setup.backups.create();
    const [running] = await setup.backups.list();
    const made = await making;
    assertEquals([running?.name, running?.isComplete, made.isComplete], [made.name, false, true]);
  });

  test("that are cancelled leave nothing behind", async () => {
    await using setup = openBackups();
    new Bank(setup.journal);
    const making = setup.backups.create();
    const refused = assertRejects(() => making, OperationalError, "was cancelled");
    const [running] = await setup.backups.list();
    assert(await setup.backups.remove(running?.name ?? ""));
    await refused;
    assertEquals([await setup.backups.list(), readdirSync(setup.folder)], [[], []]);
  });

  test("are removed one by one", async () => {
    await using setup = openBackups();
    const { name } = await setup.backups.create();
    const kept = await setup.backups.create();
    assert(await setup.backups.remove(name));
    assertEquals(await setup.backups.list(), [kept]);
    assert(!await setup.backups.remove(name));
    assert(!await setup.backups.remove(".."));
  });

  test("are cancelled when BotMux stops", async () => {
    await using setup = openBackups();
    new Bank(setup.journal);
    const refused = assertRejects(() => setup.backups.create(), OperationalError, "BotMux is stopping");
    await setup.backups.stop();
    await refused;
    await assertRejects(() => setup.backups.create(), OperationalError, "BotMux is stopping");
  });

  test("are cancelled when they take too long", async () => {
    await using setup = openBackups();
    new Bank(setup.journal);
    const refused = assertRejects(() => setup.backups.create(), OperationalError, "longer than 6 hours");
    await setup.clock.advance(maxBackupMs);
    await refused;
    assertEquals(readdirSync(setup.folder), []);
  });

  test("that cannot be written leave nothing behind", async () => {
    await using setup = openBackups();
    const { folder, clock } = setup;
    const broken = {
      path: join(folder, "..", "archive.db"),
      hold(): never {
        throw new Error("it is damaged");
      },
    };
    const backups = new Backups({
      prepare: () => Promise.resolve(),
      folder,
      sources: [broken],
      openDatabase,
      check: () => Promise.resolve(""),
      onDamage() {},
      clock,
    });
    await assertRejects(() => backups.create(), OperationalError, "Cannot create a backup");
    assertEquals(readdirSync(folder), []);
  });

  for (const which of ["journal", "archive"] as const) {
    test(`of a damaged ${which} fail naming the file, are not kept, and replace no good one`, async () => {
      await using setup = openBackups();
      new Bank(setup[which]);
      for (let count = 0; count < maxBackups; count++) {
        await setup.backups.create();
        await setup.clock.advance(1000);
      }
      const good = await setup.backups.list();
      setup[which].exec("PRAGMA wal_checkpoint(TRUNCATE)");
      const path = join(setup.place, `${which}.db`);
      // Beside the descriptor that the backups keep: closing one drops SQLite's locks.
      const file = openSync(path, "r+");
      writeSync(file, new Uint8Array(3 * 4096).fill(0xee), 0, 3 * 4096, 500 * 4096);
      const error = await assertRejects(() => setup.backups.create(), OperationalError);
      closeSync(file);
      assertStringIncludes(error.message, `Cannot create a backup: ${basename(path)} is damaged (`);
      assertEquals([setup.damages, await setup.backups.list()], [[path], good]);
      assertEquals(readdirSync(setup.folder).length, maxBackups);
    });
  }

  test("fail when a row that others refer to is missing", async () => {
    await using setup = openBackups();
    setup.archive.exec("PRAGMA foreign_keys=OFF");
    setup.archive.exec(
      "CREATE TABLE a (id INTEGER PRIMARY KEY); CREATE TABLE b (a REFERENCES a (id)); INSERT INTO b VALUES (7)",
    );
    await assertRejects(
      () => setup.backups.create(),
      OperationalError,
      "a row of b refers to one of a that is missing",
    );
  });

  const [disk] = smallDisks;
  const skip = disk!.skip;
  test(titleWithReason("are refused where the disk would become full", skip), { skip }, async () => {
    using small = disk!.open();
    await using setup = openBackups(small.path);
    await assertRejects(() => setup.backups.create(), OperationalError, "are free. Free some space");
    assertEquals(readdirSync(setup.folder), []);
  });
});
