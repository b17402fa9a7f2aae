import { assert, assertEquals, assertRejects } from "@std/assert";
import { describe, test } from "node:test";
import { decodeUtf8, encodeUtf8 } from "../../src/base/bytes.ts";
import { silentLogger } from "../../src/base/logger.ts";
import type { Cursor } from "../../src/journal/cursor.ts";
import { Journal } from "../../src/journal/journal.ts";
import type { JournalStore } from "../../src/journal/journal_store.ts";
import type { StartingPoint } from "../../src/registry/entities/starting_point.ts";
import {
  messageIn,
  openJournal,
  testBotId,
  testRetention,
  update,
  updates,
} from "../support/journal_setup.ts";
import { createRandom } from "../support/random.ts";
import { until } from "../support/until.ts";

const generous = { updates: 100, bytes: 4 * 1024 * 1024 };

function consumer(start: StartingPoint = "all", id = 1) {
  return { id, botId: testBotId, filter: {}, start };
}

async function idsFrom(journal: Journal, cursor: Cursor, from = cursor.position): Promise<number[]> {
  const { body } = await journal.pick(testBotId, from, cursor.filter, generous);
  return body === undefined
    ? []
    : JSON.parse(decodeUtf8(body)).result.map((each: { update_id: number }) => each.update_id);
}

describe("reading from the store", () => {
  /** Three updates that only the store holds, and a fourth whose commit has been made and not been answered. */
  async function openUnanswered() {
    const setup = await openJournal();
    await setup.journal.append(testBotId, updates(1, 2, 3));
    const answer = Promise.withResolvers<void>();
    const committed = Promise.withResolvers<void>();
    const store: JournalStore = new Proxy(setup.store, {
      get(target, name) {
        if (name === "commit") {
          return async (...parameters: Parameters<JournalStore["commit"]>) => {
            await target.commit(...parameters);
            committed.resolve();
            await answer.promise;
          };
        }
        const value = Reflect.get(target, name);
        return typeof value === "function" ? value.bind(target) : value;
      },
    });
    const journal = await Journal.open({ store, clock: setup.clock, logger: silentLogger });
    journal.openLog(testBotId, testRetention);
    const cursor = await journal.openCursor(consumer());
    const appended = journal.append(testBotId, updates(4));
    await committed.promise;
    return { setup, journal, cursor, answer: () => (answer.resolve(), appended) };
  }

  test("collect() leaves out an update until its commit is known", async () => {
    const { setup, journal, cursor, answer } = await openUnanswered();
    await using _setup = setup;
    const before = await journal.collect(testBotId, 1, cursor.filter, 100);
    assertEquals([before.updates.map(({ position }) => position), before.nextPosition], [[1, 2, 3], 4]);
    await answer();
    const after = await journal.collect(testBotId, before.nextPosition, cursor.filter, 100);
    assertEquals([after.updates.map(({ position }) => position), after.nextPosition], [[4], 5]);
    await journal.close();
  });

  test("pick() leaves out an update until its commit is known", async () => {
    const { setup, journal, cursor, answer } = await openUnanswered();
    await using _setup = setup;
    assertEquals(await idsFrom(journal, cursor, 1), [1, 2, 3]);
    await answer();
    assertEquals(await idsFrom(journal, cursor, 1), [1, 2, 3, 4]);
    await journal.close();
  });
});

