import { assert, assertEquals, assertMatch } from "@std/assert";
import { describe, test } from "node:test";
import { testApiKey } from "../../support/api_client.ts";
import { openActions } from "../../support/bot_actions.ts";

describe("sending through the management API", () => {
  test("a text arrives with formatting, buttons and as a reply", async () => {
    await using actions = await openActions();
    const first = await actions.send("a question");
    const { messages } = await actions.manager.done("POST", `${actions.group}/messages`, {
      text: "<b>an</b> answer",
      parse_mode: "HTML",
      buttons: [[{ text: "More", callback_data: "more" }]],
      reply_to: { message: first },
      silent: true,
    });
    assertEquals(messages.length, 1);
    const seen = actions.history().at(-1);
    assertEquals(
      [seen.text, seen.entities, seen.reply_to_message.message_id, seen.reply_markup.inline_keyboard],
      ["an answer", [{ type: "bold", offset: 0, length: 2 }], first, [[{
        text: "More",
        callback_data: "more",
      }]]],
    );
  });

  test("a text with special characters arrives unchanged", async () => {
    await using actions = await openActions();
    await actions.send("1 < 2 & *3*");
    assertEquals(actions.history().at(-1).text, "1 < 2 & *3*");
  });

  test("entities are kept where no parse_mode is given", async () => {
    await using actions = await openActions();
    const entities = [{ type: "text_link", offset: 0, length: 4, url: "https://example.org/" }];
    await actions.manager.done("POST", `${actions.group}/messages`, { text: "look", entities });
    assertEquals(actions.history().at(-1).entities, entities);
  });

  test("a text into a topic arrives there", async () => {
    await using actions = await openActions();
    const { sandbox, bot, user } = actions.setup.upstream;
    const forum = sandbox.addGroup({
      title: "Forum",
      topics: ["Talk"],
      members: [user],
      bots: [bot.id],
      administrators: [bot.id],
    }).id;
    const topic = sandbox.addTopic({ chat: forum, name: "Tools" });
    await actions.manager.done("POST", `${actions.chat(forum)}/messages`, { text: "hi", topic });
    assertEquals(sandbox.history({ chat: forum }).at(-1)?.message_thread_id, topic);
  });

  test("each kind of media arrives as an upload, and again by its file id", async () => {
    await using actions = await openActions();
    const kinds = ["photo", "video", "document", "audio", "voice", "animation", "video_note", "sticker"];
    for (const type of kinds) {
      const form = new FormData();
      form.append("message", JSON.stringify({ media: { type, file: "attach://f" } }));
      form.append("f", new File([new Uint8Array(100_000).fill(7)], "f.bin"));
      const { messages: [sent] } = await actions.manager.done("POST", `${actions.group}/messages`, form);
      assert(sent[type] !== undefined, type);
      const file = (Array.isArray(sent[type]) ? sent[type].at(-1) : sent[type]).file_id;
      await actions.manager.done("POST", `${actions.group}/messages`, { media: { type, file } });
      assert(actions.history().at(-1)[type] !== undefined, `${type} by its file id`);
    }
  });

  test("an album arrives as one, with new uploads and earlier files", async () => {
    await using actions = await openActions();
    const form = new FormData();
    const album = ["a", "b"].map((name) => ({ type: "photo", file: `attach://${name}`, caption: name }));
    form.append("message", JSON.stringify({ album }));
    form.append("a", new File(["one"], "a.jpg"));
    form.append("b", new File(["two"], "b.jpg"));
    const { messages } = await actions.manager.done("POST", `${actions.group}/messages`, form);
    assertEquals(messages.map(({ caption }: { caption: string }) => caption), ["a", "b"]);
    assertEquals(new Set(messages.map((sent: { media_group_id: string }) => sent.media_group_id)).size, 1);
  });

  const wrong: [what: string, input: unknown, pointer: string, status?: number][] = [
    ["nothing", {}, "#"],
    ["two things", { text: "a", media: { type: "photo", file: "AgAC" } }, "#"],
    [
      "a file of the server's own machine",
      { media: { type: "document", file: "file:///etc/passwd" } },
      "#/media/file",
      400,
    ],
    ["a file that did not come along", { media: { type: "photo", file: "attach://f" } }, "#"],
    [
      "parse_mode without text",
      { media: { type: "photo", file: "AgAC" }, parse_mode: "HTML" },
      "#/parse_mode",
    ],
    ["an album of stickers", { album: Array(2).fill({ type: "sticker", file: "CAAC" }) }, "#/album"],
    ["what it does not know", { text: "a", chat_id: 5 }, "#/chat_id", 400],
  ];
  for (const [what, input, pointer, status = 409] of wrong) {
    test(`is refused with a pointer to the error: ${what}`, async () => {
      await using actions = await openActions();
      const answer = await actions.manager.post(`${actions.group}/messages`, input);
      assertEquals([answer.status, answer.body.errors[0].pointer], [status, pointer]);
      assertEquals(actions.history().length, 0);
    });
  }

  test("cannot smuggle parameters in through an upload", async () => {
    await using actions = await openActions();
    const message = JSON.stringify({ media: { type: "photo", file: "attach://f" } });
    const plain = new FormData();
    plain.append("message", message);
    plain.append("f", new File(["x"], "f.jpg"));
    plain.append("protect_content", "true");
    const answer = await actions.manager.post(`${actions.group}/messages`, plain);
    assertEquals([answer.status, actions.history().length], [409, 0]);
    const caption = '\r\n--b\r\nContent-Disposition: form-data; name="protect_content"\r\n\r\ntrue';
    const injected = JSON.stringify({ media: { type: "photo", file: "attach://f", caption } });
    const body = `--b\r\nContent-Disposition: form-data; name="message"\r\n\r\n${injected}\r\n` +
      '--b\r\nContent-Disposition: form-data; name="f"; filename="f.jpg"\r\n\r\nx\r\n--b--\r\n';
    const response = await fetch(`${actions.setup.served.url}/api/v1${actions.group}/messages`, {
      method: "POST",
      headers: {
        authorization: `Bearer ${testApiKey}`,
        "content-type": "multipart/form-data; boundary=b",
      },
      body,
    });
    await response.body?.cancel();
    assertEquals([response.status, actions.history().length], [400, 0]);
  });
});

