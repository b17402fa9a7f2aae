import { after, before, describe, test } from "node:test";
import { assert, assertEquals, assertRejects } from "@std/assert";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { systemClock } from "../../src/base/clock.ts";
import { OperationalError } from "../../src/base/errors.ts";
import { StorageError } from "../../src/base/storage_error.ts";
import { openPostgres } from "../../src/storage/postgres/open_postgres.ts";
import type { PostgresDatabase } from "../../src/storage/postgres/sql.ts";
import { freePort } from "../support/free_port.ts";
import { createCertificate } from "../support/certificate.ts";
import { createTempFolder } from "../support/temp_folder.ts";
import { type PostgresServer, skipPostgres, startPostgres } from "../support/postgres.ts";
import { titleWithReason } from "../support/skip_reason.ts";
import { until } from "../support/until.ts";

const firstStep = "CREATE TABLE things (id BIGINT PRIMARY KEY, name TEXT)";
const open = (url: string, steps = [firstStep]) => openPostgres(url, { clock: systemClock, steps });

describe(titleWithReason("PostgreSQL database", skipPostgres), { skip: skipPostgres !== false }, () => {
  let server: PostgresServer;
  before(async () => {
    server = await startPostgres({ isDurable: true });
  });
  after(() => server[Symbol.asyncDispose]());

  const countThings = async (database: PostgresDatabase) =>
    Number((await database.get("SELECT count(*) AS count FROM things"))?.count);

  test("values come back as numbers, texts and bytes; what no text can hold is replaced", async () => {
    await using database = await open(server.newUrl());
    const row = await database.get(
      "SELECT ?::bigint AS number, ?::text AS text, ?::bytea AS bytes, NULL AS nothing, true AS yes",
      [Number.MAX_SAFE_INTEGER, "a\0b\ud800 Grüße 🙂", Uint8Array.of(0, 255)],
    );
    assertEquals(row, {
      number: Number.MAX_SAFE_INTEGER,
      text: "a\ufffdb\ufffd Grüße 🙂",
      bytes: Uint8Array.of(0, 255),
      nothing: null,
      yes: 1,
    });
  });

  test("a transaction that throws leaves nothing, and its connection is used again", async () => {
    await using database = await open(`${server.newUrl()}&max_connections=1`);
    await assertRejects(
      () =>
        database.transaction("registry", async (sql) => {
          await sql.run("INSERT INTO things VALUES (1, 'a')");
          throw new RangeError("changed its mind");
        }),
      RangeError,
    );
    assertEquals(await countThings(database), 0);
  });

  test("transactions of one area run one after another, on all handles together", async () => {
    const url = server.newUrl();
    await using first = await open(url);
    await using second = await open(url);
    const addOne = (database: PostgresDatabase) =>
      database.transaction("registry", async (sql) => {
        const row = await sql.get("SELECT count(*) AS count FROM things");
        await sql.run("INSERT INTO things VALUES (?, 'x')", [Number(row?.count)]);
      });
    await Promise.all(Array.from({ length: 20 }, (_, at) => addOne(at % 2 === 0 ? first : second)));
    assertEquals(await countThings(first), 20);
  });

  test("no more connections are open than allowed, and work waits for one", async () => {
    await using database = await open(`${server.newUrl()}&max_connections=2`);
    const pids = await Promise.all(
      Array.from({ length: 12 }, () => database.get("SELECT pg_backend_pid() AS pid, pg_sleep(0.01)")),
    );
    assertEquals(new Set(pids.map((row) => row?.pid)).size, 2);
  });

  test("a mistake in a statement is no failure of the database", async () => {
    await using database = await open(server.newUrl());
    const error = await assertRejects(() => database.run("SELECT nonsense"));
    assert(!(error instanceof StorageError));
  });

  test("several that open a new schema at once make it once", async () => {
    const url = server.newUrl();
    const databases = await Promise.all([open(url), open(url), open(url)]);
    for (const database of databases) await database[Symbol.asyncDispose]();
    await using database = await open(url);
    assertEquals(await countThings(database), 0);
  });

  test("a schema that is one step ahead is used, one that is two ahead is refused", async () => {
    const url = server.newUrl();
    const steps = [
      firstStep,
      "ALTER TABLE things ADD COLUMN more TEXT",
      "ALTER TABLE things ADD COLUMN most TEXT",
    ];
    await using old = await open(`${url}&max_connections=1`);
    assertEquals(await old.all("SELECT * FROM things"), []);
    await using _newer = await open(url, steps.slice(0, 2));
    assertEquals(await old.all("SELECT * FROM things"), []);
    await using _older = await open(url);
    await using _newest = await open(url, steps);
    const error = await assertRejects(() => open(url), OperationalError);
    assertEquals(error.fault.code, "database_newer");
  });

  test("a step that fails leaves the schema at the version before", async () => {
    const url = server.newUrl();
    await assertRejects(() =>
      open(url, [firstStep, "ALTER TABLE things ADD COLUMN more TEXT; SELECT 1 / 0"])
    );
    await using database = await open(url);
    assertEquals(await database.all("SELECT version FROM schema_version"), [{ version: 1 }]);
    assertEquals(await database.all("SELECT * FROM things"), []);
  });

  test("an error names the database and what to do, and nothing secret", async () => {
    const url = server.newUrl().replace("postgres@", "nobody:hunter2@");
    const error = await assertRejects(() => open(url), StorageError);
    assertEquals([error.fault.code, error.kind], ["storage_server_unavailable", "unavailable"]);
    assertEquals(/hunter2/.test(JSON.stringify([error.message, error.fault, error.stack])), false);
  });

  test("a server that is gone fails what runs, and is used again when it is back", async () => {
    await using database = await open(server.newUrl());
    await database.run("INSERT INTO things VALUES (1, 'kept')");
    const running = assertRejects(() => database.get("SELECT pg_sleep(60)"), StorageError);
    await until(async () => {
      const row = await database.get(
        "SELECT count(*) AS count FROM pg_stat_activity WHERE query LIKE '%pg_sleep(60)' AND state = 'active'",
      );
      return row?.count === 1;
    });
    await server.crash();
    await running;
    const starting = server.start();
    let name: unknown;
    // A connection that nobody used meanwhile may fail first.
    await until(async () => {
      const row = await database.get("SELECT name FROM things").catch(() => undefined);
      name = row?.name;
      return row !== undefined;
    });
    await starting;
    assertEquals(name, "kept");
  });

  test("work waits while the server starts", async () => {
    const url = server.newUrl();
    await server.crash();
    const [database] = await Promise.all([open(url), server.start()]);
    await using _ = database;
    assertEquals(await countThings(database), 0);
  });

  test("a statement that takes too long is ended, and its connection is used again", async () => {
    const timeouts = { connectMs: 5_000, statementMs: 200, answerMs: 60_000 };
    const url = `${server.newUrl()}&max_connections=1`;
    await using database = await openPostgres(url, { clock: systemClock, steps: [firstStep], timeouts });
    const pid = await database.get("SELECT pg_backend_pid() AS pid");
    const error = await assertRejects(() => database.get("SELECT pg_sleep(60)"), StorageError);
    assertEquals(error.kind, "unavailable");
    assertEquals(await database.get("SELECT pg_backend_pid() AS pid"), pid);
  });

  test("a server that hangs is not waited for, and another connection takes the place", async () => {
    const timeouts = { connectMs: 5_000, statementMs: 60_000, answerMs: 500 };
    const url = `${server.newUrl()}&max_connections=1`;
    await using database = await openPostgres(url, { clock: systemClock, steps: [firstStep], timeouts });
    const pid = Number((await database.get("SELECT pg_backend_pid() AS pid"))?.pid);
    process.kill(pid, "SIGSTOP");
    try {
      await assertRejects(() => database.get("SELECT 1"), StorageError);
      assertEquals(await countThings(database), 0);
    } finally {
      process.kill(pid, "SIGCONT");
    }
  });

  test("hosts that refuse are passed over", async () => {
    const url = server.newUrl().replace("@", `@127.0.0.1:${await freePort()},`);
    await using database = await open(url);
    assertEquals(await countThings(database), 0);
  });

  test("opening ends when it is told to, while there is no server", async () => {
    const signal = AbortSignal.timeout(100);
    const url = server.newUrl().replace(/:\d+\/postgres/, `:${await freePort()}/postgres`);
    const error = await assertRejects(() => openPostgres(url, { clock: systemClock, signal }), DOMException);
    assertEquals(error.name, "TimeoutError");
  });

  test("closing waits for what runs and refuses what comes later", async () => {
    const database = await open(server.newUrl());
    const running = database.get("SELECT 1 AS one, pg_sleep(0.05)");
    const closed = database[Symbol.asyncDispose]();
    await assertRejects(() => database.get("SELECT 1"), StorageError);
    assertEquals((await running)?.one, 1);
    await closed;
  });
});

