import { assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import type { DeadLetter } from "../../src/delivery/push/push_store.ts";
import { openJournal, testBotId, testRetention, update } from "../support/journal_setup.ts";
import { createConsumerRecord } from "../support/records.ts";

function letter(position: number, changes: Partial<DeadLetter> = {}): DeadLetter {
  return {
    consumerId: 1,
    botId: testBotId,
    position,
    kind: "message",
    chatId: -100_123,
    diedAtMs: 5,
    cause: "expired",
    attempts: 2,
    lastError: "Connection refused",
    ...changes,
  };
}

describe("The store of push consumers", () => {
  test("gives dead letters back page by page, each consumer its own", async () => {
    await using setup = await openJournal();
    const { pushStore } = setup;
    const letters = [1, 2, 3].map((position) => letter(position));
    await pushStore.addDeadLetters([...letters, letter(2, { consumerId: 7 })]);
    assertEquals(await pushStore.deadLetters(1, 0, 2), letters.slice(0, 2));
    assertEquals(await pushStore.deadLetters(1, 2, 2), letters.slice(2));
    assertEquals(await pushStore.countDeadLetters(1), 3);
    await pushStore.removeDeadLetter(1, 2);
    assertEquals((await pushStore.deadLetters(1, 0, 9)).map(({ position }) => position), [1, 3]);
    assertEquals(await pushStore.countDeadLetters(7), 1);
  });

  test("replaces a dead letter that died once more", async () => {
    await using setup = await openJournal();
    await setup.pushStore.addDeadLetters([letter(1)]);
    await setup.pushStore.addDeadLetters([letter(1, { cause: "attempts", attempts: 9 })]);
    assertEquals(await setup.pushStore.deadLetters(1, 0, 9), [letter(1, { cause: "attempts", attempts: 9 })]);
  });

  test("remembers errors, and forgets a consumer with all that is kept of it", async () => {
    await using setup = await openJournal();
    const { pushStore } = setup;
    const memory = { consumerId: 1, lastErrorAtMs: 3, lastError: "Connection refused", goneSinceMs: 4 };
    await pushStore.saveMemory({ ...memory, goneSinceMs: 0 });
    await pushStore.saveMemory(memory);
    assertEquals(await pushStore.loadMemories(), [memory]);
    await pushStore.addDeadLetters([letter(1)]);
    await pushStore.forget(1);
    assertEquals([await pushStore.loadMemories(), await pushStore.countDeadLetters(1)], [[], 0]);
  });

  test("lets dead letters go with the updates they stand for", async () => {
    await using setup = await openJournal();
    const { journal, store, pushStore, clock } = setup;
    await journal.append(testBotId, [update(1), update(2)]);
    await pushStore.addDeadLetters([letter(1), letter(2), letter(3)]);
    await store.prune(journal.logState(testBotId), clock.now() + 1, testRetention.maxBytes, 100);
    assertEquals((await pushStore.deadLetters(1, 0, 9)).map(({ position }) => position), [3]);
  });
});

describe("Positions confirmed above the mark", () => {
  const owner = { ...createConsumerRecord({ botId: testBotId, start: "all" }), id: 1 };

  test("are there after a restart, until the mark has passed them", async () => {
    await using setup = await openJournal();
    await setup.journal.append(testBotId, [10, 11, 12, 13].map((id) => update(id)));
    const before = await setup.journal.openCursor(owner);
    before.confirmOne(11, 10);
    before.confirmOne(13, 10);
    assertEquals(await setup.journal.countPending(before), 2);
    assertEquals(setup.journal.lag(before), 2);
    await setup.restart();
    const after = await setup.journal.openCursor(owner);
    assertEquals([10, 11, 12, 13].map((position) => after.isConfirmed(position)), [false, true, false, true]);
    after.confirmOne(10, 12);
    assertEquals([after.position, after.deliveredCount], [12, 1]);
  });

  test("are forgotten when the cursor is moved, also after a restart", async () => {
    await using setup = await openJournal();
    await setup.journal.append(testBotId, [10, 11, 12].map((id) => update(id)));
    const before = await setup.journal.openCursor(owner);
    before.confirmOne(11, 10);
    await setup.restart();
    await setup.journal.moveCursor(await setup.journal.openCursor(owner), "all");
    await setup.restart();
    const after = await setup.journal.openCursor(owner);
    assertEquals([after.isConfirmed(11), await setup.journal.countPending(after)], [false, 3]);
  });

  test("do not count as lost when retention takes them", async () => {
    await using setup = await openJournal();
    await setup.journal.append(testBotId, [10, 11, 12].map((id) => update(id)));
    const cursor = await setup.journal.openCursor(owner);
    cursor.confirmOne(11, 10);
    setup.journal.openLog(testBotId, { ...testRetention, maxBytes: 1 });
    await setup.clock.advance(16_000);
    assertEquals(setup.journal.logState(testBotId).count, 0);
    assertEquals(cursor.lost, 2);
  });
});