describe("messages of a bot", () => {
  test("are edited: text, caption and buttons", async () => {
    await using actions = await openActions();
    const id = await actions.send("before");
    const one = `${actions.group}/messages/${id}`;
    const buttons = [[{ text: "Site", url: "https://example.org/" }]];
    assertEquals((await actions.manager.done("PATCH", one, { text: "after" })).text, "after");
    await actions.manager.done("PATCH", one, { buttons });
    assertEquals(actions.history().at(-1).reply_markup.inline_keyboard, buttons);
    await actions.manager.done("PATCH", one, { buttons: [] });
    assertEquals(actions.history().at(-1).reply_markup, undefined);
    const form = new FormData();
    form.append("message", JSON.stringify({ media: { type: "photo", file: "attach://f", caption: "old" } }));
    form.append("f", new File(["x"], "f.jpg"));
    const { messages: [photo] } = await actions.manager.done("POST", `${actions.group}/messages`, form);
    const changed = await actions.manager.done("PATCH", `${actions.group}/messages/${photo.message_id}`, {
      caption: "new",
    });
    assertEquals(changed.caption, "new");
  });

  test("are deleted, one and several", async () => {
    await using actions = await openActions();
    const [a = 0, b = 0, c = 0] = [await actions.send("a"), await actions.send("b"), await actions.send("c")];
    await actions.manager.done("DELETE", `${actions.group}/messages/${a}`);
    await actions.manager.done("POST", `${actions.group}/messages/delete`, { messages: [b, c] });
    assertEquals(actions.history().filter(({ text }) => text !== undefined), []);
  });

  test("are pinned and unpinned", async () => {
    await using actions = await openActions();
    const id = await actions.send("rules");
    const pinned = async () =>
      (await actions.manager.done("POST", `${actions.group}/refresh`)).chat.pinned_message?.message_id;
    await actions.manager.done("PUT", `${actions.group}/messages/${id}/pin`, { silent: true });
    assertEquals(await pinned(), id);
    await actions.manager.done("DELETE", `${actions.group}/messages/${id}/pin`);
    assertEquals(await pinned(), undefined);
    await actions.manager.done("PUT", `${actions.group}/messages/${id}/pin`);
    await actions.manager.done("DELETE", `${actions.group}/pins`);
    assertEquals(await pinned(), undefined);
  });

  test("get reactions, which can be removed", async () => {
    await using actions = await openActions();
    const { manager, group } = actions;
    const id = await actions.send("good news");
    const reaction = `${group}/messages/${id}/reaction`;
    assertEquals((await manager.call("PUT", reaction, { emoji: "👍" })).status, 204);
    assertEquals((await manager.delete(reaction)).status, 204);
    const absent = await manager.call("PUT", `${group}/messages/9999/reaction`, { emoji: "👍" });
    assertMatch(absent.body.detail, /There is no such message/);
  });

  test("are announced by a chat action", async () => {
    await using actions = await openActions();
    const answer = await actions.manager.post(`${actions.group}/activity`, { action: "typing" });
    assertEquals(answer.status, 204);
  });
});