describe("append()", () => {
  test("keeps upstream's ids as positions and gives the offset that acknowledges them", async () => {
    await using setup = await openJournal();
    const outcome = await setup.journal.append(testBotId, updates(500, 501, 502));
    assertEquals(outcome, { nextOffset: 503, appended: 3, duplicates: 0, newEpoch: false });
    assertEquals(setup.journal.upstreamOffset(testBotId), 503);
    const cursor = await setup.journal.openCursor(consumer());
    assertEquals(await idsFrom(setup.journal, cursor), [500, 501, 502]);
  });

  test("keeps the bytes exactly, also after a restart", async () => {
    await using setup = await openJournal();
    const odd = encodeUtf8(
      '{"update_id" : 900,\n  "message":{"text":"\\u0041 \\" \\\\ ключ 漢字 \\ud83d\\ude00", "x":1.0e3 }}',
    );
    const facts = update(900).facts;
    await setup.journal.append(testBotId, [{ facts, bytes: odd }]);
    await setup.restart();
    const cursor = await setup.journal.openCursor(consumer());
    const { body } = await setup.journal.pick(testBotId, 0, cursor.filter, generous);
    assertEquals(decodeUtf8(body!), `{"ok":true,"result":[${decodeUtf8(odd)}]}`);
  });

  test("drops exact duplicates", async () => {
    await using setup = await openJournal();
    await setup.journal.append(testBotId, updates(10, 11));
    const outcome = await setup.journal.append(testBotId, updates(10, 11, 12));
    assertEquals(outcome, { nextOffset: 13, appended: 1, duplicates: 2, newEpoch: false });
  });

  test("keeps positions rising when upstream's numbering falls back, and rewrites IDs only then", async () => {
    await using setup = await openJournal();
    await setup.journal.append(testBotId, updates(727_334_708));
    const outcome = await setup.journal.append(testBotId, updates(117_314_199, 117_314_200));
    assertEquals(outcome.newEpoch, true);
    assertEquals(outcome.nextOffset, 117_314_201);
    const cursor = await setup.journal.openCursor(consumer());
    assertEquals(await idsFrom(setup.journal, cursor), [727_334_708, 727_334_709, 727_334_710]);
    const repeated = await setup.journal.append(testBotId, updates(117_314_200));
    assertEquals([repeated.duplicates, repeated.newEpoch], [1, false]);
  });

  test("treats a reused ID with different content as a new numbering", async () => {
    await using setup = await openJournal();
    await setup.journal.append(testBotId, updates(10));
    const outcome = await setup.journal.append(testBotId, [update(10, { message: { text: "another" } })]);
    assertEquals([outcome.appended, outcome.newEpoch], [1, true]);
  });

  for (const start of [2e9, 2 ** 31, 2 ** 32, 2 ** 53 - 2 ** 40, 2 ** 53]) {
    test(`positions keep rising around ${start}, and every id is acknowledged exactly`, async () => {
      await using setup = await openJournal();
      const random = createRandom(start % 997);
      const texts: string[] = [];
      let id = start - 40;
      for (let round = 0; round < 40; round++) {
        // Now and then upstream counts anew, from below or above.
        if (random() < 0.1) id = start - 60 + Math.floor(random() * 50);
        const batch = Array.from({ length: 1 + Math.floor(random() * 3) }, () => {
          id = Math.min(id + 1 + Math.floor(random() * 2), Number.MAX_SAFE_INTEGER - 1);
          const text = `number ${texts.length}`;
          texts.push(text);
          return update(id, { message: { text } });
        });
        const { nextOffset, appended } = await setup.journal.append(testBotId, batch);
        assertEquals([nextOffset, appended], [id + 1, batch.length]);
        if (random() < 0.1) await setup.restart();
      }
      const cursor = await setup.journal.openCursor(consumer());
      const kept: { update_id: number; message: { text: string } }[] = [];
      for (let from = 0;;) {
        const { body, lastPosition } = await setup.journal.pick(testBotId, from, cursor.filter, generous);
        if (body === undefined) break;
        kept.push(...JSON.parse(decodeUtf8(body)).result);
        from = lastPosition + 1;
      }
      assertEquals(kept.map(({ message }) => message.text), texts);
      const positions = kept.map(({ update_id }) => update_id);
      assert(positions.every((position, index) => index === 0 || position > positions[index - 1]!));
      assert(positions.every(Number.isSafeInteger));
      assert(setup.journal.logState(testBotId).lastPosition < Number.MAX_SAFE_INTEGER - 2 ** 39);
    });
  }

  test("keeps nothing and acknowledges nothing when the commit fails, and goes on when it works again", async () => {
    await using setup = await openJournal();
    let isFull = true;
    const store: JournalStore = new Proxy(setup.store, {
      get(target, name) {
        if (name === "commit" && isFull) return () => Promise.reject(new Error("database or disk is full"));
        const value = Reflect.get(target, name);
        return typeof value === "function" ? value.bind(target) : value;
      },
    });
    const journal = await Journal.open({ store, clock: setup.clock, logger: silentLogger });
    journal.openLog(testBotId, testRetention);
    const cursor = await journal.openCursor(consumer());
    await assertRejects(() => journal.append(testBotId, updates(5)), Error, "disk is full");
    assertEquals(journal.upstreamOffset(testBotId), 0);
    assertEquals(await idsFrom(journal, cursor), []);
    isFull = false;
    await journal.append(testBotId, updates(5));
    assertEquals(await idsFrom(journal, cursor), [5]);
    await journal.close();
  });

  test("asks the store for the outcome of a commit whose answer was lost", async () => {
    await using setup = await openJournal();
    let isLost = true;
    const store: JournalStore = new Proxy(setup.store, {
      get(target, name) {
        const value = Reflect.get(target, name);
        if (typeof value !== "function") return value;
        if (name !== "commit" || !isLost) return value.bind(target);
        return async (...parameters: Parameters<JournalStore["commit"]>) => {
          await target.commit(...parameters);
          throw new Error("the thread ended");
        };
      },
    });
    const journal = await Journal.open({ store, clock: setup.clock, logger: silentLogger });
    journal.openLog(testBotId, testRetention);
    const cursor = await journal.openCursor(consumer());
    await assertRejects(() => journal.append(testBotId, updates(5, 6)), Error, "the thread ended");
    assertEquals(await idsFrom(journal, cursor), []);
    isLost = false;
    const { appended, duplicates } = await journal.append(testBotId, updates(5, 6, 7));
    assertEquals([appended, duplicates], [1, 2]);
    assertEquals(await idsFrom(journal, cursor), [5, 6, 7]);
    assertEquals(journal.logState(testBotId), (await store.load()).logs[0]);
    await journal.close();
  });

  test("serves whoever is behind the ring from the store, in order and complete", async () => {
    await using setup = await openJournal();
    const ids = Array.from({ length: 450 }, (_, index) => 1000 + index);
    for (let start = 0; start < ids.length; start += 90) {
      await setup.journal.append(testBotId, updates(...ids.slice(start, start + 90)));
    }
    await setup.restart();
    const cursor = await setup.journal.openCursor(consumer());
    const seen: number[] = [];
    for (;;) {
      const batch = await idsFrom(setup.journal, cursor);
      if (batch.length === 0) break;
      seen.push(...batch);
      cursor.confirm(batch.at(-1)! + 1);
    }
    assertEquals(seen, ids);
  });
});