describe(titleWithReason("PostgreSQL over TLS", skipPostgres), { skip: skipPostgres !== false }, () => {
  const folder = createTempFolder();
  const rootPath = join(folder.path, "root.pem");
  let server: PostgresServer;
  before(async () => {
    const certificate = createCertificate();
    writeFileSync(rootPath, certificate.cert);
    server = await startPostgres({ certificate });
  });
  after(async () => {
    await server[Symbol.asyncDispose]();
    folder[Symbol.dispose]();
  });

  const isEncrypted = async (url: string) => {
    await using database = await open(url);
    return (await database.get("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()"))?.ssl === 1;
  };

  test("is used as sslmode says", async () => {
    assertEquals(await isEncrypted(server.newUrl()), false);
    assertEquals(await isEncrypted(`${server.newUrl()}&sslmode=require`), true);
    assertEquals(await isEncrypted(`${server.newUrl()}&sslmode=verify-full&sslrootcert=${rootPath}`), true);
  });

  test("verify-full refuses a certificate of an authority that is not trusted", async () => {
    await assertRejects(() => open(`${server.newUrl()}&sslmode=verify-full`), StorageError);
  });

  test("verify-full refuses a certificate for another host", async () => {
    const url = server.newUrl().replace("127.0.0.1", "127.0.0.2");
    await assertRejects(() => open(`${url}&sslmode=verify-full&sslrootcert=${rootPath}`), StorageError);
  });
});
