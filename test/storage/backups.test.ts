import { assertEquals, assertRejects } from "@std/assert";
import { mkdirSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { OperationalError } from "../../src/base/errors.ts";
import { Backups, copyOf, mostBackups } from "../../src/storage/backups.ts";
import { ManualClock } from "../support/manual_clock.ts";
import { createTempFolder } from "../support/temp_folder.ts";
import { openDatabase } from "../support/this_driver.ts";

function openBackups() {
  const data = createTempFolder();
  const database = openDatabase(join(data.path, "journal.db"), { synchronous: "FULL", exclusive: true });
  database.exec("CREATE TABLE notes (text TEXT) STRICT");
  const clock = new ManualClock();
  const folder = join(data.path, "backups");
  return {
    database,
    clock,
    folder,
    backups: new Backups({ folder, copies: { "journal.db": copyOf(database) }, clock }),
    [Symbol.dispose]() {
      database.close();
      data[Symbol.dispose]();
    },
  };
}

describe("backups", () => {
  test("hold what is committed, and can be opened by themselves", async () => {
    using setup = openBackups();
    setup.database.exec("INSERT INTO notes VALUES ('kept')");
    const { name, bytes } = await setup.backups.create();
    setup.database.exec("INSERT INTO notes VALUES ('later')");
    const path = join(setup.folder, name, "journal.db");
    assertEquals(statSync(path).size, bytes);
    const copy = openDatabase(path, { synchronous: "NORMAL" });
    assertEquals(copy.prepare("SELECT text FROM notes").all().map(({ text }) => text), ["kept"]);
    copy.close();
  });

  test("can be read by their owner alone", async () => {
    using setup = openBackups();
    const { name } = await setup.backups.create();
    const mode = (path: string) => (statSync(path).mode & 0o777).toString(8);
    const folder = join(setup.folder, name);
    assertEquals([mode(folder), mode(join(folder, "journal.db"))], ["700", "600"]);
  });

  test("are bounded in number: the oldest goes", async () => {
    using setup = openBackups();
    const names: string[] = [];
    for (let count = 0; count < mostBackups + 2; count++) {
      names.unshift((await setup.backups.create()).name);
      await setup.clock.advance(1000);
    }
    assertEquals((await setup.backups.list()).map(({ name }) => name), names.slice(0, mostBackups));
    assertEquals(readdirSync(setup.folder).length, mostBackups);
  });

  test("that are asked for together are one", async () => {
    using setup = openBackups();
    const [left, right] = await Promise.all([setup.backups.create(), setup.backups.create()]);
    assertEquals(left, right);
  });

  test("that a crash left unfinished are removed with the next one, and nothing else is", async () => {
    using setup = openBackups();
    mkdirSync(join(setup.folder, "2026-01-01T00-00-00.000Z.partial"), { recursive: true });
    writeFileSync(join(setup.folder, "note.txt"), "mine");
    const { name } = await setup.backups.create();
    assertEquals(readdirSync(setup.folder).sort(), [name, "note.txt"].sort());
  });

  test("that cannot be written leave nothing behind", async () => {
    using setup = openBackups();
    const broken = openDatabase(join(setup.folder, "..", "other.db"), { synchronous: "FULL" });
    broken.close();
    const backups = new Backups({
      folder: setup.folder,
      copies: { "journal.db": copyOf(setup.database), "other.db": copyOf(broken) },
      clock: setup.clock,
    });
    await assertRejects(() => backups.create(), OperationalError, "Cannot make a backup");
    assertEquals(readdirSync(setup.folder), []);
  });
});
