import { join } from "node:path";
import { describe, test } from "node:test";
import { assertEquals } from "@std/assert";
import { runArchiveMaintenance } from "../../src/archive/archive_maintenance.ts";
import { encodeUtf8 } from "../../src/base/bytes.ts";
import { silentLogger } from "../../src/base/logger.ts";
import { ManualClock } from "../support/manual_clock.ts";
import { openDatabase } from "../support/this_driver.ts";
import { type ArchiveSetup, botId, dateSec, message, openArchive } from "./archive_setup.ts";

const daySec = 86_400;
const today = Math.floor(dateSec / daySec);
const everyDay = today + 1000;
const group = -5;
const otherGroup = -6;

/** A message that somebody wrote, so many days ago. */
interface Written {
  readonly chatId: number;
  readonly userId: number;
  readonly daysAgo: number;
}

let lastId = 0;

function toUpdate(
  { chatId, userId, daysAgo }: Written,
): { readonly message: Readonly<Record<string, unknown>> } {
  return message(++lastId, {
    chat: chatId > 0 ? { id: chatId, type: "private" } : { id: chatId, type: "supergroup" },
    from: { id: userId, is_bot: false, first_name: `N${userId}` },
    date: dateSec - daysAgo * daySec,
    text: "words",
  });
}

/** Months of two groups and of private chats, the same each time: the more days ago, the more people. */
function months(): Written[] {
  return Array.from({ length: 900 }, (_, index) => ({
    userId: 100 + index * 7 % 61,
    chatId: index % 3 === 0 ? group : index % 3 === 1 ? otherGroup : 100 + index * 7 % 61,
    daysAgo: index * index % 80,
  }));
}

/** Days on each of which many write, so that sums of days are kept. */
function crowd(): Written[] {
  return Array.from(
    { length: 2000 },
    (_, index) => ({ chatId: group, userId: 100 + index % 97, daysAgo: index * 13 % 48 }),
  );
}

/** What is to be read of messages, counted one by one. */
function expected(written: readonly Written[], chatId: number | undefined, fromDay: number, toDay: number) {
  const wanted = written.map((each) => ({ ...each, day: today - each.daysAgo }))
    .filter((each) => chatId === undefined || each.chatId === chatId)
    .filter(({ day }) => day >= fromDay && day <= toDay);
  const byDay = Map.groupBy(wanted, ({ day }) => day);
  const byUser = Map.groupBy(wanted, ({ userId }) => userId);
  return {
    activeUsers: [...byDay].map(([day, of]) => ({ day, users: new Set(of.map(({ userId }) => userId)).size }))
      .sort((left, right) => left.day - right.day),
    topUsers: [...byUser].map(([userId, { length }]) => ({ userId, messages: length }))
      .sort((left, right) => right.messages - left.messages || left.userId - right.userId).slice(0, 20),
  };
}

async function read({ archive }: ArchiveSetup, chatId: number | undefined, fromDay: number, toDay: number) {
  const { activeUsers, topUsers } = await archive.statistics({ botId, chatId, fromDay, toDay });
  return { activeUsers, topUsers };
}

/** Spans of days of each chat and of all say what the messages that are there say. */
async function assertAgrees(setup: ArchiveSetup, written: readonly Written[]): Promise<void> {
  for (const chatId of [undefined, group, otherGroup, 107]) {
    for (const [from, to] of [[399, 0], [79, 0], [70, 3], [40, 33], [6, 0], [0, -1]] as const) {
      const days = [today - from, today - to] as const;
      assertEquals(
        await read(setup, chatId, ...days),
        expected(written, chatId, ...days),
        `${chatId} ${from} ${to}`,
      );
    }
  }
}

async function condense({ store }: ArchiveSetup, beforeDay: number, limit = 100): Promise<void> {
  while (await store.condense(botId, beforeDay, limit));
}

