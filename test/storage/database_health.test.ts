import { messageOf } from "../../src/faults/fault.ts";
import { assertEquals, assertThrows } from "@std/assert";
import { statSync, truncateSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { silentLogger } from "../../src/base/logger.ts";
import { StorageError, type StorageFailureKind } from "../../src/base/storage_error.ts";
import { DatabaseHealth } from "../../src/storage/database_health.ts";
import { ManualClock } from "../support/manual_clock.ts";
import { createTempFolder } from "../support/temp_folder.ts";
import { openDatabase } from "../support/this_driver.ts";

function failure(kind: StorageFailureKind, file = "journal.db"): StorageError {
  return new StorageError({ path: join("/data", file), kind, detail: "it said so" });
}

function createHealth() {
  const clock = new ManualClock();
  const health = new DatabaseHealth({ clock, logger: silentLogger });
  return {
    clock,
    health,
    told: () => health.reasons().map(({ fault, level }) => `${fault.code} ${level}: ${messageOf(fault)}`),
    [Symbol.asyncDispose]: () => health.close(),
  };
}

describe("DatabaseHealth", () => {
  test("names the file, the cause and the remedy, and nothing of the path", async () => {
    await using setup = createHealth();
    assertEquals(setup.told(), []);
    setup.health.failed(failure("damaged"));
    setup.health.failed(failure("full", "botmux.db"));
    setup.health.failed(failure("io-error", "archive.db"));
    assertEquals(setup.told(), [
      "storage_damaged down: journal.db is damaged. Stop BotMux and restore the file from a backup, or recover it with `.recover`.",
      "storage_full down: botmux.db cannot be written: the disk is full. Free some space.",
      "storage_io_error down: archive.db cannot be read or written: the disk reports an error. Check the disk and its free space.",
    ]);
  });

  test("recovers as soon as a write succeeds, and tries one every five seconds", async () => {
    await using setup = createHealth();
    let isFull = true;
    let tries = 0;
    setup.health.setProbe("/data/journal.db", () => {
      tries++;
      return isFull ? Promise.reject(failure("full")) : Promise.resolve();
    });
    setup.health.failed(failure("full"));
    await setup.clock.advance(5_000);
    await setup.clock.advance(5_000);
    assertEquals([tries, setup.told().length], [2, 1]);
    isFull = false;
    await setup.clock.advance(5_000);
    assertEquals([tries, setup.told()], [3, []]);
    await setup.clock.advance(60_000);
    assertEquals(tries, 3);
  });

  test("recovers at once when a transaction is committed", async () => {
    using folder = createTempFolder();
    await using setup = createHealth();
    const path = join(folder.path, "journal.db");
    const database = setup.health.watching(openDatabase)(path, { synchronous: "NORMAL" });
    setup.health.failed(new StorageError({ path, kind: "full", detail: "" }));
    setup.health.setProbe("/data/botmux.db", () => Promise.resolve());
    setup.health.failed(failure("full", "botmux.db"));
    database.transaction(() => database.exec("CREATE TABLE t (v)"));
    database.close();
    assertEquals(setup.health.reasons().map(({ fault }) => fault.values.file), ["botmux.db"]);
    // The other one is tried at once.
    await setup.clock.advance(1);
    assertEquals(setup.told(), []);
  });

  test("never recovers from damage, and reports nothing else about a damaged database", async () => {
    await using setup = createHealth();
    setup.health.setProbe("/data/journal.db", () => Promise.resolve());
    setup.health.failed(failure("damaged"));
    setup.health.failed(failure("full"));
    await setup.clock.advance(60_000);
    assertEquals(setup.health.reasons().map(({ fault }) => fault.code), ["storage_damaged"]);
  });

  test("notices a failed statement", async () => {
    using folder = createTempFolder();
    await using setup = createHealth();
    const path = join(folder.path, "journal.db");
    const written = openDatabase(path, { synchronous: "NORMAL" });
    written.exec("CREATE TABLE t (v); INSERT INTO t VALUES (1)");
    written.close();
    // Keeps the schema and destroys the table.
    const size = statSync(path).size;
    truncateSync(path, 4096);
    truncateSync(path, size);
    const database = setup.health.watching(openDatabase)(path, { synchronous: "NORMAL" });
    try {
      assertThrows(() => database.prepare("INSERT INTO nowhere VALUES (1)"));
      assertEquals(setup.told(), []);
      const read = () => database.prepare("SELECT * FROM t").all();
      assertEquals(assertThrows(read, StorageError).kind, "damaged");
      assertEquals(setup.health.reasons().map(({ fault }) => fault.code), ["storage_damaged"]);
    } finally {
      database.close();
    }
  });
});