describe("wait()", () => {
  test("wakes only those whose filter lets an update through, once", async () => {
    await using setup = await openJournal();
    const { journal } = setup;
    const all = await journal.openCursor(consumer());
    const one = await journal.openCursor({ ...consumer("all", 2), filter: { chats: [5] } });
    const woken: string[] = [];
    journal.wait(testBotId, { from: 0, filter: all.filter, wake: () => woken.push("all") });
    const giveUp = journal.wait(testBotId, { from: 0, filter: one.filter, wake: () => woken.push("one") });
    await journal.append(testBotId, [messageIn(1, { chat: 4 })]);
    await journal.append(testBotId, [messageIn(2, { chat: 4 })]);
    assertEquals(woken, ["all"]);
    await journal.append(testBotId, [messageIn(3, { chat: 5 })]);
    assertEquals(woken, ["all", "one"]);
    giveUp();
  });

  test("who comes back while others are woken waits for the next batch", async () => {
    await using setup = await openJournal();
    const { journal } = setup;
    const { filter } = await journal.openCursor(consumer());
    let times = 0;
    let giveUp = () => {};
    const wait = () => giveUp = journal.wait(testBotId, { from: 0, filter, wake });
    const wake = () => {
      times++;
      wait();
    };
    wait();
    await journal.append(testBotId, updates(1));
    assertEquals(times, 1);
    await journal.append(testBotId, updates(2));
    assertEquals(times, 2);
    giveUp();
  });

  test("who is taken off the list while others are woken is not woken", async () => {
    await using setup = await openJournal();
    const { journal } = setup;
    const { filter } = await journal.openCursor(consumer());
    let isWoken = false;
    let giveUp = () => {};
    journal.wait(testBotId, { from: 0, filter, wake: () => giveUp() });
    giveUp = journal.wait(testBotId, { from: 0, filter, wake: () => isWoken = true });
    await journal.append(testBotId, updates(1));
    assertEquals(isWoken, false);
  });
});

