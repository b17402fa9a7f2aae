import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { describe, test } from "node:test";
import { runArchiveMaintenance } from "../../src/archive/archive_maintenance.ts";
import { encodeUtf8 } from "../../src/base/bytes.ts";
import { silentLogger } from "../../src/base/logger.ts";
import { ManualClock } from "../support/manual_clock.ts";
import { type ArchiveSetup, botId, dateSec, message, openArchive } from "./archive_setup.ts";

const group = { id: -5, type: "supergroup", title: "Garden" };
const day = Math.floor(dateSec / 86_400);

async function messageIds({ archive }: ArchiveSetup, chatId: number): Promise<number[]> {
  return (await archive.messages({ botId, chatId })).items.map(({ messageId }) => messageId);
}

describe("Retention", () => {
  test("takes away what is too old, in small steps, from the index too", async () => {
    using setup = await openArchive();
    const old = Array.from(
      { length: 1200 },
      (_, index) => message(index + 1, { text: "old", date: dateSec - 86_400 * 9 }),
    );
    await setup.record(...old, message(2000, { text: "new" }));
    const clock = new ManualClock(dateSec * 1000);
    const stop = new AbortController();
    const keeping = runArchiveMaintenance({
      archive: setup.archive,
      retention: { maxAgeMs: 86_400_000, maxBytes: Infinity },
      clock,
      logger: silentLogger,
      signal: stop.signal,
    });
    await clock.advance(5000);
    stop.abort();
    await keeping;
    const [bot] = await setup.archive.bots();
    const { items } = await setup.archive.search({ text: "old" });
    assertEquals([bot?.records, items.length, await messageIds(setup, 7), clock.pending], [1, 0, [2000], 0]);
  });

  test("of a bot's own goes before that of the settings", async () => {
    using setup = await openArchive();
    await setup.record(message(1, { text: "old", date: dateSec - 86_400 * 9 }));
    await setup.archive.setRetention(botId, { maxAgeMs: 86_400_000 * 10, maxBytes: undefined });
    const clock = new ManualClock(dateSec * 1000);
    const stop = new AbortController();
    const keeping = runArchiveMaintenance({
      archive: setup.archive,
      retention: { maxAgeMs: 86_400_000, maxBytes: Infinity },
      clock,
      logger: silentLogger,
      signal: stop.signal,
    });
    await clock.advance(5000);
    assertEquals(await messageIds(setup, 7), [1]);
    await clock.advance(86_400_000 * 2);
    stop.abort();
    await keeping;
    assertEquals(await messageIds(setup, 7), []);
  });

  test("stays within a size limit, removing the oldest first", async () => {
    using setup = await openArchive();
    await setup.record(
      ...Array.from({ length: 100 }, (_, index) => message(index + 1, { text: "x".repeat(500) })),
    );
    const [before] = await setup.archive.bots();
    await setup.archive.prune(botId, 0, Math.floor(before!.bytes / 4));
    const [after] = await setup.archive.bots();
    const ids = await messageIds(setup, 7);
    assert(
      after!.bytes <= before!.bytes / 4 && after!.records >= 24 && ids[0] === 100,
      JSON.stringify([after, ids]),
    );
  });
});

describe("Taking a chat away", () => {
  test("removes everything of the bot, and nothing that another bot archived", async () => {
    using setup = await openArchive();
    await setup.record(message(1, { chat: group, text: "here" }), message(2, { text: "elsewhere" }));
    await setup.capture({
      botId: 2,
      method: "sendmessage",
      query: "",
      contentType: "",
      contentEncoding: "",
      sent: undefined,
      answer: encodeUtf8(
        JSON.stringify({ ok: true, result: message(9, { chat: group, text: "here" }).message }),
      ),
      answerEncoding: "",
      atMs: dateSec * 1000,
    });
    await setup.archive.removeChat(botId, group.id);
    const { items } = await setup.archive.search({ text: "here" });
    const statistics = await setup.archive.statistics({ botId, fromDay: day, toDay: day });
    assertEquals(
      [items.map((found) => found.botId), await setup.archive.chat(botId, group.id), statistics.contents],
      [[2], undefined, [{ name: "text", count: 1 }]],
    );
  });
});

