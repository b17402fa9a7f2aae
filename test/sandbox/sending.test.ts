import { describe, test } from "node:test";
import { assert, assertEquals } from "@std/assert";
import { call, createScene, refusal, result, takeUpdates } from "./calling.ts";

/** The smallest GIF: one pixel. */
const pixel = Uint8Array.from(
  atob("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"),
  (c) => c.charCodeAt(0),
);

describe("sending in the sandbox", () => {
  test("sends the bot's messages into the chat and never back to the bot", async () => {
    const { sandbox, bot, group } = createScene();
    const message = await result(sandbox, bot, "sendMessage", { chat_id: group, text: " hello /help " });
    assertEquals(message.text, "hello /help");
    assertEquals(message.entities, [{ type: "bot_command", offset: 6, length: 5 }]);
    assertEquals([message.from.id, message.from.is_bot, message.chat.type], [bot.id, true, "supergroup"]);
    assertEquals(await takeUpdates(sandbox, bot), []);
    assertEquals(sandbox.history({ chat: group }).map(({ text }) => text), ["hello /help"]);
  });

  test("refuses empty and overlong texts, unknown chats and people who block the bot, in Telegram's words", async () => {
    const { sandbox, bot, user, group } = createScene();
    const send = (parameters: object) => refusal(sandbox, bot, "sendMessage", parameters);
    assertEquals(await send({ text: "x" }), "Bad Request: chat_id is empty");
    assertEquals(await send({ chat_id: 12345, text: "x" }), "Bad Request: chat not found");
    assertEquals(await send({ chat_id: group }), "Bad Request: message text is empty");
    assertEquals(await send({ chat_id: group, text: "  " }), "Bad Request: message text is empty");
    assertEquals(await send({ chat_id: group, text: "x".repeat(4097) }), "Bad Request: message is too long");
    assertEquals(
      await send({ chat_id: user, text: "x" }),
      "Forbidden: bot can't initiate conversation with a user",
    );
    sandbox.setBlocked({ user, bot: bot.id, isBlocked: true });
    assertEquals(await send({ chat_id: user, text: "x" }), "Forbidden: bot was blocked by the user");
    sandbox.leave({ chat: group, user: bot.id, by: user });
    assertEquals(
      await send({ chat_id: group, text: "x" }),
      "Forbidden: bot is not a member of the supergroup chat",
    );
    sandbox.rank({ chat: group, user: bot.id, by: user, status: "kicked" });
    assertEquals(
      await send({ chat_id: group, text: "x" }),
      "Forbidden: bot was kicked from the supergroup chat",
    );
  });

  test("answers an upgraded group with the id of its supergroup", async () => {
    const { sandbox, bot, user } = createScene();
    const basic = sandbox.addGroup({ title: "Old", members: [user], bots: [bot.id], isBasic: true }).id;
    const upgraded = sandbox.upgradeGroup({ chat: basic }).id;
    const answer = await call(sandbox, bot, "sendMessage", { chat_id: basic, text: "x" });
    assertEquals(answer.parameters, { migrate_to_chat_id: upgraded });
    assert((await call(sandbox, bot, "sendMessage", { chat_id: upgraded, text: "x" })).ok);
  });

  test("replies, and refuses a reply to a missing message unless allow_sending_without_reply is set", async () => {
    const { sandbox, bot, user, group } = createScene();
    const asked = sandbox.speak({ from: user, chat: group, text: "who?" });
    const reply = await result(sandbox, bot, "sendMessage", {
      chat_id: group,
      text: "me",
      reply_parameters: { message_id: asked.message_id },
    });
    assertEquals(reply.reply_to_message.text, "who?");
    const lost = { chat_id: group, text: "me", reply_parameters: { message_id: 999 } };
    assertEquals(
      await refusal(sandbox, bot, "sendMessage", lost),
      "Bad Request: message to be replied not found",
    );
    const tolerant = { ...lost, reply_parameters: { message_id: 999, allow_sending_without_reply: true } };
    assertEquals((await result(sandbox, bot, "sendMessage", tolerant)).reply_to_message, undefined);
  });

  test("stores uploads with their size, and serves them whole and in ranges", async () => {
    const { sandbox, bot, group } = createScene();
    const form = new FormData();
    form.set("chat_id", String(group));
    form.set("photo", "attach://picture");
    form.set("caption", "<b>tiny</b>");
    form.set("parse_mode", "HTML");
    form.set("picture", new File([pixel], "pixel.gif", { type: "image/gif" }));
    const sent = await (await sandbox.fetch(
      new Request(`http://sandbox/bot${bot.token}/sendPhoto`, { method: "POST", body: form }),
    )).json();
    const [size] = sent.result.photo;
    assertEquals([size.width, size.height, size.file_size], [1, 1, pixel.length]);
    assertEquals(sent.result.caption_entities, [{ type: "bold", offset: 0, length: 4 }]);
    const file = await result(sandbox, bot, "getFile", { file_id: size.file_id });
    assertEquals([file.file_unique_id, file.file_size], [size.file_unique_id, pixel.length]);
    const download = (headers: Record<string, string> = {}) =>
      sandbox.fetch(new Request(`http://sandbox/file/bot${bot.token}/${file.file_path}`, { headers }));
    assertEquals(new Uint8Array(await (await download()).arrayBuffer()), pixel);
    const part = await download({ range: "bytes=2-5" });
    assertEquals([part.status, part.headers.get("content-range")], [206, `bytes 2-5/${pixel.length}`]);
    assertEquals(new Uint8Array(await part.arrayBuffer()), pixel.slice(2, 6));
    assertEquals((await download({ range: "bytes=900-" })).status, 416);
  });

  test("gives every bot its own file IDs and refuses those of another", async () => {
    const { sandbox, bot, user, group } = createScene();
    const other = sandbox.addBot({ username: "other_bot", name: "Other" });
    sandbox.join({ chat: group, user: other.id });
    await takeUpdates(sandbox, bot);
    await takeUpdates(sandbox, other);
    sandbox.speak({ from: user, chat: group, file: { type: "document", bytes: new Uint8Array([1, 2, 3]) } });
    const [[mine], [theirs]] = [await takeUpdates(sandbox, bot), await takeUpdates(sandbox, other)];
    const id = mine.message.document.file_id;
    assert(id !== theirs.message.document.file_id);
    assertEquals(mine.message.document.file_unique_id, theirs.message.document.file_unique_id);
    assert((await call(sandbox, bot, "sendDocument", { chat_id: group, document: id })).ok);
    assertEquals(
      await refusal(sandbox, other, "sendDocument", { chat_id: group, document: id }),
      "Bad Request: wrong file identifier/HTTP URL specified",
    );
    assertEquals(
      await refusal(sandbox, bot, "sendPhoto", { chat_id: group, photo: id }),
      "Bad Request: can't use file of type Document as Photo",
    );
  });

  test("sends an album under one id", async () => {
    const { sandbox, bot, group } = createScene();
    const form = new FormData();
    form.set("chat_id", String(group));
    form.set(
      "media",
      JSON.stringify([{ type: "photo", media: "attach://a", caption: "one" }, {
        type: "video",
        media: "attach://b",
      }]),
    );
    form.set("a", new File([pixel], "a.gif"));
    form.set("b", new File([pixel], "b.mp4"));
    const { result: messages } = await (await sandbox.fetch(
      new Request(`http://sandbox/bot${bot.token}/sendMediaGroup`, { method: "POST", body: form }),
    )).json();
    assertEquals(messages.length, 2);
    assertEquals(messages[0].media_group_id, messages[1].media_group_id);
    assertEquals([messages[0].caption, messages[1].video.file_name], ["one", "b.mp4"]);
  });

  test("sends places, contacts, dice, polls and invoices with the fields their types require", async () => {
    const { sandbox, bot, group } = createScene();
    const send = (method: string, parameters: object) =>
      result(sandbox, bot, method, { chat_id: group, ...parameters });
    assertEquals((await send("sendLocation", { latitude: 1.5, longitude: 2 })).location, {
      latitude: 1.5,
      longitude: 2,
    });
    const venue = await send("sendVenue", { latitude: 1, longitude: 2, title: "Café", address: "Here" });
    assertEquals(venue.venue.title, "Café");
    assertEquals(
      (await send("sendContact", { phone_number: "+1", first_name: "Bo" })).contact.first_name,
      "Bo",
    );
    const { dice } = await send("sendDice", { emoji: "🎯" });
    assert(dice.emoji === "🎯" && dice.value >= 1 && dice.value <= 6);
    const { poll } = await send("sendPoll", { question: "Tea?", options: [{ text: "yes" }, "no"] });
    assertEquals(
      poll.options.map(({ text, voter_count }: { text: string; voter_count: number }) => [text, voter_count]),
      [
        ["yes", 0],
        ["no", 0],
      ],
    );
    const prices = [{ label: "one", amount: 100 }, { label: "two", amount: 50 }];
    const invoice = await send("sendInvoice", {
      title: "T",
      description: "D",
      payload: "p",
      currency: "XTR",
      prices,
    });
    assertEquals(invoice.invoice, {
      title: "T",
      description: "D",
      start_parameter: "",
      currency: "XTR",
      total_amount: 150,
    });
  });

  test("answers 429 with retry_after above the documented limits when they are enabled", async () => {
    const { sandbox, bot, user, group, clock } = createScene({ floodLimits: true });
    sandbox.speak({ from: user, bot: bot.id, text: "/start" });
    assert((await call(sandbox, bot, "sendMessage", { chat_id: user, text: "1" })).ok);
    const answer = await call(sandbox, bot, "sendMessage", { chat_id: user, text: "2" });
    assertEquals([answer.error_code, answer.description, answer.parameters.retry_after], [
      429,
      "Too Many Requests: retry after 1",
      1,
    ]);
    await clock.advance(1_000);
    assert((await call(sandbox, bot, "sendMessage", { chat_id: user, text: "2" })).ok);
    for (let count = 0; count < 20; count++) {
      assert((await call(sandbox, bot, "sendMessage", { chat_id: group, text: String(count) })).ok);
    }
    const groupAnswer = await call(sandbox, bot, "sendMessage", { chat_id: group, text: "20" });
    assertEquals(groupAnswer.parameters.retry_after, 60);
  });

  test("accepts an album as a whole under limits, and counts its items", async () => {
    const { sandbox, bot, user } = createScene({ floodLimits: true });
    sandbox.speak({ from: user, bot: bot.id, text: "/start" });
    const form = new FormData();
    form.set("chat_id", String(user));
    const items = ["a", "b"].map((name) => ({ type: "photo", media: `attach://${name}` }));
    form.set("media", JSON.stringify(items));
    for (const name of ["a", "b"]) form.set(name, new File([pixel], `${name}.gif`));
    const { ok } = await (await sandbox.fetch(
      new Request(`http://sandbox/bot${bot.token}/sendMediaGroup`, { method: "POST", body: form }),
    )).json();
    assertEquals(ok, true);
    assertEquals((await call(sandbox, bot, "sendMessage", { chat_id: user, text: "2" })).error_code, 429);
  });
});
