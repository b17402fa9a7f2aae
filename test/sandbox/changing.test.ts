import { describe, test } from "node:test";
import { assertEquals, assertMatch } from "@std/assert";
import { createScene, refusal, result, takeUpdates } from "./calling.ts";

describe("changing messages in the sandbox", () => {
  test("edits text, and refuses an edit that changes nothing", async () => {
    const { sandbox, bot, group } = createScene();
    const keyboard = { inline_keyboard: [[{ text: "go", callback_data: "go" }]] };
    const sent = await result(sandbox, bot, "sendMessage", {
      chat_id: group,
      text: "one",
      reply_markup: keyboard,
    });
    const target = { chat_id: group, message_id: sent.message_id };
    const same = {
      ...target,
      text: "one",
      reply_markup: { inline_keyboard: [[{ callback_data: "go", text: "go" }]] },
    };
    assertMatch(
      await refusal(sandbox, bot, "editMessageText", same),
      /^Bad Request: message is not modified: /,
    );
    const edited = await result(sandbox, bot, "editMessageText", { ...target, text: "two" });
    assertEquals([edited.text, edited.reply_markup, typeof edited.edit_date], ["two", undefined, "number"]);
    const marked = await result(sandbox, bot, "editMessageReplyMarkup", {
      ...target,
      reply_markup: keyboard,
    });
    assertEquals(marked.reply_markup, keyboard);
    assertEquals(
      await refusal(sandbox, bot, "editMessageCaption", { ...target, caption: "x" }),
      "Bad Request: there is no caption in the message to edit",
    );
    assertEquals(
      await refusal(sandbox, bot, "editMessageText", { ...target, message_id: 999, text: "x" }),
      "Bad Request: message to edit not found",
    );
  });

  test("refuses to edit other people's messages", async () => {
    const { sandbox, bot, user, group } = createScene();
    const { message_id } = sandbox.speak({ from: user, chat: group, text: "mine" });
    assertEquals(
      await refusal(sandbox, bot, "editMessageText", { chat_id: group, message_id, text: "yours" }),
      "Bad Request: message can't be edited",
    );
  });

  test("forwards with the origin, copies without it, and copies an album as one", async () => {
    const { sandbox, bot, user, group } = createScene();
    sandbox.speak({ from: user, bot: bot.id, text: "/start" });
    const { message_id } = sandbox.speak({ from: user, chat: group, text: "news" });
    const move = { chat_id: user, from_chat_id: group, message_id };
    const forwarded = await result(sandbox, bot, "forwardMessage", move);
    assertEquals([forwarded.text, forwarded.forward_origin.sender_user.id], ["news", user]);
    const copied = await result(sandbox, bot, "copyMessage", move);
    assertEquals(Object.keys(copied), ["message_id"]);
    const file = { type: "photo" as const, bytes: new Uint8Array([1]) };
    const album = [1, 2].map(() =>
      sandbox.speak({ from: user, chat: group, file, mediaGroupId: "7" }).message_id
    );
    const copies = await result(sandbox, bot, "copyMessages", { ...move, message_ids: album });
    const kept = sandbox.history({ bot: bot.id, user }).filter(({ media_group_id }) =>
      media_group_id !== undefined
    );
    assertEquals(
      kept.map((message) => message.message_id),
      copies.map((copy: { message_id: number }) => copy.message_id),
    );
    assertEquals(new Set(kept.map(({ media_group_id }) => media_group_id)).size, 1);
    assertEquals(
      await refusal(sandbox, bot, "copyMessage", { ...move, message_id: 999 }),
      "Bad Request: message to copy not found",
    );
  });

  test("deletes own messages, and those of others with the right to", async () => {
    const { sandbox, bot, user, group } = createScene();
    const plain = sandbox.addGroup({ title: "Plain", members: [user], bots: [bot.id] }).id;
    const said = sandbox.speak({ from: user, chat: group, text: "x" }).message_id;
    const elsewhere = sandbox.speak({ from: user, chat: plain, text: "x" }).message_id;
    assertEquals(await result(sandbox, bot, "deleteMessage", { chat_id: group, message_id: said }), true);
    assertEquals(
      await refusal(sandbox, bot, "deleteMessage", { chat_id: group, message_id: said }),
      "Bad Request: message to delete not found",
    );
    assertEquals(
      await refusal(sandbox, bot, "deleteMessage", { chat_id: plain, message_id: elsewhere }),
      "Bad Request: message can't be deleted",
    );
  });

  test("counts votes, tells the bot of them, and closes a poll", async () => {
    const { sandbox, bot, user, group } = createScene();
    const parameters = { chat_id: group, question: "Tea?", options: ["yes", "no"], is_anonymous: false };
    const { message_id, poll } = await result(sandbox, bot, "sendPoll", parameters);
    sandbox.vote({ from: user, chat: group, messageId: message_id, options: [1] });
    const updates = await takeUpdates(sandbox, bot);
    assertEquals(updates[0].poll.options[1].voter_count, 1);
    assertEquals(updates[1].poll_answer, {
      poll_id: poll.id,
      user: { id: user, is_bot: false, first_name: "Ada", username: "ada_example" },
      option_ids: [1],
      option_persistent_ids: ["1"],
    });
    const closed = await result(sandbox, bot, "stopPoll", { chat_id: group, message_id });
    assertEquals([closed.is_closed, closed.total_voter_count], [true, 1]);
  });

  test("closes a poll when its time is over", async () => {
    const { sandbox, bot, group, clock } = createScene();
    await result(sandbox, bot, "sendPoll", {
      chat_id: group,
      question: "Tea?",
      options: ["yes"],
      open_period: 60,
    });
    await clock.advance(60_000);
    const [{ poll }] = await takeUpdates(sandbox, bot);
    assertEquals([poll.is_closed, poll.open_period], [true, 60]);
    assertEquals(clock.pending, 0);
  });

  test("keeps a limited number of messages per chat", async () => {
    const { sandbox, bot, user } = createScene({ limits: { messagesPerChat: 3 } });
    for (const text of ["1", "2", "3", "4"]) sandbox.speak({ from: user, bot: bot.id, text });
    assertEquals(sandbox.history({ bot: bot.id, user }).map(({ text }) => text), ["2", "3", "4"]);
    await sandbox.close();
  });
});
