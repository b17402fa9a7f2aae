import { assertEquals, assertMatch } from "@std/assert";
import { describe, test } from "node:test";
import { openRouting } from "../support/routing_setup.ts";

describe("What cannot be carried as the rule says", () => {
  test("a forward by a bot that does not know the chat becomes a copy under the author's name", async () => {
    await using setup = await openRouting();
    const { sandbox, front, desk, group, customer } = setup;
    await setup.addRoute(front.id, { actions: [{ do: "forward", to: [{ bot: desk.id, chat: group }] }] });
    sandbox.speak({
      from: customer,
      bot: front.id,
      text: "help 1 < 2",
      entities: [{ type: "italic", offset: 0, length: 4 }],
    });
    sandbox.speak({ from: customer, bot: front.id, file: { type: "sticker", bytes: new Uint8Array(9) } });
    const [text, sticker, name] = await setup.writtenBy(desk.id, group, 3);
    assertEquals(text.text, "Ada (@ada_example):\nhelp 1 < 2");
    assertEquals(text.entities.filter(({ type }: { type: string }) => type !== "mention"), [
      { type: "bold", offset: 0, length: 3 },
      { type: "italic", offset: 20, length: 4 },
    ]);
    assertEquals([name.text, name.reply_to_message.message_id], ["↑ Ada (@ada_example)", sticker.message_id]);
    const [trace] = await setup.traces(front.id, 2);
    assertEquals([trace.result, trace.action], ["degraded", "forward"]);
    assertMatch(trace.detail, /author/);
  });

  test("a forward out of a group that the other bot is in shows the author", async () => {
    await using setup = await openRouting();
    const { sandbox, front, desk, group, customer, upstream } = setup;
    sandbox.join({ chat: upstream.group, user: desk.id });
    await setup.addRoute(front.id, {
      when: { types: ["supergroup"] },
      actions: [{ do: "forward", to: [{ bot: desk.id, chat: group }] }],
    });
    sandbox.speak({ from: customer, chat: upstream.group, text: "hi" });
    const [copy] = await setup.writtenBy(desk.id, group, 1);
    assertEquals(copy.forward_origin.sender_user.id, customer);
  });

  test("protected content is copied by what it holds", async () => {
    await using setup = await openRouting();
    const { sandbox, front, group, customer } = setup;
    sandbox.join({ chat: group, user: front.id });
    await setup.addRoute(front.id, { actions: [{ do: "forward", to: [{ chat: group }] }] });
    const file = { type: "photo", bytes: new Uint8Array(20) } as const;
    sandbox.speak({ from: customer, bot: front.id, file, content: { has_protected_content: true } });
    const [copy] = await setup.writtenBy(front.id, group, 1);
    assertEquals([copy.caption, copy.photo.length > 0], ["Ada (@ada_example)", true]);
    const [trace] = await setup.traces(front.id, 1);
    assertEquals(trace.result, "degraded");
    assertMatch(trace.detail, /can't be forwarded/);
  });

  test("a file over the limit becomes a text that says what it was", async () => {
    await using setup = await openRouting();
    const { sandbox, front, desk, group, customer } = setup;
    await setup.addRoute(front.id, { actions: [{ do: "copy", to: [{ bot: desk.id, chat: group }] }] });
    const bytes = new Uint8Array(20 * 1024 * 1024 + 1);
    sandbox.speak({
      from: customer,
      bot: front.id,
      caption: "the film",
      file: { type: "video", bytes, fileName: "film.mp4" },
    });
    const [copy] = await setup.writtenBy(desk.id, group, 1);
    assertEquals(copy.text, "[video film.mp4]\nthe film");
    const [trace] = await setup.traces(front.id, 1);
    assertMatch(trace.detail, /file is too big/);
  });

  test("a dice is sent as text with its value", async () => {
    await using setup = await openRouting();
    const { sandbox, front, desk, group, customer } = setup;
    await setup.addRoute(front.id, { actions: [{ do: "copy", to: [{ bot: desk.id, chat: group }] }] });
    sandbox.speak({ from: customer, bot: front.id, content: { dice: { emoji: "🎲", value: 5 } } });
    assertEquals((await setup.writtenBy(desk.id, group, 1))[0].text, "🎲 5");
  });

  test("a bot that is not a member is reported, with Telegram's description", async () => {
    await using setup = await openRouting();
    const { sandbox, front, third, group, customer } = setup;
    await setup.addRoute(front.id, { actions: [{ do: "copy", to: [{ bot: third.id, chat: group }] }] });
    sandbox.speak({ from: customer, bot: front.id, text: "lost" });
    const [trace] = await setup.traces(front.id, 1);
    assertEquals([trace.result, trace.detail], [
      "failed",
      "Telegram refused the message: Bad Request: chat not found.",
    ]);
  });

  test("a topic that somebody removed is created again", async () => {
    await using setup = await openRouting();
    const { sandbox, front, desk, forum, customer, served } = setup;
    await setup.addRoute(front.id, {
      actions: [{ do: "copy", to: [{ bot: desk.id, chat: forum, topic: "each" }] }],
    });
    sandbox.speak({ from: customer, bot: front.id, text: "one" });
    const [first] = await setup.writtenBy(desk.id, forum, 1);
    const call = new URLSearchParams({
      chat_id: String(forum),
      message_thread_id: String(first.message_thread_id),
    });
    await fetch(`${served.url}/bot${desk.token}/deleteForumTopic?${call}`);
    sandbox.speak({ from: customer, bot: front.id, text: "two" });
    const [second] = await setup.writtenBy(desk.id, forum, 1);
    assertEquals(second.text, "two");
    assertEquals(second.message_thread_id === first.message_thread_id, false);
  });
});
