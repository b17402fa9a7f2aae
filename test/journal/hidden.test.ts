import { assertEquals, assertRejects } from "@std/assert";
import { describe, test } from "node:test";
import { decodeUtf8 } from "../../src/base/bytes.ts";
import { silentLogger } from "../../src/base/logger.ts";
import type { Cursor } from "../../src/journal/cursor.ts";
import { Journal } from "../../src/journal/journal.ts";
import type { JournalStore } from "../../src/journal/journal_store.ts";
import { openJournal, testBotId, testRetention, updates } from "../support/journal_setup.ts";

const generous = { updates: 100, bytes: 4 * 1024 * 1024 };
const consumer = { id: 1, botId: testBotId, filter: {}, start: "all" } as const;
const other = { ...consumer, id: 2 };
/** Hides odd positions from consumer 1. */
const oddGate = { of: () => ({ position }: { readonly position: number }) => position % 2 === 1 ? [1] : [] };

async function idsFrom(journal: Journal, cursor: Cursor): Promise<number[]> {
  const { body } = await journal.pick(testBotId, 0, cursor.filter, generous);
  if (body === undefined) return [];
  return JSON.parse(decodeUtf8(body)).result.map((each: { update_id: number }) => each.update_id);
}

describe("What a gate hides", () => {
  test("is hidden from that consumer alone, in memory and after a restart", async () => {
    await using setup = await openJournal();
    setup.journal.setGate(oddGate);
    await setup.journal.openCursor(consumer);
    await setup.journal.append(testBotId, updates(10, 11, 12, 13));
    assertEquals(await idsFrom(setup.journal, await setup.journal.openCursor(consumer)), [10, 12]);
    assertEquals(await idsFrom(setup.journal, await setup.journal.openCursor(other)), [10, 11, 12, 13]);
    await setup.restart();
    assertEquals(await idsFrom(setup.journal, await setup.journal.openCursor(consumer)), [10, 12]);
  });

  test("does not wake consumers it is hidden from", async () => {
    await using setup = await openJournal();
    setup.journal.setGate(oddGate);
    const { filter } = await setup.journal.openCursor(consumer);
    let woken = 0;
    setup.journal.wait(testBotId, { from: 0, filter, wake: () => woken++ });
    await setup.journal.append(testBotId, updates(11));
    assertEquals(woken, 0);
    await setup.journal.append(testBotId, updates(12));
    assertEquals(woken, 1);
  });

  test("is not hidden when it could not be kept and something else comes to stand there", async () => {
    await using setup = await openJournal();
    let isOn = true;
    let isFull = true;
    const store = new Proxy<JournalStore>(setup.store, {
      get(target, name: keyof JournalStore) {
        if (name === "commit" && isFull) return () => Promise.reject(new Error("disk is full"));
        return target[name].bind(target);
      },
    });
    const journal = await Journal.open({ store, clock: setup.clock, logger: silentLogger });
    journal.openLog(testBotId, testRetention);
    journal.setGate({ of: () => isOn ? () => [1] : undefined });
    const cursor = await journal.openCursor(consumer);
    await assertRejects(() => journal.append(testBotId, updates(10)));
    isOn = isFull = false;
    await journal.append(testBotId, updates(10));
    assertEquals(await idsFrom(journal, cursor), [10]);
    await journal.close();
  });
});
