import { assertEquals } from "@std/assert";
import { cpSync } from "node:fs";
import { describe, test } from "node:test";
import { Archive } from "../../src/archive/archive.ts";
import { ArchiveCommits } from "../../src/archive/archive_commits.ts";
import { packCalls } from "../../src/archive/packed_calls.ts";
import { Recorder } from "../../src/archive/recorder.ts";
import { silentLogger } from "../../src/base/logger.ts";
import { openArchiveStore } from "../../src/storage/open_archive.ts";
import { readStretch } from "../../src/storage/spool_entries.ts";
import { openJournal, testBotId, updates } from "../support/journal_setup.ts";
import { settle } from "../support/manual_clock.ts";
import { createTempFolder } from "../support/temp_folder.ts";
import { openDatabase } from "../support/this_driver.ts";
import { openArchive, pack } from "./archive_setup.ts";
import { openSpools, sent } from "./capture_setup.ts";

const limitMs = 60_000;

/** An archive in a thread that can be killed, and what writes to it. */
async function openKillable(options: { readonly maxBytes?: number } = {}) {
  const resources = new AsyncDisposableStack();
  const setup = resources.use(await openJournal());
  const spools = resources.use(openSpools());
  let folder = resources.use(createTempFolder()).path;
  let opened = openArchiveStore(openDatabase, folder);
  let archive = new Archive(opened.store, readStretch);
  resources.defer(() => opened.close());
  let answers = Promise.resolve();
  const commits: ArchiveCommits = new ArchiveCommits({
    archive: {
      async record(batch, session) {
        const receipt = await archive.record(batch, session);
        await answers;
        return receipt;
      },
      capture: (calls, session) => archive.capture(calls, session),
      captureSpooled: (...stretch) => archive.captureSpooled(...stretch),
      commit: (session) => archive.commit(session),
    },
    onCommitted() {
      recorder.committed();
      capture.committed();
    },
    onLost() {
      recorder.lost();
      capture.lost();
    },
    clock: setup.clock,
    logger: silentLogger,
  });
  const keeper = {
    bots: () => archive.bots(),
    setPosition: (botId: number, position: number) => archive.setPosition(botId, position),
    skip: (botId: number, position: number, atMs: number) => archive.skip(botId, position, atMs),
    record: commits.record.bind(commits),
    commit: () => commits.commit(),
  };
  const recorder = new Recorder({
    journal: setup.journal,
    keeper,
    clock: setup.clock,
    logger: silentLogger,
    random: () => 0.5,
  });
  const { capture } = spools.capture({
    keeper: {
      capture: (calls, spool) => commits.capture(packCalls(spool, calls), () => Promise.resolve()),
      captureSpooled: (stretch, spool) => commits.captureSpooled(stretch, spool, () => Promise.resolve()),
    },
    clock: setup.clock,
    ...options,
  });
  recorder.add(testBotId, { sinceMs: 0 });
  resources.defer(async () => {
    await recorder.stop();
    await capture.stop();
    commits.close();
  });
  return {
    ...setup,
    recorder,
    capture,
    spools,
    commits,
    /** Holds up answers to batches that are written, until the returned function is called. */
    holdAnswers() {
      const { promise, resolve } = Promise.withResolvers<void>();
      answers = promise;
      return resolve;
    },
    /** What another process finds after a kill -9: positions of updates, and ids of messages that were sent. */
    async survives() {
      using copy = createTempFolder();
      cpSync(folder, copy.path, { recursive: true });
      const { store, close } = openArchiveStore(openDatabase, copy.path);
      try {
        return await contentOf(new Archive(store));
      } finally {
        close();
      }
    },
    content: () => contentOf(archive),
    /** Ends the archive's thread where it stands and starts another one. */
    kill() {
      const next = resources.use(createTempFolder()).path;
      cpSync(folder, next, { recursive: true });
      opened.close();
      folder = next;
      opened = openArchiveStore(openDatabase, folder);
      archive = new Archive(opened.store, readStretch);
    },
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  };
}

async function contentOf(archive: Archive): Promise<readonly number[]> {
  const { items } = await archive.records({ botId: testBotId });
  return items.map(({ position, messageId }) => position || messageId);
}

