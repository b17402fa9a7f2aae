import { assertEquals, assertRejects } from "@std/assert";
import { describe, test } from "node:test";
import { decodeUtf8 } from "../../src/base/bytes.ts";
import { openJournal, testBotId, update, updates } from "../support/journal_setup.ts";

/** What a journal holds: position, upstream's id, epoch, and the id inside the bytes. */
async function held({ store }: Awaited<ReturnType<typeof openJournal>>): Promise<number[][]> {
  const entries = await store.read(testBotId, 0, 1000, Number.MAX_SAFE_INTEGER);
  return entries.map(({ position, upstreamId, epoch, bytes }) => [
    position,
    upstreamId,
    epoch,
    JSON.parse(decodeUtf8(bytes)).update_id,
  ]);
}

describe("append() where order is not promised", () => {
  test("gives a late arrival the next position, and neither epoch nor offset falls back", async () => {
    await using setup = await openJournal();
    const { journal } = setup;
    await journal.append(testBotId, updates(10), "any");
    await journal.append(testBotId, updates(13), "any");
    const late = await journal.append(testBotId, updates(11), "any");
    assertEquals(late, { nextOffset: 12, appended: 1, duplicates: 0, newEpoch: false });
    assertEquals(await held(setup), [[10, 10, 0, 10], [13, 13, 0, 13], [14, 11, 0, 14]]);
    assertEquals(journal.upstreamOffset(testBotId), 14);
  });

  test("knows a repeat, wherever it stands, also after a restart", async () => {
    await using setup = await openJournal();
    for (const id of [10, 13, 11]) await setup.journal.append(testBotId, updates(id), "any");
    await setup.restart();
    for (const id of [11, 13, 10, 11]) {
      const { duplicates, appended } = await setup.journal.append(testBotId, updates(id), "any");
      assertEquals([duplicates, appended], [1, 0], `update ${id}`);
    }
    assertEquals((await held(setup)).length, 3);
  });

  test("keeps one of several simultaneous deliveries of an update", async () => {
    await using setup = await openJournal();
    const ids = [20, 18, 20, 18, 19, 19, 18, 20];
    const outcomes = await Promise.all(ids.map((id) => setup.journal.append(testBotId, updates(id), "any")));
    assertEquals(outcomes.reduce((sum, { appended }) => sum + appended, 0), 3);
    assertEquals((await held(setup)).map(([, id]) => id), [20, 18, 19]);
  });

  test("keeps one of them too when their common commit failed and each is tried on its own", async () => {
    await using setup = await openJournal();
    const commit = setup.store.commit.bind(setup.store);
    let calls = 0;
    setup.store.commit = (...given) =>
      calls++ === 0 ? Promise.reject(new Error("database or disk is full")) : commit(...given);
    await Promise.all([20, 20, 18].map((id) => setup.journal.append(testBotId, updates(id), "any")));
    assertEquals((await held(setup)).map(([, id]) => id), [20, 18]);
  });

  test("acknowledges the batch and nothing that may still wait above it", async () => {
    await using setup = await openJournal();
    await setup.journal.append(testBotId, updates(500), "any");
    const { nextOffset } = await setup.journal.append(testBotId, updates(20, 21), "any");
    assertEquals([nextOffset, setup.journal.upstreamOffset(testBotId)], [22, 501]);
    assertEquals((await setup.journal.append(testBotId, updates(20, 21), "any")).nextOffset, 22);
  });

  test("takes an id that was used before with other content for a new numbering", async () => {
    await using setup = await openJournal();
    await setup.journal.append(testBotId, updates(10, 11), "any");
    const other = update(10, { message: { text: "another" } });
    assertEquals((await setup.journal.append(testBotId, [other], "any")).newEpoch, true);
  });

  test("takes an id more than 100,000 below for a new numbering", async () => {
    await using setup = await openJournal();
    await setup.journal.append(testBotId, updates(500_000), "any");
    assertEquals((await setup.journal.append(testBotId, updates(400_001), "any")).newEpoch, false);
    const far = await setup.journal.append(testBotId, updates(400_000), "any");
    assertEquals([far.newEpoch, setup.journal.upstreamOffset(testBotId)], [true, 400_001]);
  });

  test("keeps nothing of a delivery whose commit fails, and takes it when it comes again", async () => {
    await using setup = await openJournal();
    const commit = setup.store.commit.bind(setup.store);
    setup.store.commit = () => Promise.reject(new Error("database or disk is full"));
    await assertRejects(() => setup.journal.append(testBotId, updates(5), "any"), Error, "disk is full");
    setup.store.commit = commit;
    assertEquals((await setup.journal.append(testBotId, updates(5), "any")).appended, 1);
  });
});
