import { after, before, describe, test } from "node:test";
import { assert, assertEquals, assertRejects } from "@std/assert";
import { systemClock } from "../../src/base/clock.ts";
import { silentLogger } from "../../src/base/logger.ts";
import { StorageError } from "../../src/base/storage_error.ts";
import { Journal } from "../../src/journal/journal.ts";
import type { LogAppend } from "../../src/journal/journal_store.ts";
import { openPostgres } from "../../src/storage/postgres/open_postgres.ts";
import { PostgresJournalStore } from "../../src/storage/postgres/postgres_journal_store.ts";
import type { PostgresDatabase } from "../../src/storage/postgres/sql.ts";
import { testBotId, testRetention, updates } from "../support/journal_setup.ts";
import { type PostgresServer, skipPostgres, startPostgres } from "../support/postgres.ts";
import { titleWithReason } from "../support/skip_reason.ts";

async function openJournal(database: PostgresDatabase): Promise<Journal> {
  const store = new PostgresJournalStore(database);
  const journal = await Journal.open({ store, clock: systemClock, logger: silentLogger });
  journal.openLog(testBotId, testRetention);
  return journal;
}

/** The same database, whose connection breaks after the next statement that writes is carried out. */
function losingAnAnswer(database: PostgresDatabase): PostgresDatabase {
  let isLost = false;
  return {
    label: database.label,
    all: (text, values) => database.all(text, values),
    get: (text, values) => database.get(text, values),
    async run(text, values) {
      const count = await database.run(text, values);
      if (isLost) return count;
      isLost = true;
      throw new StorageError({ path: "db", kind: "unavailable", detail: "reset", engine: "postgres" });
    },
    transaction: (area, work) => database.transaction(area, work),
    snapshot: (work) => database.snapshot(work),
    [Symbol.asyncDispose]: () => database[Symbol.asyncDispose](),
  };
}

describe(titleWithReason("Journal in PostgreSQL", skipPostgres), { skip: skipPostgres !== false }, () => {
  let server: PostgresServer;
  before(async () => {
    server = await startPostgres({ isDurable: true });
  });
  after(() => server[Symbol.asyncDispose]());

  const open = (url: string) => openPostgres(url, { clock: systemClock });
  const positionsIn = async (database: PostgresDatabase) => {
    const entries = await new PostgresJournalStore(database).read(testBotId, 0, 1_000, 1 << 20);
    return entries.map(({ position }) => position);
  };

  test("an append that does not follow on the log is refused, with all that came with it", async () => {
    await using database = await open(server.newUrl());
    const store = new PostgresJournalStore(database);
    const append = (position: number, previousPosition: number): LogAppend => ({
      state: {
        botId: testBotId,
        epoch: 0,
        nextOffset: position + 1,
        lastPosition: position,
        firstPosition: 1,
        count: position,
        bytes: position,
      },
      entries: [{
        position,
        epoch: 0,
        upstreamId: position,
        receivedAtMs: 1,
        expiresAtMs: 2,
        kind: "message",
        chatId: 1,
        topicId: 0,
        userId: 1,
        bytes: new Uint8Array(1),
      }],
      previousPosition,
    });
    await store.commit([append(1, 0)], []);
    await store.commit([append(5, 1)], []);
    const other = { ...append(1, 0), state: { ...append(1, 0).state, botId: 99 } };
    for (const stale of [append(9, 1), append(9, 6), append(5, 5)]) {
      const error = await assertRejects(() => store.commit([other, stale], []));
      assert(!(error instanceof StorageError));
    }
    assertEquals(await positionsIn(database), [1, 5]);
    assertEquals((await store.load()).logs.map(({ botId }) => botId), [testBotId]);
  });

  test("of two journals that append, the one that lags reads what the other kept, and goes on", async () => {
    const url = server.newUrl();
    await using database = await open(url);
    await using other = await open(url);
    const [first, second] = [await openJournal(database), await openJournal(other)];
    await first.append(testBotId, updates(1, 2));
    await assertRejects(() => second.append(testBotId, updates(1, 2, 3)));
    const outcome = await second.append(testBotId, updates(1, 2, 3));
    assertEquals([outcome.duplicates, outcome.appended, outcome.nextOffset], [2, 1, 4]);
    assertEquals(await positionsIn(database), [1, 2, 3]);
    await first.close();
    await second.close();
  });

  test("updates whose commit was answered to nobody are kept once", async () => {
    await using database = await open(server.newUrl());
    const journal = await openJournal(losingAnAnswer(database));
    await assertRejects(() => journal.append(testBotId, updates(1, 2)));
    const outcome = await journal.append(testBotId, updates(1, 2, 3));
    assertEquals([outcome.duplicates, outcome.appended], [2, 1]);
    assertEquals(await positionsIn(database), [1, 2, 3]);
    await journal.close();
  });

  test("what was committed is there after the server was killed", async () => {
    await using database = await open(server.newUrl());
    const journal = await openJournal(database);
    await journal.append(testBotId, updates(1, 2));
    await server.crash();
    await server.start();
    // Connections that the crash broke may fail the first attempts.
    const append = () =>
      journal.append(testBotId, updates(3)).then(({ appended }) => appended, () => undefined);
    for (let attempts = 0; await append() === undefined; attempts++) assert(attempts < 9);
    assertEquals(await positionsIn(database), [1, 2, 3]);
    await journal.close();
  });

  test("a large commit is cut into batches, and updates of any size come back", async () => {
    await using database = await open(server.newUrl());
    const journal = await openJournal(database);
    await journal.append(testBotId, updates(...Array.from({ length: 250 }, (_, index) => index + 1)));
    const batches = await database.get("SELECT count(*) AS count FROM batches");
    assertEquals([batches?.count, (await positionsIn(database)).length], [3, 250]);
    await journal.close();
  });
});
