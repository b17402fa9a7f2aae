import { assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import { brotliCompressSync, gzipSync } from "node:zlib";
import type { CapturedCall } from "../../src/archive/read_call.ts";
import { encodeUtf8 } from "../../src/base/bytes.ts";
import { botId, dateSec, message, openArchive, seen } from "./archive_setup.ts";

function captured(...rest: Parameters<typeof seen>): CapturedCall {
  return { ...seen(...rest), atMs: dateSec * 1000 };
}

const bot = { id: botId, is_bot: true, first_name: "Bot" };
const own = (messageId: number, changes: Readonly<Record<string, unknown>>) =>
  message(messageId, { from: bot, ...changes }).message;
const place = (messageId: number) => ({ chatId: 7, messageId, connection: "" });

describe("A captured call", () => {
  test("archives the message that was sent, without wiping what is known of its chat", async () => {
    using setup = await openArchive();
    const group = { id: -5, type: "supergroup", title: "Garden" };
    await setup.record(message(1, { chat: { ...group, username: "garden", is_forum: true }, text: "a" }));
    await setup.capture(captured("sendMessage", own(2, { chat: group, text: "pong" })));
    const { items } = await setup.archive.messages({ botId, chatId: -5 });
    const chat = await setup.archive.chat(botId, -5);
    assertEquals([items.map(({ direction }) => direction), chat?.username, chat?.facts.is_forum], [
      ["out", "in"],
      "garden",
      true,
    ]);
  });

  test("archives each message of an album", async () => {
    using setup = await openArchive();
    const album = [1, 2, 3].map((id) => own(id, { photo: [], media_group_id: "77" }));
    await setup.capture(captured("sendMediaGroup", album));
    const { items } = await setup.archive.messages({ botId, chatId: 7 });
    assertEquals(items.map(({ albumId, content }) => [albumId, content]), Array(3).fill(["77", "photo"]));
  });

  test("archives an edit as another version", async () => {
    using setup = await openArchive();
    await setup.capture(
      captured("sendMessage", own(1, { text: "a" })),
      captured("editMessageText", own(1, { text: "b", edit_date: dateSec + 1 })),
    );
    const shown = await setup.archive.message(botId, place(1));
    assertEquals([shown?.message.text, (await setup.archive.history(botId, place(1))).length], ["b", 2]);
  });

  test("archives a method of the future by the shape of its result", async () => {
    using setup = await openArchive();
    await setup.capture(captured("sendTelepathy", own(1, { telepathy: { thought: "blue" } })));
    assertEquals((await setup.archive.message(botId, place(1)))?.content, "telepathy");
  });

  test("archives a copy with what its original holds and the caption it was given", async () => {
    using setup = await openArchive();
    await setup.record(
      message(1, { chat: { id: 8, type: "private" }, photo: [{ file_id: "p" }], caption: "old" }),
    );
    await setup.capture(
      captured("copyMessage", { message_id: 9 }, {
        chat_id: 7,
        from_chat_id: 8,
        message_id: 1,
        caption: "new",
      }),
    );
    const shown = await setup.archive.message(botId, place(9));
    assertEquals([shown?.content, shown?.message.photo, shown?.message.caption, shown?.direction], [
      "photo",
      [{ file_id: "p" }],
      "new",
      "out",
    ]);
  });

  test("archives copies of several messages in their order", async () => {
    using setup = await openArchive();
    await setup.record(message(1, { text: "one" }), message(2, { text: "two" }));
    await setup.capture(
      captured("copyMessages", [{ message_id: 8 }, { message_id: 9 }], {
        chat_id: 7,
        from_chat_id: 7,
        message_ids: [1, 2],
      }),
    );
    const texts = await Promise.all(
      [8, 9].map(async (id) => (await setup.archive.message(botId, place(id)))?.message.text),
    );
    assertEquals(texts, ["one", "two"]);
  });

  test("marks messages that were deleted", async () => {
    using setup = await openArchive();
    await setup.record(message(1), message(2), message(3));
    await setup.capture(
      captured("deleteMessage", true, { chat_id: "7", message_id: 1 }),
      captured("deleteMessages", true, { chat_id: 7, message_ids: [2] }),
      captured("deleteMessageReaction", true, { chat_id: 7, message_id: 3 }),
    );
    const { items } = await setup.archive.messages({ botId, chatId: 7 });
    assertEquals(items.map(({ deletedAtMs }) => deletedAtMs > 0), [false, true, true]);
  });

  test("keeps a deleted message deleted when another version of it comes", async () => {
    using setup = await openArchive();
    await setup.record(message(1));
    await setup.capture(captured("deleteMessage", true, { chat_id: 7, message_id: 1 }));
    await setup.record({
      edited_message: { ...message(1, { text: "late" }).message, edit_date: dateSec + 5 },
    });
    assertEquals((await setup.archive.message(botId, place(1)))?.deletedAtMs, dateSec * 1000);
  });

  test("is noted with the message it is about: pins, reactions", async () => {
    using setup = await openArchive();
    await setup.record(message(1));
    await setup.capture(
      captured("pinChatMessage", true, { chat_id: 7, message_id: 1 }),
      captured("setMessageReaction", true, {
        chat_id: 7,
        message_id: 1,
        reaction: [{ type: "emoji", emoji: "👍" }],
      }),
    );
    const history = await setup.archive.history(botId, place(1));
    assertEquals(history.map(({ kind }) => kind), ["message", "call", "call"]);
  });

  test("finds a chat by its username", async () => {
    using setup = await openArchive();
    const channel = { id: -9, type: "channel", title: "News", username: "The_News" };
    await setup.record({ channel_post: { ...message(1, { chat: channel, text: "a" }).message } });
    await setup.capture(captured("deleteMessage", true, { chat_id: "@the_news", message_id: 1 }));
    const { items } = await setup.archive.messages({ botId, chatId: -9 });
    assertEquals(items.map(({ deletedAtMs }) => deletedAtMs > 0), [true]);
  });

  test("tells facts of chats when a bot looks them up", async () => {
    using setup = await openArchive();
    const full = {
      id: -9,
      type: "supergroup",
      title: "News",
      photo: { big_file_id: "b" },
      description: "All of it",
    };
    await setup.capture(
      captured("getChat", full, { chat_id: -9 }),
      captured("getChatMemberCount", 1234, { chat_id: -9 }),
      captured("getChatAdministrators", [{
        status: "creator",
        user: { id: 5, is_bot: false, first_name: "E" },
      }], {
        chat_id: -9,
      }),
    );
    const chat = await setup.archive.chat(botId, -9);
    const { items } = await setup.archive.members({ botId, chatId: -9 });
    assertEquals([chat?.facts.description, chat?.facts.member_count, items.length], ["All of it", 1234, 1]);
  });

  test("is read whatever the form and the compression it came in", async () => {
    using setup = await openArchive();
    await setup.record(message(1), message(2), message(3), message(4));
    const form = new FormData();
    form.set("chat_id", "7");
    form.set("message_id", "2");
    const multipart = new Response(form);
    const base = captured("deleteMessage", true);
    await setup.capture(
      {
        ...base,
        contentType: "application/x-www-form-urlencoded",
        sent: encodeUtf8("chat_id=7&message_id=1"),
      },
      {
        ...base,
        contentType: multipart.headers.get("content-type")!,
        sent: new Uint8Array(await multipart.arrayBuffer()),
      },
      { ...base, sent: undefined, query: "chat_id=7&message_id=3" },
      {
        ...base,
        sent: new Uint8Array(gzipSync('{"chat_id":7,"message_id":4}')),
        contentEncoding: "gzip",
        answer: new Uint8Array(brotliCompressSync('{"ok":true,"result":true}')),
        answerEncoding: "br",
      },
    );
    const { items } = await setup.archive.messages({ botId, chatId: 7 });
    assertEquals(items.map(({ deletedAtMs }) => deletedAtMs > 0), [true, true, true, true]);
  });

  test("leaves no secret of its parameters behind", async () => {
    using setup = await openArchive();
    await setup.capture(
      captured("sendGift", true, { user_id: 5, provider_token: "hidden", secret: "hidden" }),
    );
    const { items: [record] } = await setup.archive.records({ botId });
    assertEquals(record?.content, { method: "sendgift", parameters: { user_id: "5" }, result: true });
  });

  test("records no token that a call returned", async () => {
    using setup = await openArchive();
    await setup.capture(captured("replaceManagedBotToken", "999:secret", { user_id: 999 }));
    const { items: [record] } = await setup.archive.records({ botId });
    assertEquals(record?.content, {
      method: "replacemanagedbottoken",
      parameters: { user_id: "999" },
      result: "***",
    });
  });

  test("that failed, or that nobody can read, is passed over", async () => {
    using setup = await openArchive();
    const failed = { ...captured("sendMessage", true), answer: encodeUtf8('{"ok":false,"error_code":400}') };
    const broken = { ...captured("sendMessage", true), answer: encodeUtf8('{"ok":tr') };
    const unknown = { ...captured("sendMessage", true), answerEncoding: "zstd" };
    await setup.capture(failed, broken, unknown);
    assertEquals(await setup.archive.bots(), []);
  });
});