describe("Who wrote most, and how many did each day,", () => {
  test("is what the messages say before it is packed, while it is and after", async () => {
    using setup = await openArchive();
    const written = [...months(), ...crowd()];
    await setup.record(...written.map(toUpdate));
    await assertAgrees(setup, written);
    for (let step = 0; step < 5; step++) await setup.store.condense(botId, today, 333);
    await assertAgrees(setup, written);
    await condense(setup, today);
    await assertAgrees(setup, written);
    await condense(setup, everyDay);
    await assertAgrees(setup, written);
  });

  test("counts what comes late, and packs it with the rest", async () => {
    using setup = await openArchive();
    const written = [...months(), ...crowd()];
    const early = written.filter((_, index) => index % 3 !== 0);
    const late = written.filter((_, index) => index % 3 === 0);
    await setup.record(...early.map(toUpdate));
    await condense(setup, today);
    await setup.record(...late.map(toUpdate));
    await assertAgrees(setup, written);
    await condense(setup, today);
    await assertAgrees(setup, written);
  });

  test("does not count edits, nor what the bot says", async () => {
    using setup = await openArchive();
    const first = toUpdate({ chatId: group, userId: 1000, daysAgo: 3 });
    await setup.record(first);
    await condense(setup, today);
    await setup.record({ edited_message: { ...first.message, text: "other", edit_date: dateSec } });
    const result = message(++lastId, {
      chat: { id: group, type: "supergroup" },
      from: { id: botId, is_bot: true, first_name: "Bot" },
      text: "answer",
    }).message;
    await setup.capture({
      botId,
      method: "sendmessage",
      query: "",
      contentType: "",
      contentEncoding: "",
      sent: undefined,
      answer: encodeUtf8(JSON.stringify({ ok: true, result })),
      answerEncoding: "",
      atMs: dateSec * 1000,
    });
    await condense(setup, everyDay);
    await assertAgrees(setup, [{ chatId: group, userId: 1000, daysAgo: 3 }]);
  });

  for (const isPacked of [false, true]) {
    const when = isPacked ? "after it was packed" : "before it is packed";
    test(`drops messages past retention, ${when}`, async () => {
      using setup = await openArchive();
      const written = [...months(), ...crowd()];
      await setup.record(...written.map(toUpdate));
      if (isPacked) await condense(setup, today);
      const beforeMs = (today - 40) * daySec * 1000;
      while ((await setup.archive.prune(botId, beforeMs, Infinity)).isMore);
      const kept = written.filter(({ daysAgo }) => daysAgo <= 40);
      const span = [today - 40, today] as const;
      assertEquals(await read(setup, group, ...span), expected(kept, group, ...span));
      // Days of a sum that lost some are summed up again when something is added.
      const late = [{ chatId: group, userId: 100, daysAgo: 39 }];
      await setup.record(...late.map(toUpdate));
      await condense(setup, everyDay);
      await assertAgrees(setup, [...kept, ...late]);
    });

    test(`goes with a chat, ${when}`, async () => {
      using setup = await openArchive();
      const written = [...months(), ...crowd()];
      await setup.record(...written.map(toUpdate));
      if (isPacked) await condense(setup, today);
      await setup.archive.removeChat(botId, group);
      await assertAgrees(setup, written.filter(({ chatId }) => chatId !== group));
      await condense(setup, everyDay);
      await assertAgrees(setup, written.filter(({ chatId }) => chatId !== group));
    });

    test(`goes with a user, ${when}`, async () => {
      using setup = await openArchive();
      const written = [...months(), ...crowd()];
      await setup.record(...written.map(toUpdate));
      if (isPacked) await condense(setup, today);
      await setup.archive.forgetUser(botId, 107);
      await assertAgrees(setup, written.filter(({ userId }) => userId !== 107));
      await condense(setup, everyDay);
      await assertAgrees(setup, written.filter(({ userId }) => userId !== 107));
    });
  }

  test("is packed every ten minutes, but not today's", async () => {
    using setup = await openArchive();
    await setup.record(...months().map(toUpdate));
    const clock = new ManualClock(dateSec * 1000);
    const stop = new AbortController();
    const keeping = runArchiveMaintenance({
      archive: setup.archive,
      retention: { maxAgeMs: Infinity, maxBytes: Infinity },
      clock,
      logger: silentLogger,
      signal: stop.signal,
    });
    await clock.advance(1000);
    const unpacked: unknown[] = [daysOfUsers(setup)];
    await setup.record(...months().map(toUpdate));
    await clock.advance(600_000);
    unpacked.push(daysOfUsers(setup));
    await clock.advance(daySec * 1000);
    unpacked.push(daysOfUsers(setup));
    stop.abort();
    await keeping;
    assertEquals(unpacked, [[today], [today], []]);
    await assertAgrees(setup, [...months(), ...months()]);
  });
});

/** Of which days something is not packed. */
function daysOfUsers({ folder }: ArchiveSetup): number[] {
  const database = openDatabase(join(folder, "archive.db"), { synchronous: "NORMAL" });
  try {
    return database.prepare("SELECT DISTINCT day FROM counts WHERE thing = 'user'").all()
      .map(({ day }) => Number(day));
  } finally {
    database.close();
  }
}
