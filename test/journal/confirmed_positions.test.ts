import { assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import { openJournal, testBotId, testRetention, update } from "../support/journal_setup.ts";
import { createConsumerRecord } from "../support/records.ts";

describe("Positions confirmed above the mark", () => {
  const owner = { ...createConsumerRecord({ botId: testBotId, start: "all" }), id: 1 };

  test("survive a restart until the cursor has passed them", async () => {
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