describe("a refusal by Telegram", () => {
  test("is passed on in its own words, with an explanation", async () => {
    await using actions = await openActions();
    const { manager } = actions;
    const unknownChat = await manager.post(`${actions.chat(-1009)}/messages`, { text: "x" });
    assertEquals(unknownChat.status, 409);
    assertEquals(unknownChat.body.telegram, {
      error_code: 400,
      description: "Bad Request: chat not found",
    });
    assertEquals(unknownChat.body.code, "telegram_chat_unknown");
    assertMatch(unknownChat.body.detail, /^Bad Request: chat not found\. The bot does not know this chat/);
    const { sandbox, bot, user } = actions.setup.upstream;
    actions.setup.upstream.sandbox.speak({ from: user, bot: bot.id, text: "/start" });
    sandbox.setBlocked({ user, bot: bot.id, isBlocked: true });
    const blocked = await manager.post(`${actions.chat(user)}/messages`, { text: "x" });
    assertEquals([blocked.status, blocked.body.telegram.error_code], [409, 403]);
    assertEquals(blocked.body.code, "telegram_bot_blocked");
    const same = await actions.send("same");
    const unchanged = await manager.patch(`${actions.group}/messages/${same}`, { text: "same" });
    assertEquals(unchanged.body.code, "telegram_not_modified");
  });

  test("for sending too fast says how long to wait", async () => {
    await using actions = await openActions();
    const { sandbox, bot } = actions.setup.upstream;
    sandbox.faults.add({ botId: bot.id, method: "sendMessage", retryAfterSec: 7 });
    const answer = await actions.manager.post(`${actions.group}/messages`, { text: "x" });
    assertEquals([answer.status, answer.headers.get("retry-after"), answer.body.telegram.retry_after], [
      429,
      "7",
      7,
    ]);
  });

  test("names the supergroup that a group became", async () => {
    await using actions = await openActions();
    const { sandbox, bot, user } = actions.setup.upstream;
    const old = sandbox.addGroup({ title: "Old", isBasic: true, members: [user], bots: [bot.id] }).id;
    const { id } = sandbox.upgradeGroup({ chat: old });
    const answer = await actions.manager.post(`${actions.chat(old)}/messages`, { text: "x" });
    assertEquals([answer.status, answer.body.telegram.migrate_to_chat_id], [409, id]);
  });

  test("is not mistaken for BotMux's own: a revoked bot token is not the caller's credential", async () => {
    await using actions = await openActions();
    const { sandbox, bot } = actions.setup.upstream;
    sandbox.faults.revoke(bot.id);
    const answer = await actions.manager.post(`${actions.group}/messages`, { text: "x" });
    assertEquals([answer.status, answer.body.telegram.error_code], [409, 401]);
  });

  test("is distinguished from a lost response", async () => {
    await using actions = await openActions();
    const { sandbox, bot } = actions.setup.upstream;
    sandbox.faults.add({ botId: bot.id, method: "sendMessage", drop: "after" });
    const answer = await actions.manager.post(`${actions.group}/messages`, { text: "x" });
    assertEquals(answer.status, 502);
    assertEquals(answer.body.code, "telegram_answer_lost");
    assertMatch(answer.body.detail, /may have been sent\.$/);
  });
});
