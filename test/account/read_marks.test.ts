import { assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import { openAccounts } from "../support/account_setup.ts";

const chat = (chatId: number, messageId: number, atMs: number) => ({ botId: 1, chatId, messageId, atMs });

async function openMarks() {
  const setup = openAccounts();
  const { id } = await setup.accounts.operators.add({
    name: "ada",
    role: "viewer",
    bots: undefined,
    password: "correct horse battery",
  });
  const { readMarks } = setup.accounts;
  const unread = async (...chats: ReturnType<typeof chat>[]) =>
    (await readMarks.unread(id, chats)).map(({ chatId }) => chatId);
  return { setup, id, readMarks, unread };
}

describe("read marks", () => {
  test("treat everything before an operator's first visit as read", async () => {
    const { setup, unread } = await openMarks();
    using _ = setup;
    const now = setup.clock.now();
    assertEquals(await unread(chat(7, 1, now - 1), chat(8, 1, now)), []);
    await setup.clock.advance(5_000);
    assertEquals(await unread(chat(7, 1, now - 1), chat(8, 2, now + 4_000)), [8]);
  });

  test("move forward and never back", async () => {
    const { setup, id, readMarks, unread } = await openMarks();
    using _ = setup;
    const later = setup.clock.now() + 1_000;
    await readMarks.seen(id, { botId: 1, chatId: 7, messageId: 5 });
    await readMarks.seen(id, { botId: 1, chatId: 7, messageId: 3 });
    assertEquals(await unread(chat(7, 5, later)), []);
    assertEquals(await unread(chat(7, 6, later)), [7]);
  });

  test("are separate for each operator, and not kept for unknown ones", async () => {
    const { setup, id, readMarks } = await openMarks();
    using _ = setup;
    await readMarks.seen(id + 1, { botId: 1, chatId: 7, messageId: 5 });
    const later = setup.clock.now() + 1_000;
    assertEquals((await readMarks.unread(id, [chat(7, 5, later)])).length, 1);
    assertEquals((await readMarks.unread(id + 1, [chat(7, 5, later)])).length, 1);
  });

  test("are limited: the oldest are dropped, and older messages count as read", async () => {
    const { setup, id, unread } = await openMarks();
    using _ = setup;
    const { readMarkStore: store } = setup;
    for (const chatId of [7, 8, 9]) {
      await store.moveMark(id, { botId: 1, chatId, messageId: 5 }, 1_000 * chatId, 2);
    }
    const { marks } = await store.readState(id, [7, 8, 9].map((chatId) => ({ botId: 1, chatId })), 0);
    assertEquals(marks.map(({ chatId }) => chatId), [8, 9]);
    assertEquals(await unread(chat(7, 6, 6_500)), []);
  });
});