describe("cursors", () => {
  test("survive a restart together with their allowed_updates", async () => {
    await using setup = await openJournal();
    await setup.journal.append(testBotId, updates(10, 11, 12));
    const before = await setup.journal.openCursor(consumer());
    before.confirm(12);
    before.setAllowed(["poll"], 13);
    await setup.restart();
    const after = await setup.journal.openCursor(consumer("now"));
    assertEquals(after.position, 12);
    assertEquals(after.allowedUpdates, ["poll"]);
    assertEquals(await idsFrom(setup.journal, after), [12]);
  });

  test("start now, with all that is retained, at a time, or at a position", async () => {
    await using setup = await openJournal();
    const { journal, clock } = setup;
    await journal.append(testBotId, updates(10, 11));
    await clock.advance(60_000);
    const timeMs = clock.now();
    await journal.append(testBotId, updates(12));
    assertEquals((await journal.openCursor(consumer("now", 1))).position, 13);
    assertEquals((await journal.openCursor(consumer("all", 2))).position, 10);
    assertEquals((await journal.openCursor(consumer({ timeMs }, 3))).position, 12);
    assertEquals((await journal.openCursor(consumer({ position: 11 }, 4))).position, 11);
  });

  test("never move back on a confirmation", async () => {
    await using setup = await openJournal();
    await setup.journal.append(testBotId, updates(10, 11));
    const cursor = await setup.journal.openCursor(consumer());
    cursor.confirm(12);
    cursor.confirm(5);
    assertEquals(cursor.position, 12);
  });

  test("count their waiting updates, filtered", async () => {
    await using setup = await openJournal();
    const { journal } = setup;
    await journal.append(testBotId, [1, 2, 3, 4].map((id) => messageIn(id, { chat: id % 2 })));
    const odd = await journal.openCursor({ ...consumer(), filter: { chats: [1] } });
    assertEquals(await journal.countPending(odd), 2);
    odd.confirm(2);
    assertEquals(await journal.countPending(odd), 1);
    assertEquals(await journal.positionOfNewest(odd, 1), 3);
    assertEquals(await journal.positionOfNewest(odd, 5), 2);
  });
});

describe("removeUnclaimed()", () => {
  test("removes what was kept of bots and consumers that are gone, and nothing else", async () => {
    await using setup = await openJournal();
    setup.journal.openLog(2, testRetention);
    await setup.journal.append(testBotId, updates(10));
    await setup.journal.append(2, updates(20));
    await setup.journal.openCursor(consumer("all", 1));
    await setup.journal.openCursor(consumer("all", 2));
    await setup.restart();
    await setup.journal.openCursor(consumer("all", 1));
    await setup.journal.removeUnclaimed();
    await setup.journal.close();
    const { logs, cursors } = await setup.store.load();
    assertEquals(logs.map(({ botId }) => botId), [testBotId]);
    assertEquals(cursors.map(({ consumerId }) => consumerId), [1]);
  });
});

describe("retention", () => {
  test("removes what is older than the bot keeps and counts what was never confirmed", async () => {
    await using setup = await openJournal();
    const { journal, clock } = setup;
    const cursor = await journal.openCursor(consumer());
    await journal.append(testBotId, updates(10, 11, 12));
    await clock.advance(testRetention.retentionMs - 60_000);
    await journal.append(testBotId, updates(13));
    cursor.confirm(11);
    await clock.advance(120_000);
    await until(() => journal.logState(testBotId).count === 1);
    assertEquals(journal.logState(testBotId).firstPosition, 13);
    assertEquals(cursor.lost, 2);
    assertEquals(await idsFrom(journal, cursor), [13]);
  });

  test("removes the oldest first when the journal outgrows its size", async () => {
    await using setup = await openJournal();
    const { journal, clock } = setup;
    const size = update(100).bytes.length;
    journal.openLog(testBotId, { ...testRetention, maxBytes: size * 2 });
    await journal.append(testBotId, updates(100, 101, 102, 103));
    await clock.advance(20_000);
    await until(() => journal.logState(testBotId).count === 2);
    assertEquals(journal.logState(testBotId).firstPosition, 102);
  });

  test("removes nothing from the position on that somebody still needs", async () => {
    await using setup = await openJournal();
    const { journal, clock } = setup;
    let keptFrom: number | undefined = 11;
    journal.setKeptFrom(() => keptFrom);
    await journal.append(testBotId, updates(10, 11, 12));
    await clock.advance(testRetention.retentionMs + 60_000);
    await until(() => journal.logState(testBotId).count === 2);
    await clock.advance(60_000);
    assertEquals(journal.logState(testBotId).firstPosition, 11);
    keptFrom = undefined;
    await clock.advance(60_000);
    await until(() => journal.logState(testBotId).count === 0);
  });

  test("goes on numbering after everything was removed", async () => {
    await using setup = await openJournal();
    await setup.journal.append(testBotId, updates(10));
    await setup.clock.advance(testRetention.retentionMs + 60_000);
    await until(() => setup.journal.logState(testBotId).count === 0);
    await setup.restart();
    await setup.journal.append(testBotId, updates(3));
    const cursor = await setup.journal.openCursor(consumer());
    assertEquals(await idsFrom(setup.journal, cursor), [11]);
  });

  test("does not deliver an expired query", async () => {
    await using setup = await openJournal();
    const { journal, clock } = setup;
    const cursor = await journal.openCursor(consumer());
    await journal.append(testBotId, [update(1, { inline_query: { id: "1", from: { id: 5 }, query: "" } })]);
    await journal.append(testBotId, [update(2, { callback_query: { id: "1", from: { id: 5 } } })]);
    await journal.append(testBotId, [update(3)]);
    await clock.advance(29_000);
    assertEquals(await idsFrom(journal, cursor), [1, 2, 3]);
    await clock.advance(11_000);
    assertEquals(await idsFrom(journal, cursor), [2, 3]);
    await clock.advance(120_000);
    assertEquals(await idsFrom(journal, cursor), [3]);
  });
});

