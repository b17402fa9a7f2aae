import { assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import { silentLogger } from "../../src/base/logger.ts";
import { ParkingSpace, PollDoor } from "../../src/delivery/poll_door.ts";
import { StaleUpdates } from "../../src/delivery/stale_updates.ts";
import { Journal } from "../../src/journal/journal.ts";
import { openJournal, testBotId, testRetention, updates } from "../support/journal_setup.ts";
import { settle } from "../support/manual_clock.ts";
import { createConsumerRecord } from "../support/records.ts";
import { watchStore } from "../support/watched_store.ts";

/** Updates of these ids wait; no timer fires unless a test moves the clock, as in a process that is too busy for it. */
const ids = Array.from({ length: 10 }, (_, index) => 500 + index);

async function open() {
  const setup = await openJournal();
  const watched = watchStore(setup.store);
  const journal = await Journal.open({ store: watched.store, clock: setup.clock, logger: silentLogger });
  journal.openLog(testBotId, testRetention);
  await journal.append(testBotId, updates(...ids));
  const consumers = [1, 2, 3].map((id) => ({
    ...createConsumerRecord({ botId: testBotId, start: "all" }),
    id,
  }));
  const doors = await Promise.all(consumers.map(async (consumer) => {
    const cursor = await journal.openCursor(consumer);
    const { clock } = setup;
    const stale = new StaleUpdates(consumer, { journal, cursor, clock, logger: silentLogger });
    return new PollDoor({ journal, cursor, clock, parking: new ParkingSpace(100), stale });
  }));
  await setup.clock.advance(1000);
  const signal = new AbortController().signal;
  return {
    ...setup,
    journal,
    watched,
    /** Calls getUpdates; tells whether it was answered. */
    call(consumerId: number, offset: number, timeoutSec = 0) {
      const [consumer, door] = [consumers[consumerId - 1]!, doors[consumerId - 1]!];
      const call = { isAnswered: false };
      const parameters = { offset, limit: 1, timeoutSec, allowedUpdates: undefined };
      void door.getUpdates(consumer, parameters, {}, signal).then(() => call.isAnswered = true);
      return call;
    },
    /** Where a process that starts after a `kill -9` would find the cursors. */
    async stored() {
      const { cursors } = await setup.store.load();
      return cursors.map(({ position }) => position);
    },
    async [Symbol.asyncDispose]() {
      for (const door of doors) door.finishAll();
      await journal.close();
      await setup[Symbol.asyncDispose]();
    },
  };
}

describe("What a getUpdates call confirms", () => {
  test("is stored before the call is answered, even if no timer fires", async () => {
    await using setup = await open();
    const call = setup.call(1, 503);
    await settle();
    assertEquals([call.isAnswered, await setup.stored()], [true, [503, 500, 500]]);
  });

  test("delays the response while the store is slow, but not those of other consumers", async () => {
    await using setup = await open();
    const release = setup.watched.hold();
    const confirming = setup.call(1, 503);
    await settle();
    const reading = setup.call(2, 0);
    await settle();
    assertEquals([confirming.isAnswered, reading.isAnswered], [false, true]);
    release();
    await settle();
    assertEquals([confirming.isAnswered, await setup.stored()], [true, [503, 500, 500]]);
  });

  test("is stored before the next response when it changes during a write", async () => {
    await using setup = await open();
    const release = setup.watched.hold();
    const calls = [setup.call(1, 503)];
    await settle();
    calls.push(setup.call(1, 505));
    await settle();
    assertEquals(calls.map(({ isAnswered }) => isAnswered), [false, false]);
    release();
    await settle();
    assertEquals([calls.map(({ isAnswered }) => isAnswered), await setup.stored()], [[true, true], [
      505,
      500,
      500,
    ]]);
  });

  test("is written together with what other consumers confirm in the same turn", async () => {
    await using setup = await open();
    const before = setup.watched.cursorWrites;
    for (const consumerId of [1, 2, 3]) setup.call(consumerId, 504);
    await settle();
    assertEquals([setup.watched.cursorWrites - before, await setup.stored()], [1, [504, 504, 504]]);
  });

  test("needs no write of its own when the call waits: the next commit includes it", async () => {
    await using setup = await open();
    const before = setup.watched.cursorWrites;
    const call = setup.call(1, 510, 50);
    await settle();
    assertEquals(call.isAnswered, false);
    await setup.journal.append(testBotId, updates(510));
    assertEquals(await setup.stored(), [510, 500, 500]);
    await settle();
    assertEquals([call.isAnswered, setup.watched.cursorWrites - before], [true, 0]);
  });

  test("is stored within 100 ms while the call is still waiting", async () => {
    await using setup = await open();
    setup.call(1, 510, 50);
    await setup.clock.advance(100);
    assertEquals(await setup.stored(), [510, 500, 500]);
  });

  test("is stored when a long poll times out", async () => {
    await using setup = await open();
    const release = setup.watched.hold();
    const call = setup.call(1, 510, 1);
    await setup.clock.advance(5000);
    assertEquals(call.isAnswered, false);
    release();
    await settle();
    assertEquals([call.isAnswered, await setup.stored()], [true, [510, 500, 500]]);
  });

  test("delays no response while the disk is full, and is written once there is space", async () => {
    await using setup = await open();
    setup.watched.isFull = true;
    const calls = [setup.call(1, 503)];
    await settle();
    calls.push(setup.call(1, 505));
    await settle();
    assertEquals([calls.map(({ isAnswered }) => isAnswered), await setup.stored()], [[true, true], [
      500,
      500,
      500,
    ]]);
    setup.watched.isFull = false;
    await setup.clock.advance(1000);
    assertEquals(await setup.stored(), [505, 500, 500]);
  });

  test("is not retried on every call while the disk is full", async () => {
    await using setup = await open();
    setup.watched.isFull = true;
    const before = setup.watched.cursorWrites;
    for (const offset of [501, 502, 503, 504]) {
      setup.call(1, offset);
      await setup.clock.advance(100);
    }
    assertEquals(setup.watched.cursorWrites - before, 1);
    setup.watched.isFull = false;
  });
});

describe("A pushed update's confirmation", () => {
  test("is stored within 10 ms, even after the clock was set back", async () => {
    await using setup = await open();
    const cursor = setup.journal.cursor(1)!;
    cursor.confirmOne(500, 501);
    await setup.clock.advance(10);
    assertEquals(await setup.stored(), [501, 500, 500]);
    setup.clock.setBack(3_600_000);
    cursor.confirmOne(501, 502);
    await setup.clock.advance(10);
    assertEquals(await setup.stored(), [502, 500, 500]);
  });
});
