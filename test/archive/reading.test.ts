import { assertEquals, assertRejects } from "@std/assert";
import { describe, test } from "node:test";
import type { StretchPlace } from "../../src/archive/stretch.ts";
import { encodeUtf8 } from "../../src/base/bytes.ts";
import { type ArchiveSetup, botId, dateSec, message, openArchive } from "./archive_setup.ts";

const group = { id: -100123, type: "supergroup", title: "Garden" };
const ann = { id: 42, is_bot: false, first_name: "Ann" };
const bob = { id: 43, is_bot: false, first_name: "Bob" };

async function withMessages(count: number): Promise<ArchiveSetup> {
  const setup = await openArchive();
  const bodies = Array.from({ length: count }, (_, index) => {
    const messageId = (index + 1) * 10;
    const topic = index % 3 === 0 ? { message_thread_id: 5, is_topic_message: true } : {};
    return message(messageId, { chat: group, text: `m${messageId}`, date: dateSec + index * 60, ...topic });
  });
  await setup.record(...bodies);
  return setup;
}

async function read({ archive }: ArchiveSetup, place: StretchPlace, limit: number, topicId = 0) {
  const { messages, older, newer } = await archive.stretch({
    botId,
    chatId: group.id,
    topicId,
    place,
    limit,
  });
  return { ids: messages.map(({ messageId }) => messageId), older, newer };
}

describe("A stretch of a chat", () => {
  test("goes on in both directions without a gap and without anything twice", async () => {
    using setup = await withMessages(7);
    const last = await read(setup, { at: "end" }, 3);
    assertEquals(last, { ids: [50, 60, 70], older: "50~", newer: undefined });
    const before = await read(setup, { at: "before", cursor: last.older! }, 3);
    assertEquals(before, { ids: [20, 30, 40], older: "20~", newer: "40~" });
    const first = await read(setup, { at: "before", cursor: before.older! }, 3);
    assertEquals(first, { ids: [10], older: undefined, newer: "10~" });
    const after = await read(setup, { at: "after", cursor: before.newer! }, 3);
    assertEquals(after, { ids: [50, 60, 70], older: "50~", newer: undefined });
  });

  test("is centred on a message, or on where it would be", async () => {
    using setup = await withMessages(9);
    const around = await read(setup, { at: "message", messageId: 50 }, 4);
    assertEquals(around, { ids: [30, 40, 50, 60], older: "30~", newer: "60~" });
    assertEquals((await read(setup, { at: "message", messageId: 45 }, 4)).ids, [30, 40, 50, 60]);
    assertEquals((await read(setup, { at: "message", messageId: 1 }, 4)).ids, [10, 20]);
  });

  test("begins at a moment", async () => {
    using setup = await withMessages(9);
    const at = async (minute: number) =>
      (await read(setup, { at: "moment", ms: (dateSec + minute * 60) * 1000 }, 4)).ids;
    assertEquals(await at(4), [30, 40, 50, 60]);
    assertEquals(await at(3.5), [30, 40, 50, 60]);
    assertEquals(await at(-5), [10, 20]);
    assertEquals(await at(100), [80, 90]);
  });

  test("can be limited to one topic", async () => {
    using setup = await withMessages(9);
    assertEquals(await read(setup, { at: "end" }, 2, 5), { ids: [40, 70], older: "40~", newer: undefined });
    assertEquals((await read(setup, { at: "end" }, 2, 6)).ids, []);
  });

  test("refuses a cursor of another list", async () => {
    using setup = await withMessages(1);
    await assertRejects(() => read(setup, { at: "before", cursor: "x" }, 2), RangeError);
    await assertRejects(() => read(setup, { at: "after", cursor: "~" }, 2), RangeError);
  });

  test("tells how people and the bot reacted last", async () => {
    using setup = await withMessages(2);
    const react = (user: object, ...emoji: string[]) => ({
      message_reaction: {
        chat: group,
        message_id: 10,
        user,
        date: dateSec,
        old_reaction: [],
        new_reaction: emoji.map((each) => ({ type: "emoji", emoji: each })),
      },
    });
    await setup.record(react(ann, "👍"), react(bob, "🔥"), react(ann, "🔥"));
    await setup.capture({
      botId,
      method: "setmessagereaction",
      query: "",
      contentType: "application/json",
      contentEncoding: "",
      sent: encodeUtf8(JSON.stringify({
        chat_id: group.id,
        message_id: 20,
        reaction: [{ type: "emoji", emoji: "👀" }],
      })),
      answer: encodeUtf8(JSON.stringify({ ok: true, result: true })),
      answerEncoding: "",
      atMs: dateSec * 1000,
    });
    const { messages } = await setup.archive.stretch({
      botId,
      chatId: group.id,
      topicId: 0,
      place: { at: "end" },
    });
    assertEquals(messages.map(({ reactions }) => reactions), [
      [{ reaction: "🔥", count: 2 }],
      [{ reaction: "👀", count: 1 }],
    ]);
  });

  test("shows only totals where Telegram gives nothing else", async () => {
    using setup = await withMessages(1);
    await setup.record({
      message_reaction_count: {
        chat: group,
        message_id: 10,
        date: dateSec,
        reactions: [{ type: { type: "emoji", emoji: "🎉" }, total_count: 12 }, {
          type: { type: "paid" },
          total_count: 2,
        }],
      },
    });
    const { messages: [only] } = await setup.archive.stretch({
      botId,
      chatId: group.id,
      topicId: 0,
      place: { at: "end" },
    });
    assertEquals(only?.reactions, [{ reaction: "🎉", count: 12 }, { reaction: "paid", count: 2 }]);
  });
});

describe("The latest chats", () => {
  test("are those of all wanted bots together, each with its last message", async () => {
    using setup = await openArchive();
    const chat = (id: number) => ({ id, type: "private", first_name: `P${id}` });
    await setup.record(
      message(1, { chat: chat(1), text: "a", date: dateSec }),
      message(2, { chat: chat(2), text: "b", date: dateSec + 20 }),
      message(3, { chat: chat(1), text: "c", date: dateSec + 10 }),
      message(4, { chat: { ...group }, text: "d", date: dateSec + 5 }),
    );
    const list = async (more: object) =>
      (await setup.archive.latestChats(more)).items.map(({ name, lastMessage }) =>
        `${name}: ${lastMessage?.message.text}`
      );
    assertEquals(await list({}), ["P2: b", "P1: c", "Garden: d"]);
    assertEquals(await list({ bots: [botId] }), ["P2: b", "P1: c", "Garden: d"]);
    assertEquals(await list({ bots: [botId, 9] }), ["P2: b", "P1: c", "Garden: d"]);
    assertEquals(await list({ bots: [9] }), []);
    assertEquals(await list({ bots: [] }), []);
    assertEquals(await list({ name: "garden" }), ["Garden: d"]);
    assertEquals(await list({ name: "%" }), []);
    assertEquals(await list({ types: ["private"] }), ["P2: b", "P1: c"]);
  });

  test("go on where a page ended", async () => {
    using setup = await openArchive();
    for (let id = 1; id <= 5; id++) {
      await setup.record(message(id, { chat: { id, type: "private", first_name: `P${id}` }, text: "x" }));
    }
    const seen: number[] = [];
    let cursor: string | undefined;
    do {
      const page = await setup.archive.latestChats({ limit: 2, cursor });
      seen.push(...page.items.map(({ chatId }) => chatId));
      cursor = page.next;
    } while (cursor !== undefined);
    assertEquals(seen, [5, 4, 3, 2, 1]);
  });
});