describe("forgetUser()", () => {
  test("delivers nothing more of what a user did, to nobody, also after a restart", async () => {
    await using setup = await openJournal();
    const cursor = await setup.journal.openCursor(consumer());
    await setup.journal.append(testBotId, [
      messageIn(1, { chat: -5, user: 42 }),
      messageIn(2, { chat: -5, user: 43 }),
      messageIn(3, { chat: 42, user: 42 }),
      messageIn(4, { chat: 42, user: 99 }),
      messageIn(5, { chat: 7, user: 43 }),
    ]);
    const before = setup.journal.logState(testBotId);
    await setup.journal.forgetUser(testBotId, 42);
    assertEquals(await idsFrom(setup.journal, cursor), [2, 5]);
    await setup.restart();
    const state = setup.journal.logState(testBotId);
    const again = await setup.journal.openCursor(consumer());
    assertEquals(await idsFrom(setup.journal, again), [2, 5]);
    assertEquals([state.count, state.firstPosition, state.lastPosition, state.bytes < before.bytes], [
      2,
      2,
      5,
      true,
    ]);
  });

  test("removes the user from updates of others, and leaves everything else unchanged", async () => {
    await using setup = await openJournal();
    const cursor = await setup.journal.openCursor(consumer());
    const gone = { id: 990_042, is_bot: false, first_name: "Mallory" };
    const from = { id: 43, is_bot: false, first_name: "Ann" };
    const chat = { id: -5, type: "group", title: "Garden" };
    const first = { message_id: 1, date: 1, chat, from: gone, text: "secret" };
    const answers = Array.from({ length: 600 }, (_, index) =>
      update(index + 1, {
        message: { message_id: index + 2, date: 1, chat, from, text: "answer", reply_to_message: first },
      }));
    const number = update(700, { message: { message_id: 9, date: 1, chat, from, text: "990042 apples" } });
    await setup.journal.append(testBotId, [...answers, number]);
    await setup.journal.forgetUser(testBotId, gone.id);
    const texts: string[] = [];
    for (let at = 0; at <= 700;) {
      const { updates, nextPosition } = await setup.journal.collect(testBotId, at, cursor.filter, 500);
      texts.push(...updates.map(({ bytes }) => decodeUtf8(bytes)));
      at = nextPosition;
    }
    assertEquals([texts.length, texts.at(-1)], [601, decodeUtf8(number.bytes)]);
    assert(texts.every((text) => !/Mallory|secret/.test(text)));
    const size = texts.reduce((sum, text) => sum + text.length, 0);
    assertEquals(setup.journal.logState(testBotId).bytes, size);
  });

  test("lets updates come as before", async () => {
    await using setup = await openJournal();
    const cursor = await setup.journal.openCursor(consumer());
    await setup.journal.append(testBotId, [messageIn(1, { chat: 42, user: 42 })]);
    await setup.journal.forgetUser(testBotId, 42);
    await setup.journal.append(testBotId, [messageIn(2, { chat: 7, user: 43 })]);
    assertEquals(await idsFrom(setup.journal, cursor), [2]);
  });
});