describe("Forgetting a user", () => {
  test("removes every trace of the user, and nothing that others wrote", async () => {
    using setup = await openArchive();
    const gone = { id: 990_042, is_bot: false, first_name: "Mallory", username: "mallory_x" };
    const by = (id: number, changes: Readonly<Record<string, unknown>>) =>
      message(id, { chat: group, ...changes });
    await setup.record(
      message(1, {
        chat: { id: gone.id, type: "private", first_name: "Mallory" },
        from: gone,
        text: "private words",
      }),
      by(2, { from: gone, text: "public words" }),
      by(3, { text: "an answer", reply_to_message: by(2, { from: gone, text: "public words" }).message }),
      by(4, { text: "forwarded", forward_origin: { type: "user", sender_user: gone, date: 1 } }),
      by(5, { text: "hey Mallory", entities: [{ type: "text_mention", offset: 4, length: 7, user: gone }] }),
      by(6, { new_chat_members: [gone, { id: 43, is_bot: false, first_name: "Bo" }] }),
      {
        message_reaction: {
          chat: group,
          message_id: 3,
          user: gone,
          date: dateSec,
          old_reaction: [],
          new_reaction: [],
        },
      },
      {
        chat_member: {
          chat: group,
          from: gone,
          date: dateSec,
          new_chat_member: { status: "member", user: gone },
        },
      },
      { chat_join_request: { chat: group, from: gone, user_chat_id: gone.id, date: dateSec + 1 } },
      { callback_query: { id: "1", from: gone, data: "x", message: by(3, {}).message } },
    );
    const outcome = await setup.archive.forgetUser(botId, gone.id);
    const left: unknown[] = [];
    const { items: records } = await setup.archive.records({ botId });
    left.push(records, await setup.archive.users({ botId }), await setup.archive.chats({ botId }));
    left.push(await setup.archive.members({ botId, chatId: group.id }));
    left.push(await setup.archive.joinRequests({ botId, chatId: group.id }));
    left.push(await setup.archive.statistics({ botId, fromDay: day, toDay: day }));
    for (const text of ["mallory_x", "public", "private"]) {
      left.push((await setup.archive.search({ text })).items);
    }
    const text = JSON.stringify(left).replaceAll("hey Mallory", "");
    assertEquals(
      [
        text.includes("990042"),
        text.includes("Mallory"),
        text.includes("words"),
        await messageIds(setup, group.id),
      ],
      [false, false, false, [6, 5, 4, 3]],
    );
    assertEquals([outcome.removed, outcome.rewritten], [6, 4]);
  });

  test("removes the given messages with everything recorded about them", async () => {
    using setup = await openArchive();
    const edited = message(2, { chat: group, text: "told once more", edit_date: dateSec }).message;
    await setup.record(
      message(1, { chat: group, text: "kept" }),
      message(2, { chat: group, text: "told" }),
      { edited_message: edited },
    );
    const place = (messageId: number) => ({ chatId: group.id, messageId, connection: "" });
    assertEquals(await setup.archive.forgetMessages(botId, [place(2), place(3)]), 2);
    assertEquals(await messageIds(setup, group.id), [1]);
    assertEquals((await setup.archive.search({ text: "told" })).items, []);
    assertEquals((await setup.archive.records({ botId })).items.length, 1);
  });

  test("keeps the words of others found", async () => {
    using setup = await openArchive();
    const gone = { id: 990_042, is_bot: false, first_name: "Mallory" };
    const reply = message(1, { from: gone, text: "first" }).message;
    await setup.record(message(2, { chat: group, text: "answer", reply_to_message: reply }));
    await setup.archive.forgetUser(botId, gone.id);
    const { items } = await setup.archive.search({ text: "answer" });
    assertEquals(items.map(({ message }) => message.reply_to_message), [undefined]);
  });
});

describe("An export", () => {
  async function exported({ archive }: ArchiveSetup, format: "jsonl" | "html"): Promise<string> {
    let text = "";
    let next: string | undefined;
    do {
      const piece = await archive.exportChat({ botId, chatId: 7, format, cursor: next });
      text += piece.text;
      next = piece.next;
    } while (next !== undefined);
    return text;
  }

  test("as JSON Lines holds every message once, oldest first", async () => {
    using setup = await openArchive();
    await setup.record(...Array.from({ length: 1201 }, (_, index) => message(index + 1)));
    const lines = (await exported(setup, "jsonl")).trimEnd().split("\n").map((line) => JSON.parse(line));
    assertEquals(
      lines.map(({ message_id }) => message_id),
      Array.from({ length: 1201 }, (_, index) => index + 1),
    );
  });

  test("as HTML makes hostile content inert", async () => {
    using setup = await openArchive();
    const hostile = `"><script>alert(1)</script><img src=x onerror='alert(2)'>`;
    const chat = { id: 7, type: "private", first_name: hostile };
    await setup.record(
      message(1, { chat, text: hostile, from: { id: 9, is_bot: false, first_name: hostile } }),
    );
    const page = await exported(setup, "html");
    assert(!/<script|<img|onerror='/.test(page), page);
    assertStringIncludes(page, "default-src 'none'");
    assertEquals(page.split("&#60;script&#62;").length - 1, 4);
  });

  test("as HTML is one page, however many pieces it has", async () => {
    using setup = await openArchive();
    await setup.record(...Array.from({ length: 1100 }, (_, index) => message(index + 1)));
    const page = await exported(setup, "html");
    assertEquals([
      page.split("<article").length - 1,
      page.split("<html").length - 1,
      page.endsWith("</html>\n"),
    ], [
      1100,
      1,
      true,
    ]);
  });
});