describe("What is written to the archive", () => {
  test("is seen at once, and committed a minute later", async () => {
    await using setup = await openKillable();
    await setup.journal.append(testBotId, updates(11, 12));
    await setup.clock.advance(1000);
    setup.capture.answered(sent(1));
    await setup.clock.advance(1000);
    assertEquals([await setup.content(), await setup.survives()], [[11, 12, 1], []]);
    assertEquals([setup.recorder.openFrom(testBotId), setup.spools.isEmpty()], [11, false]);
    await setup.clock.advance(limitMs);
    assertEquals(await setup.survives(), [11, 12, 1]);
    assertEquals([setup.recorder.openFrom(testBotId), setup.spools.isEmpty()], [undefined, true]);
    assertEquals(setup.commits.isOpen, false);
  });

  test("is committed sooner when it is much", async () => {
    await using setup = await openKillable();
    const many = Array.from({ length: 5000 }, (_, index) => index + 1);
    await setup.journal.append(testBotId, updates(...many));
    await setup.clock.advance(1000);
    await settle();
    assertEquals((await setup.survives()).length > 0, true);
  });

  test("is committed for whoever asks for it before it is answered", async () => {
    await using setup = await openKillable();
    const answer = setup.holdAnswers();
    await setup.journal.append(testBotId, updates(11));
    await setup.clock.advance(1000);
    assertEquals([await setup.content(), await setup.survives()], [[11], []]);
    await setup.commits.commit();
    answer();
    await settle();
    assertEquals(await setup.survives(), [11]);
    const { archived } = setup.recorder.state(testBotId)!;
    assertEquals([setup.commits.isOpen, setup.recorder.openFrom(testBotId), archived], [false, undefined, 1]);
  });

  test("is refused when it is lost before it is answered", async () => {
    using kept = await openArchive();
    let isLost = false;
    const archive = new Archive(
      new Proxy(kept.store, {
        get(target, name) {
          const value = Reflect.get(target, name, target);
          if (name === "progress" && isLost) return { ...target.progress, session: "another" };
          if (name === "write") isLost = true;
          return typeof value === "function" ? value.bind(target) : value;
        },
      }),
    );
    const { isAccepted } = await archive.record(pack(11, [{ message: { message_id: 1, date: 5 } }]));
    assertEquals([isLost, isAccepted], [true, false]);
  });

  for (const [then, comes] of [["something more comes", true], ["nothing more comes", false]] as const) {
    test(`and lost with its thread is archived again, once and in order, when ${then}`, async () => {
      await using setup = await openKillable();
      const call = (messageId: number) => setup.capture.answered(sent(messageId));
      await setup.journal.append(testBotId, updates(11));
      await setup.clock.advance(limitMs + 1000);
      await setup.journal.append(testBotId, updates(12, 13));
      for (const messageId of [1, 2]) call(messageId);
      await setup.clock.advance(1000);
      assertEquals(await setup.content(), [11, 12, 13, 1, 2]);
      setup.kill();
      assertEquals(await setup.content(), [11]);
      if (comes) {
        await setup.journal.append(testBotId, updates(14));
        call(3);
      }
      await setup.clock.advance(limitMs);
      await setup.clock.advance(limitMs);
      const expected = comes ? [1, 2, 3, 11, 12, 13, 14] : [1, 2, 11, 12, 13];
      const content = await setup.content();
      assertEquals([...content].sort((left, right) => left - right), expected);
      assertEquals(content.filter((number) => number > 10), expected.filter((number) => number > 10));
      assertEquals(content.filter((number) => number < 10), expected.filter((number) => number < 10));
      assertEquals([await setup.survives(), setup.spools.isEmpty()], [content, true]);
      const { archived, lag } = setup.recorder.state(testBotId)!;
      assertEquals([archived, lag, setup.capture.captured], [comes ? 4 : 3, 0, comes ? 3 : 2]);
    });

    test(`and read from the spool, then lost, is archived again, once and in order, when ${then}`, async () => {
      await using setup = await openKillable({ maxBytes: 3000 });
      const call = async (messageId: number) => {
        setup.capture.answered(sent(messageId));
        await settle();
      };
      const ids = Array.from({ length: 30 }, (_, index) => index + 1);
      for (const messageId of ids) await call(messageId);
      await setup.clock.advance(1000);
      assertEquals([await setup.content(), await setup.survives()], [ids, []]);
      setup.kill();
      assertEquals(await setup.content(), []);
      if (comes) await call(31);
      await setup.clock.advance(limitMs);
      await setup.clock.advance(limitMs);
      const content = await setup.content();
      assertEquals(content, comes ? [...ids, 31] : ids);
      assertEquals([await setup.survives(), setup.spools.isEmpty()], [content, true]);
      assertEquals([setup.capture.captured, setup.capture.dropped], [content.length, 0]);
    });
  }
});
