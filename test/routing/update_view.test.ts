import { assert, assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import { updateKinds } from "../../src/telegram/update_kinds.ts";
import { anna, annasChat, messageView, noonSec, viewOf } from "./updates.ts";

const group = { id: -100, type: "supergroup", title: "Staff", username: "staff" };
const botCommand = (length: number) => [{ type: "bot_command", offset: 0, length }];

describe("readUpdateView()", () => {
  test("reads a message", () => {
    const { chat, sender, text, messageId, atMs, kind } = messageView({ text: "hi" });
    assertEquals({ chat, sender, text, messageId, atMs, kind }, {
      chat: { id: 7, type: "private", title: "Anna Ash", username: "anna" },
      sender: {
        id: 7,
        isUser: true,
        isBot: false,
        name: "Anna Ash",
        username: "anna",
        language: "pt-br",
        isPremium: true,
      },
      text: "hi",
      messageId: 11,
      atMs: noonSec * 1000,
      kind: "message",
    });
  });

  test("reads the caption as the text of media", () => {
    const entities = [{ type: "bold", offset: 0, length: 2 }];
    const view = messageView({ photo: [], caption: "my cat", caption_entities: entities });
    assertEquals([view.text, view.media, view.entities], ["my cat", "photo", entities]);
  });

  test("reads the text of a rich message", () => {
    const view = messageView({
      rich_message: { blocks: [{ type: "paragraph", text: ["my ", { type: "bold", text: "cat" }] }] },
    });
    assertEquals([view.text, view.entities], ["my cat", []]);
  });

  test("names the media that a message holds by its most exact description", () => {
    assertEquals(messageView({ animation: {}, document: {} }).media, "animation");
    assertEquals(messageView({ venue: {}, location: {} }).media, "venue");
  });

  test("sees no media in text and in service messages", () => {
    assertEquals([messageView({ text: "a" }).media, messageView({ new_chat_title: "b" }).media], ["", ""]);
  });

  const commands: readonly (readonly [title: string, fields: Record<string, unknown>, command: string])[] = [
    ["without a bot's name", { text: "/Start now", entities: botCommand(6) }, "start"],
    ["for this bot", { text: "/start@desk_bot", entities: botCommand(15) }, "start"],
    ["for another bot", { text: "/start@other_bot", entities: botCommand(16) }, ""],
    ["in a caption", { photo: [], caption: "/start", caption_entities: botCommand(6) }, "start"],
    ["that Telegram takes for none", { text: "/start" }, ""],
    ["further on", { text: "go /start", entities: [{ type: "bot_command", offset: 3, length: 6 }] }, ""],
  ];
  for (const [title, fields, command] of commands) {
    test(`reads a command ${title}`, () => assertEquals(messageView(fields).command, command));
  }

  test("reads the chat in whose name somebody writes as the sender", () => {
    const anonymous = { id: 1087968824, is_bot: true, first_name: "Group", username: "GroupAnonymousBot" };
    const { sender, userId } = messageView({ chat: group, from: anonymous, sender_chat: group });
    assertEquals([sender?.name, sender?.isUser, sender?.isBot, userId], [
      "Staff",
      false,
      false,
      anonymous.id,
    ]);
  });

  test("reads a channel as the sender of its posts", () => {
    const channel = { id: -200, type: "channel", title: "News" };
    const { sender } = messageView({ chat: channel, from: undefined, text: "a" }, "channel_post");
    assertEquals([sender?.id, sender?.name, sender?.isUser], [-200, "News", false]);
  });

  test("reads a topic", () => {
    assertEquals(messageView({ chat: group, is_topic_message: true, message_thread_id: 4 }).topicId, 4);
  });

  test("takes the message under a button for the one a press is about, and the one who pressed for the sender", () => {
    const message = { message_id: 3, date: 1, chat: group, from: { id: 500, is_bot: true }, text: "Choose" };
    const { sender, chat, messageId, text } = viewOf({
      update_id: 1,
      callback_query: { from: anna, message },
    });
    assertEquals([sender?.id, chat?.id, messageId, text], [7, -100, 3, ""]);
  });

  test("reads who reacted, as a user or as a chat", () => {
    const reaction = { chat: group, message_id: 9, date: noonSec, new_reaction: [] };
    const byUser = viewOf({ update_id: 1, message_reaction: { ...reaction, user: anna } });
    const byChat = viewOf({ update_id: 1, message_reaction: { ...reaction, actor_chat: group } });
    assertEquals([byUser.sender?.id, byChat.sender?.id, byUser.messageId], [7, -100, 9]);
  });

  test("reads who boosted", () => {
    const source = { source: "premium", user: anna };
    const view = viewOf({ update_id: 1, chat_boost: { chat: group, boost: { source } } });
    assertEquals([view.sender?.id, view.chat?.id], [7, -100]);
  });

  test("uses the time of receipt for an update without a date", () => {
    assertEquals(viewOf({ update_id: 1, poll: { id: "1" } }).atMs, 5_000);
  });

  test("uses the time of receipt for an invalid date", () => {
    assertEquals([-5, 1e15, "1", null].map((date) => messageView({ date }).atMs), [
      5_000,
      5_000,
      5_000,
      5_000,
    ]);
  });

  test("uses the time of the edit for an edited message", () => {
    assertEquals(messageView({ edit_date: noonSec + 60 }, "edited_message").atMs, (noonSec + 60) * 1000);
  });

  test("reads a message of an unknown kind", () => {
    const view = messageView({ text: "hi" }, "silent_message");
    assertEquals([view.text, view.sender?.id, view.kind], ["hi", 7, "silent_message"]);
  });

  test("is not stopped by content of any shape", () => {
    const shapes: unknown[] = [1, "text", [], {}, { chat: 1, from: [] }, { text: 5, entities: "x" }, {
      message: null,
      chat: annasChat,
      sender_chat: {},
    }];
    for (const kind of [...updateKinds, "kind_of_the_future"]) {
      for (const shape of shapes) assertEquals(viewOf({ update_id: 1, [kind]: shape }).kind, kind);
    }
    assert(viewOf({ update_id: 1 }).kind === "unknown");
    assert(viewOf({ update_id: 1, message: null }).kind === "unknown");
  });
});
