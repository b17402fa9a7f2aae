import { join } from "node:path";
import { describe, test } from "node:test";
import { assertEquals, assertThrows } from "@std/assert";
import { OperationalError } from "../../src/base/errors.ts";
import { botmuxMigrations } from "../../src/storage/botmux_migrations.ts";
import type { SqlDatabase } from "../../src/storage/driver.ts";
import { migrate } from "../../src/storage/migrations.ts";
import { SqliteRegistryStore } from "../../src/storage/sqlite_registry_store.ts";
import { createPushTarget } from "../support/records.ts";
import { createTempFolder } from "../support/temp_folder.ts";
import { openDatabase } from "../support/this_driver.ts";

const steps = [
  "CREATE TABLE a (v); INSERT INTO a VALUES (1)",
  "CREATE TABLE b (v); INSERT INTO b SELECT v + 1 FROM a",
  "DROP TABLE a",
];

function withDatabase(work: (database: SqlDatabase) => void | Promise<void>): () => Promise<void> {
  return async () => {
    using folder = createTempFolder();
    const database = openDatabase(join(folder.path, "test.db"), { synchronous: "NORMAL" });
    try {
      await work(database);
    } finally {
      database.close();
    }
  };
}

describe("migrate()", () => {
  for (let version = 0; version <= steps.length; version++) {
    test(
      `version ${version} is migrated, and unchanged by another run`,
      withDatabase((database) => {
        migrate(database, steps.slice(0, version), "test.db");
        migrate(database, steps, "test.db");
        migrate(database, steps, "test.db");
        assertEquals(database.prepare("SELECT v FROM b").all().map((row) => row.v), [2]);
        assertEquals(database.prepare("PRAGMA user_version").get()?.user_version, steps.length);
      }),
    );
  }

  test(
    "a failed step leaves the database at the previous version, with nothing of the step",
    withDatabase((database) => {
      migrate(database, steps.slice(0, 1), "test.db");
      const broken = [...steps.slice(0, 1), "CREATE TABLE c (v); INSERT INTO nowhere VALUES (1)"];
      assertThrows(() => migrate(database, broken, "test.db"), Error, "nowhere");
      assertEquals(database.prepare("PRAGMA user_version").get()?.user_version, 1);
      assertEquals(database.prepare("SELECT name FROM sqlite_schema").all().map((row) => row.name), ["a"]);
    }),
  );

  test(
    "a new database stays empty when a step fails",
    withDatabase((database) => {
      assertThrows(
        () => migrate(database, [...steps, "INSERT INTO nowhere VALUES (1)"], "test.db"),
        Error,
        "nowhere",
      );
      assertEquals(database.prepare("PRAGMA user_version").get()?.user_version, 0);
      assertEquals(database.prepare("SELECT name FROM sqlite_schema").all(), []);
    }),
  );

  test(
    "a new database is filled in the transaction that creates its tables, an existing one is not",
    withDatabase((database) => {
      let filled = 0;
      const fill = () => {
        filled++;
        database.exec("INSERT INTO b VALUES (9)");
        throw new RangeError("not yet");
      };
      assertThrows(() => migrate(database, steps, "test.db", fill), RangeError);
      assertEquals(database.prepare("SELECT name FROM sqlite_schema").all(), []);
      migrate(database, steps.slice(0, 2), "test.db");
      migrate(database, steps, "test.db", fill);
      assertEquals(filled, 1);
    }),
  );

  test(
    "a database of a newer version is refused in one sentence",
    withDatabase((database) => {
      migrate(database, steps, "test.db");
      const error = assertThrows(() => migrate(database, steps.slice(0, 1), "test.db"), OperationalError);
      assertEquals(
        error.message,
        "Cannot use test.db: a newer BotMux wrote it (version 3, this one knows 1). " +
          "Start that newer BotMux, or choose another --data.",
      );
    }),
  );

  test(
    "a push consumer of the first version keeps its target",
    withDatabase(async (database) => {
      migrate(database, botmuxMigrations.slice(0, 1), "botmux.db");
      const push = { url: "https://a/", secretToken: "s", maxConnections: 7, ipAddress: "", certificate: "" };
      database.exec("INSERT INTO bots VALUES (5, 't', 'u', 'n', 'active', '', 1, 2, 3)");
      database.prepare(
        "INSERT INTO consumers VALUES (9, 5, 'default', 'push', 'independent', '{}', '\"now\"', ?, 4)",
      )
        .run(JSON.stringify(push));
      database.exec(
        "INSERT INTO consumers VALUES (8, 5, 'b', 'poll', 'independent', '{}', '\"now\"', 'null', 4)",
      );
      migrate(database, botmuxMigrations, "botmux.db");
      const { bots, consumers: [polling, pushing] } = await new SqliteRegistryStore(database).load();
      assertEquals(polling?.push, undefined);
      assertEquals(
        pushing?.push,
        createPushTarget({ urls: ["https://a/"], secretToken: "s", maxConnections: 7 }),
      );
      assertEquals(pushing?.disabledReason, undefined);
      assertEquals(bots[0]?.ingress, "poll");
    }),
  );
});
