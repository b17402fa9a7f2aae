import process from "node:process";
import { chmodSync, existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { OperationalError } from "../../src/base/errors.ts";
import type { OpenDatabase, SqlDatabase } from "../../src/storage/driver.ts";
import { createTempFolder } from "../support/temp_folder.ts";

/** What every SQLite driver must do. */
export function describeDriver(name: string, open: OpenDatabase): void {
  const withDatabase = (work: (database: SqlDatabase, path: string) => void) => () => {
    using folder = createTempFolder();
    const path = join(folder.path, "test.db");
    const database = open(path, { synchronous: "NORMAL" });
    try {
      work(database, path);
    } finally {
      database.close();
    }
  };

  describe(`${name}: values`, () => {
    const kept = [
      ["text", "Grüße 🙂 'quoted'"],
      ["an empty text", ""],
      ["null", null],
      ["a negative integer", -5],
      ["the largest exact integer", Number.MAX_SAFE_INTEGER],
      ["a bot id above 32 bits", 7_123_456_789],
      ["a fraction", 0.25],
      ["bytes", new Uint8Array([0, 1, 255])],
      ["no bytes", new Uint8Array(0)],
      ["a view into a larger array", new Uint8Array([9, 1, 2, 3, 9]).subarray(1, 4)],
    ] as const;
    for (const [title, value] of kept) {
      test(
        `${title} comes back as it went in`,
        withDatabase((database) => {
          database.exec("CREATE TABLE t (v)");
          database.prepare("INSERT INTO t VALUES (?)").run(value);
          const back = database.prepare("SELECT v FROM t").get()?.v;
          if (value instanceof Uint8Array) {
            assert(back instanceof Uint8Array);
            assertEquals([...back], [...value]);
          } else {
            assertEquals(back, value);
          }
        }),
      );
    }
  });

  describe(`${name}: statements`, () => {
    test(
      "run() tells the changes and the new row's id",
      withDatabase((database) => {
        database.exec("CREATE TABLE t (id INTEGER PRIMARY KEY, v)");
        assertEquals(database.prepare("INSERT INTO t (v) VALUES (?)").run("a"), {
          changes: 1,
          lastInsertId: 1,
        });
        database.prepare("INSERT INTO t (v) VALUES (?)").run("b");
        assertEquals(database.prepare("UPDATE t SET v = 'c'").run().changes, 2);
      }),
    );

    test(
      "get() is undefined when there is no row, all() is empty",
      withDatabase((database) => {
        database.exec("CREATE TABLE t (v)");
        assertEquals(database.prepare("SELECT v FROM t").get(), undefined);
        assertEquals(database.prepare("SELECT v FROM t").all(), []);
      }),
    );

    test(
      "a statement stays valid when many others were prepared after it",
      withDatabase((database) => {
        const first = database.prepare("SELECT 1 AS v");
        for (let index = 0; index < 600; index++) database.prepare(`SELECT ${index} AS v`).get();
        assertEquals(first.get()?.v, 1);
      }),
    );

    test(
      "an error in the SQL is thrown when it is prepared",
      withDatabase((database) => {
        assertThrows(() => database.prepare("SELECT * FROM nowhere"), Error, "nowhere");
      }),
    );

    test(
      "foreign keys are enforced",
      withDatabase((database) => {
        database.exec("CREATE TABLE a (id INTEGER PRIMARY KEY); CREATE TABLE b (a REFERENCES a (id))");
        assertThrows(() => database.prepare("INSERT INTO b VALUES (7)").run(), Error, "FOREIGN KEY");
      }),
    );
  });

  describe(`${name}: transactions`, () => {
    test(
      "a transaction that returns is committed, and returns the result",
      withDatabase((database) => {
        database.exec("CREATE TABLE t (v)");
        const result = database.transaction(() => database.prepare("INSERT INTO t VALUES (1)").run().changes);
        assertEquals(result, 1);
        assertEquals(database.prepare("SELECT count(*) AS n FROM t").get()?.n, 1);
      }),
    );

    test(
      "a transaction that throws is rolled back, and the next one works",
      withDatabase((database) => {
        database.exec("CREATE TABLE t (v)");
        assertThrows(
          () =>
            database.transaction(() => {
              database.prepare("INSERT INTO t VALUES (1)").run();
              throw new RangeError("stop");
            }),
          RangeError,
          "stop",
        );
        database.transaction(() => database.prepare("INSERT INTO t VALUES (2)").run());
        assertEquals(database.prepare("SELECT v FROM t").all().map((row) => row.v), [2]);
      }),
    );

    test(
      "an error that made SQLite roll back by itself is the one that is thrown",
      withDatabase((database) => {
        database.exec("CREATE TABLE t (v UNIQUE ON CONFLICT ROLLBACK); INSERT INTO t VALUES (1)");
        assertThrows(
          () => database.transaction(() => database.prepare("INSERT INTO t VALUES (1)").run()),
          Error,
          "UNIQUE",
        );
      }),
    );

    test(
      "a nested transaction is refused and the outer one is rolled back",
      withDatabase((database) => {
        database.exec("CREATE TABLE t (v)");
        assertThrows(() =>
          database.transaction(() => {
            database.prepare("INSERT INTO t VALUES (1)").run();
            database.transaction(() => 0);
          })
        );
        assertEquals(database.prepare("SELECT count(*) AS n FROM t").get()?.n, 0);
      }),
    );
  });

  describe(`${name}: opening`, () => {
    for (const [synchronous, level] of [["NORMAL", 1], ["FULL", 2]] as const) {
      test(`synchronous ${synchronous} is set, with WAL, a busy timeout and foreign keys`, () => {
        using folder = createTempFolder();
        const database = open(join(folder.path, "test.db"), { synchronous });
        const pragma = (text: string) => Object.values(database.prepare(`PRAGMA ${text}`).get() ?? {})[0];
        const found = ["synchronous", "journal_mode", "busy_timeout", "foreign_keys"].map(pragma);
        database.close();
        assertEquals(found, [level, "wal", 5000, 1]);
      });
    }

    for (const exclusive of [false, true]) {
      test(`a new ${exclusive ? "exclusive" : "shared"} database can give free pages back in steps`, () => {
        using folder = createTempFolder();
        const database = open(join(folder.path, "test.db"), { synchronous: "FULL", exclusive });
        database.exec("CREATE TABLE t (v)");
        assertEquals(database.prepare("PRAGMA auto_vacuum").get()?.auto_vacuum, 2);
        database.close();
      });

      test(`opening ${exclusive ? "an exclusive" : "a shared"} database that exists writes nothing`, () => {
        using folder = createTempFolder();
        const path = join(folder.path, "test.db");
        const openIt = () => open(path, { synchronous: "FULL", exclusive });
        const first = openIt();
        first.exec("CREATE TABLE t (v)");
        first.close();
        const before = readFileSync(path);
        const second = openIt();
        assertEquals(statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0, 0);
        second.close();
        assertEquals(readFileSync(path), before);
      });
    }

    test("the folder and the files are accessible only to their owner", () => {
      using folder = createTempFolder();
      const path = join(folder.path, "new", "data", "test.db");
      const database = open(path, { synchronous: "FULL" });
      database.exec("CREATE TABLE t (v)");
      const modes = [path, `${path}-wal`, join(folder.path, "new", "data")].map((each) =>
        statSync(each).mode & 0o777
      );
      database.close();
      assertEquals(modes, [0o600, 0o600, 0o700]);
    });

    test("two handles share a database that is not exclusive", () => {
      using folder = createTempFolder();
      const path = join(folder.path, "test.db");
      const [left, right] = [
        open(path, { synchronous: "NORMAL" }),
        open(path, { synchronous: "NORMAL" }),
      ];
      left.exec("CREATE TABLE t (v); INSERT INTO t VALUES (1)");
      const seen = right.prepare("SELECT v FROM t").get()?.v;
      left.close();
      right.close();
      assertEquals(seen, 1);
    });

    test("a reader sees what others commit, and changes nothing", () => {
      using folder = createTempFolder();
      const path = join(folder.path, "test.db");
      const writer = open(path, { synchronous: "NORMAL" });
      const reader = open(path, { synchronous: "NORMAL", isReader: true });
      writer.exec("CREATE TABLE t (v); INSERT INTO t VALUES (1)");
      const seen = reader.prepare("SELECT v FROM t").get()?.v;
      assertThrows(() => reader.exec("INSERT INTO t VALUES (2)"));
      reader.close();
      writer.close();
      assertEquals(seen, 1);
    });

    test("a reader creates nothing", () => {
      using folder = createTempFolder();
      const path = join(folder.path, "test.db");
      assertThrows(() => open(path, { synchronous: "NORMAL", isReader: true }).close());
      assert(!existsSync(path));
    });

    test("an exclusive database is refused to a second opener in one sentence", () => {
      using folder = createTempFolder();
      const path = join(folder.path, "test.db");
      const first = open(path, { synchronous: "FULL", exclusive: true });
      const error = assertThrows(
        () => open(path, { synchronous: "FULL", exclusive: true }).close(),
        OperationalError,
      );
      first.close();
      assertEquals(
        error.message,
        `Cannot use the data folder ${folder.path}: another BotMux holds it. Stop that one, or choose another --data.`,
      );
    });

    test("an exclusive database is free again as soon as it is closed", () => {
      using folder = createTempFolder();
      const path = join(folder.path, "test.db");
      const options = { synchronous: "FULL", exclusive: true } as const;
      const first = open(path, options);
      first.exec("CREATE TABLE t (v); INSERT INTO t VALUES (1), (2)");
      // A read that stopped half-way would keep the lock.
      first.prepare("SELECT v FROM t").get();
      first.close();
      const second = open(path, options);
      assertEquals(second.prepare("SELECT count(*) AS n FROM t").get()?.n, 2);
      second.close();
    });

    test("a file that is not a database is refused in one sentence and left unchanged", () => {
      using folder = createTempFolder();
      const path = join(folder.path, "test.db");
      writeFileSync(path, "These are not the bytes of a database. ".repeat(100));
      const error = assertThrows(() => open(path, { synchronous: "FULL" }), OperationalError);
      assertStringIncludes(
        error.message,
        `${path} is damaged (file is not a database). Stop BotMux and restore`,
      );
      assert(existsSync(path));
    });

    test("a folder whose path leads through a file is refused in one sentence", () => {
      using folder = createTempFolder();
      writeFileSync(join(folder.path, "file"), "");
      const data = join(folder.path, "file", "data");
      const error = assertThrows(
        () => open(join(data, "test.db"), { synchronous: "FULL" }),
        OperationalError,
      );
      assertStringIncludes(
        error.message,
        `Cannot write ${join(data, "test.db")}: a part of its path is a file, not a folder. Remove`,
      );
    });

    test("a folder that cannot be written is refused in one sentence", () => {
      using folder = createTempFolder();
      // Root may write everywhere but into a system folder such as this one.
      const data = canWriteAnywhere() ? "/proc/botmux" : join(folder.path, "locked");
      if (data !== "/proc/botmux") {
        open(join(data, "other.db"), { synchronous: "FULL" }).close();
        chmodSync(data, 0o500);
      }
      const error = assertThrows(
        () => open(join(data, "test.db"), { synchronous: "FULL" }),
        OperationalError,
      );
      assertStringIncludes(error.message, `Cannot write ${join(data, "test.db")}: `);
    });
  });
}

function canWriteAnywhere(): boolean {
  return process.getuid?.() === 0;
}
