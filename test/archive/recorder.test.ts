import { fault } from "../../src/faults/fault.ts";
import { assert, assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import { archiveFunctions, createRemoteArchive } from "../../src/archive/archive_functions.ts";
import { Archive } from "../../src/archive/archive.ts";
import type { ArchiveStore } from "../../src/archive/archive_store.ts";
import type { PackedUpdates } from "../../src/archive/packed_updates.ts";
import { unpackUpdates } from "../../src/archive/packed_updates.ts";
import { Recorder, type RecordKeeper } from "../../src/archive/recorder.ts";
import { OperationalError } from "../../src/base/errors.ts";
import { silentLogger } from "../../src/base/logger.ts";
import { StorageError } from "../../src/base/storage_error.ts";
import { type JournalSetup, openJournal, testBotId, update, updates } from "../support/journal_setup.ts";
import { settle } from "../support/manual_clock.ts";
import { keeperOf, openArchive } from "./archive_setup.ts";

const retentionMs = 86_400_000;

function createRecorder({ journal, clock }: JournalSetup, keeper: RecordKeeper): Recorder {
  return new Recorder({ journal, keeper, clock, logger: silentLogger, random: () => 0.5 });
}

async function positionsOf({ store }: { store: ArchiveStore }): Promise<number[]> {
  return (await store.records(testBotId, 0, 10_000)).map(({ position }) => position);
}

describe("The recorder", () => {
  test("begins with all that is retained and goes on with what comes", async () => {
    await using setup = await openJournal();
    using kept = await openArchive();
    await setup.journal.append(testBotId, updates(11, 12));
    const recorder = createRecorder(setup, keeperOf(kept.archive));
    recorder.add(testBotId, { sinceMs: 0 });
    await setup.clock.advance(1000);
    await setup.journal.append(testBotId, updates(13));
    await setup.clock.advance(1000);
    await recorder.stop();
    assertEquals(await positionsOf(kept), [11, 12, 13]);
  });

  test("after a restart goes on where the archive stands", async () => {
    await using setup = await openJournal();
    using kept = await openArchive();
    await setup.journal.append(testBotId, updates(11, 12));
    for (const more of [13, 14]) {
      const recorder = createRecorder(setup, keeperOf(kept.archive));
      recorder.add(testBotId, { sinceMs: 0 });
      await setup.clock.advance(1000);
      await recorder.stop();
      await kept.restart();
      await setup.journal.append(testBotId, updates(more));
    }
    const recorder = createRecorder(setup, keeperOf(kept.archive));
    recorder.add(testBotId, { sinceMs: 0 });
    await setup.clock.advance(1000);
    await recorder.stop();
    assertEquals(await positionsOf(kept), [11, 12, 13, 14]);
  });

  test("skips updates older than a given time, whatever the archive holds", async () => {
    await using setup = await openJournal();
    using kept = await openArchive();
    await setup.journal.append(testBotId, updates(11, 12));
    await setup.clock.advance(1000);
    const sinceMs = setup.clock.now();
    await setup.journal.append(testBotId, updates(13));
    const recorder = createRecorder(setup, keeperOf(kept.archive));
    recorder.add(testBotId, { sinceMs });
    await setup.clock.advance(1000);
    await recorder.remove(testBotId);
    await setup.journal.append(testBotId, updates(14));
    await setup.clock.advance(1000);
    recorder.add(testBotId, { sinceMs: setup.clock.now() });
    await setup.journal.append(testBotId, updates(15));
    await setup.clock.advance(1000);
    await recorder.stop();
    assertEquals(await positionsOf(kept), [13, 15]);
  });

  test("asks nothing of the archive while no update ever came", async () => {
    await using setup = await openJournal();
    let asked = 0;
    const refuse = () => Promise.reject(new Error(`asked ${++asked} times`));
    const recorder = createRecorder(setup, {
      bots: refuse,
      record: refuse,
      commit: refuse,
      setPosition: refuse,
      skip: refuse,
    });
    recorder.add(testBotId, { sinceMs: 0 });
    await setup.clock.advance(60_000);
    await recorder.stop();
    assertEquals(asked, 0);
  });

  test("archives kinds one must ask for and kinds of the future", async () => {
    await using setup = await openJournal();
    using kept = await openArchive();
    await setup.journal.append(testBotId, [
      update(11, { message_reaction: { chat: { id: 7 }, message_id: 1, date: 5 } }),
      update(12, { telepathy: { thought: "blue" } }),
    ]);
    const recorder = createRecorder(setup, keeperOf(kept.archive));
    recorder.add(testBotId, { sinceMs: 0 });
    await setup.clock.advance(1000);
    await recorder.stop();
    const records = await kept.store.records(testBotId, 0, 10);
    assertEquals(records.map(({ kind }) => kind), ["message_reaction", "telepathy"]);
  });

  test("archives nothing twice when it is not told that a batch was written", async () => {
    await using setup = await openJournal();
    using kept = await openArchive();
    let failures = 3;
    const keeper: RecordKeeper = {
      ...keeperOf(kept.archive),
      async record(batch: PackedUpdates) {
        const isCommitted = await keeperOf(kept.archive).record(batch);
        if (failures-- > 0) throw new Error("The thread died");
        return isCommitted;
      },
    };
    const recorder = createRecorder(setup, keeper);
    recorder.add(testBotId, { sinceMs: 0 });
    for (const id of [11, 12, 13, 14, 15]) {
      await setup.journal.append(testBotId, updates(id));
      await setup.clock.advance(60_000);
    }
    await recorder.stop();
    assertEquals(await positionsOf(kept), [11, 12, 13, 14, 15]);
  });

  test("knows after a restart what it skipped before", async () => {
    await using setup = await openJournal();
    using kept = await openArchive();
    const poisoned = {
      ...keeperOf(kept.archive),
      record: () => Promise.reject(new TypeError("Cannot read this")),
    };
    const before = createRecorder(setup, poisoned);
    before.add(testBotId, { sinceMs: 0 });
    await setup.journal.append(testBotId, updates(11));
    await setup.clock.advance(600_000);
    const { skipped, skippedAtMs = 0, lag } = before.state(testBotId) ?? {};
    assertEquals([skipped, skippedAtMs > 0, lag], [1, true, 0]);
    await before.stop();
    const after = createRecorder(setup, keeperOf(kept.archive));
    after.add(testBotId, { sinceMs: 0 });
    await setup.clock.advance(5_000);
    const state = after.state(testBotId);
    assertEquals([state?.skipped, state?.skippedAtMs, state?.archived], [1, skippedAtMs, 0]);
    await after.stop();
  });

  test("reports how many updates are still to be archived", async () => {
    await using setup = await openJournal();
    const recorder = createRecorder(setup, {
      bots: () => Promise.resolve([]),
      record: () => Promise.reject(new StorageError({ path: "/data/archive.db", kind: "full", detail: "" })),
      commit: () => Promise.resolve(),
      setPosition: () => Promise.resolve(),
      skip: () => Promise.resolve(),
    });
    recorder.add(testBotId, { sinceMs: 0 });
    await setup.journal.append(testBotId, updates(11, 12, 13));
    await setup.clock.advance(5000);
    const { failingSinceMs = 0, ...state } = recorder.state(testBotId) ?? {};
    assertEquals(state, { archived: 0, skipped: 0, skippedAtMs: 0, lag: 3 });
    assert(failingSinceMs > 0 && failingSinceMs < setup.clock.now() - 4000);
    await recorder.stop();
  });

  test("begins anew when the journal was replaced by one that is behind", async () => {
    await using setup = await openJournal();
    using kept = await openArchive();
    await kept.archive.setPosition(testBotId, 5000);
    await setup.journal.append(testBotId, updates(11, 12));
    const recorder = createRecorder(setup, keeperOf(kept.archive));
    recorder.add(testBotId, { sinceMs: 0 });
    await setup.clock.advance(1000);
    await recorder.stop();
    assertEquals(await positionsOf(kept), [11, 12]);
  });

  for (const restarts of [false, true]) {
    const where = restarts ? "the database" : "memory";
    test(`dates an update by when it was received, whatever the retention is since, from ${where}`, async () => {
      await using setup = await openJournal();
      using kept = await openArchive();
      const receivedAtMs = setup.clock.now();
      const bodies = [
        { poll_answer: { poll_id: "1", user: { id: 5 }, option_ids: [0] } },
        { inline_query: { id: "1", from: { id: 5 }, query: "", offset: "" } },
        { my_chat_member: { date: 0, chat: { id: 7 }, from: { id: 5 } } },
      ];
      await setup.journal.append(testBotId, bodies.map((body, index) => update(11 + index, body)));
      if (restarts) await setup.restart();
      setup.journal.openLog(testBotId, { retentionMs: 7 * retentionMs, maxBytes: 64_000_000 });
      await setup.clock.advance(3_600_000);
      const recorder = createRecorder(setup, keeperOf(kept.archive));
      recorder.add(testBotId, { sinceMs: 0 });
      await setup.clock.advance(1000);
      await recorder.stop();
      const records = await kept.store.records(testBotId, 0, 10);
      assertEquals(records.map(({ kind, atMs }) => [kind, atMs]), [
        ["poll_answer", receivedAtMs],
        ["inline_query", receivedAtMs],
        ["my_chat_member", receivedAtMs],
      ]);
    });
  }

  test("lets bots take turns, one batch each", async () => {
    await using setup = await openJournal();
    const order: number[] = [];
    const busy = 2;
    setup.journal.openLog(busy, { retentionMs, maxBytes: 64_000_000 });
    const many = Array.from({ length: 4500 }, (_, index) => update(index + 1));
    await setup.journal.append(busy, many);
    await setup.journal.append(testBotId, updates(11));
    const recorder = createRecorder(setup, {
      bots: () => Promise.resolve([]),
      record: ({ botId }) => Promise.resolve(order.push(botId) > 0),
      commit: () => Promise.resolve(),
      setPosition: () => Promise.resolve(),
      skip: () => Promise.resolve(),
    });
    recorder.add(busy, { sinceMs: 0 });
    recorder.add(testBotId, { sinceMs: 0 });
    await setup.clock.advance(2000);
    await recorder.stop();
    assert(order.indexOf(testBotId) === 1 && order.length > 2, `${order}`);
  });

  test("archives at once what it gathers when somebody must know it", async () => {
    await using setup = await openJournal();
    using kept = await openArchive();
    const recorder = createRecorder(setup, keeperOf(kept.archive));
    recorder.add(testBotId, { sinceMs: 0 });
    await recorder.catchUp();
    await setup.journal.append(testBotId, updates(...Array.from({ length: 100 }, (_, index) => index + 1)));
    await setup.clock.advance(100);
    await setup.journal.append(testBotId, updates(101));
    await setup.clock.advance(100);
    assertEquals(recorder.state(testBotId), {
      archived: 100,
      skipped: 0,
      skippedAtMs: 0,
      lag: 1,
      failingSinceMs: 0,
    });
    await recorder.catchUp();
    assertEquals(recorder.state(testBotId), {
      archived: 101,
      skipped: 0,
      skippedAtMs: 0,
      lag: 0,
      failingSinceMs: 0,
    });
    await recorder.stop();
  });

  test("leaves no timer behind when it stops", async () => {
    await using setup = await openJournal();
    using kept = await openArchive();
    const before = setup.clock.pending;
    const recorder = createRecorder(setup, keeperOf(kept.archive));
    recorder.add(testBotId, { sinceMs: 0 });
    await setup.journal.append(testBotId, updates(11));
    await settle();
    await recorder.stop();
    assertEquals(setup.clock.pending, before);
  });
});

describe("An archive behind a call", () => {
  test("offers every method an archive has", async () => {
    using kept = await openArchive();
    const offered = Object.keys(archiveFunctions(kept.archive)).sort();
    const methods = Object.getOwnPropertyNames(Archive.prototype).filter((name) => name !== "constructor")
      .sort();
    assertEquals(offered, methods);
    assertEquals(Object.keys(createRemoteArchive(() => Promise.resolve())).sort(), methods);
  });

  test("skips one update that fails each time, after three attempts, and archives all others", async () => {
    await using setup = await openJournal();
    using kept = await openArchive();
    await setup.journal.append(testBotId, updates(...Array.from({ length: 30 }, (_, index) => index + 1)));
    let attempts = 0;
    const recorder = createRecorder(setup, {
      ...keeperOf(kept.archive),
      record(batch) {
        const positions = [...unpackUpdates(batch, 0)].map(({ position }) => position);
        if (!positions.includes(17)) return keeperOf(kept.archive).record(batch);
        if (positions.length === 1) attempts++;
        return Promise.reject(new RangeError("Maximum call stack size exceeded"));
      },
    });
    recorder.add(testBotId, { sinceMs: 0 });
    await setup.clock.advance(120_000);
    assertEquals((await positionsOf(kept)).length, 29);
    const { archived, skipped, lag, failingSinceMs } = recorder.state(testBotId)!;
    assertEquals([attempts, archived, skipped, lag, failingSinceMs], [3, 29, 1, 0, 0]);
    await recorder.stop();
  });

  for (
    const [cause, error] of [
      ["the disk is full", new StorageError({ path: "/data/archive.db", kind: "full", detail: "" })],
      [
        "its thread is restarted",
        new OperationalError(fault("thread_restarting", { thread: "archive", seconds: 1 })),
      ],
    ] as const
  ) {
    test(`never skips an update because ${cause}`, async () => {
      await using setup = await openJournal();
      using kept = await openArchive();
      await setup.journal.append(testBotId, updates(1));
      let isFailing = true;
      const recorder = createRecorder(setup, {
        ...keeperOf(kept.archive),
        record: (batch) => isFailing ? Promise.reject(error) : keeperOf(kept.archive).record(batch),
      });
      recorder.add(testBotId, { sinceMs: 0 });
      await setup.clock.advance(600_000);
      isFailing = false;
      await setup.clock.advance(60_000);
      assertEquals([await positionsOf(kept), recorder.state(testBotId)?.skipped], [[1], 0]);
      await recorder.stop();
    });
  }
});
