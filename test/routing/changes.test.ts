import { assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import { gzipSync } from "node:zlib";
import { openRouting, type RoutingSetup } from "../support/routing_setup.ts";
import { until } from "../support/until.ts";

async function openDesk(): Promise<RoutingSetup> {
  const setup = await openRouting();
  const { front, desk, group } = setup;
  await setup.addRoute(front.id, {
    when: { types: ["private"] },
    actions: [{ do: "copy", to: [{ bot: desk.id, chat: group }] }],
  });
  return setup;
}

describe("A copy follows its original", () => {
  test("when the customer, or the clerk, edits a text", async () => {
    await using setup = await openDesk();
    const { sandbox, front, desk, group, customer, clerk } = setup;
    const question = sandbox.speak({ from: customer, bot: front.id, text: "invoise?" });
    const [copy] = await setup.writtenBy(desk.id, group, 1);
    sandbox.editAs({ from: customer, bot: front.id, messageId: question.message_id, text: "invoice < 5?" });
    await until(async () => (await setup.writtenBy(desk.id, group, 1))[0].text === "invoice < 5?");
    const answer = sandbox.speak({ from: clerk, chat: group, text: "yess", replyTo: copy.message_id });
    await setup.writtenTo(customer, front.id, 1);
    sandbox.editAs({ from: clerk, chat: group, messageId: answer.message_id, text: "yes" });
    await until(async () => (await setup.writtenTo(customer, front.id, 1))[0].text === "yes");
    assertEquals((await setup.writtenBy(desk.id, group, 1)).length, 1);
  });

  test("when a caption is edited, and when the edit comes before the copy is made", async () => {
    await using setup = await openDesk();
    const { sandbox, front, desk, group, customer } = setup;
    sandbox.faults.add({ botId: desk.id, method: "sendPhoto", times: 1, status: 429, retryAfterSec: 1 });
    const file = { type: "photo", bytes: new Uint8Array(9) } as const;
    const { message_id: messageId } = sandbox.speak({ from: customer, bot: front.id, file, caption: "old" });
    sandbox.editAs({ from: customer, bot: front.id, messageId, caption: "new" });
    await until(async () => (await setup.writtenBy(desk.id, group, 1))[0].caption === "new");
  });

  test("when a text of the rule's own is about it", async () => {
    await using setup = await openRouting();
    const { sandbox, front, desk, group, customer } = setup;
    await setup.addRoute(front.id, {
      actions: [{ do: "text", text: "{sender.name} says {text}", to: [{ bot: desk.id, chat: group }] }],
    });
    const { message_id: messageId } = sandbox.speak({ from: customer, bot: front.id, text: "<b>one" });
    await setup.writtenBy(desk.id, group, 1);
    sandbox.editAs({ from: customer, bot: front.id, messageId, text: "two" });
    await until(async () => (await setup.writtenBy(desk.id, group, 1))[0].text === "Ada says two");
  });

  test("when the original is deleted through BotMux", async () => {
    await using setup = await openDesk();
    const { sandbox, front, desk, group, customer, served } = setup;
    const one = sandbox.speak({ from: customer, bot: front.id, text: "one" });
    const two = sandbox.speak({ from: customer, bot: front.id, text: "two" });
    await setup.writtenBy(desk.id, group, 2);
    const body = new URLSearchParams({ chat_id: String(customer), message_id: String(one.message_id) });
    await fetch(`${served.url}/bot${front.token}/deleteMessage`, { method: "POST", body });
    const isLeft = () =>
      setup.historyOf(group).filter(({ from }) => from.id === desk.id).map(({ text }) => text);
    await until(() => isLeft().join() === "two");
    await fetch(`${served.url}/bot${front.token}/deleteMessages`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ chat_id: customer, message_ids: [two.message_id] }),
    });
    await until(() => isLeft().length === 0);
  });

  test("when the original is deleted by a call whose body is packed, or that names the chat by @username", async () => {
    await using setup = await openRouting();
    const { sandbox, front, desk, group, customer, served } = setup;
    const square = sandbox.addGroup({
      title: "Square",
      username: "square_example",
      members: [customer],
      bots: [front.id],
      administrators: [front.id],
    }).id;
    await setup.addRoute(front.id, { actions: [{ do: "copy", to: [{ bot: desk.id, chat: group }] }] });
    const one = sandbox.speak({ from: customer, chat: square, text: "one" });
    const two = sandbox.speak({ from: customer, chat: square, text: "two" });
    const three = sandbox.speak({ from: customer, chat: square, text: "three" });
    await setup.writtenBy(desk.id, group, 3);
    const left = () =>
      setup.historyOf(group).flatMap(({ from, text }) => from.id === desk.id ? [text] : []).join();
    const url = `${served.url}/bot${front.token}/deleteMessage`;
    const packed = gzipSync(JSON.stringify({ chat_id: square, message_id: one.message_id }));
    const headers = { "content-type": "application/json", "content-encoding": "gzip" };
    const answer = await fetch(url, { method: "POST", headers, body: new Uint8Array(packed) });
    assertEquals(await answer.json(), { ok: true, result: true });
    await until(() => left() === "two,three");
    for (const { message_id: messageId } of [two, three]) {
      await (await fetch(`${url}?chat_id=@Square_Example&message_id=${messageId}`)).text();
    }
    await until(() => left() === "");
  });

  for (const by of ["another bot", "the same bot"]) {
    test(`when a live location moves and ends, routed by ${by}`, async () => {
      await using setup = await openRouting();
      const { sandbox, front, desk, group, customer } = setup;
      if (by === "the same bot") sandbox.join({ chat: group, user: front.id });
      const bot = by === "the same bot" ? front.id : desk.id;
      await setup.addRoute(front.id, { actions: [{ do: "copy", to: [{ bot, chat: group }] }] });
      const start = { latitude: 1, longitude: 2, live_period: 600 };
      const said = sandbox.speak({ from: customer, bot: front.id, content: { location: start } });
      const [copy] = await setup.writtenBy(bot, group, 1);
      assertEquals([copy.location.latitude, copy.location.live_period], [1, 600]);
      const move = (location: object) =>
        sandbox.inject(front.id, { edited_message: { ...said, edit_date: said.date + 1, location } });
      move({ latitude: 3, longitude: 4, live_period: 600 });
      await until(async () => (await setup.writtenBy(bot, group, 1))[0].location.latitude === 3);
      move({ latitude: 3, longitude: 4 });
      const traces = await setup.traces(front.id, 3);
      assertEquals(traces.map(({ action, result }) => [action, result]), [
        ["copy", "sent"],
        ["edit", "sent"],
        ["edit", "sent"],
      ]);
    });
  }

  test("when a rich message, which another bot can only tell, is edited", async () => {
    await using setup = await openDesk();
    const { sandbox, front, desk, group, customer } = setup;
    const rich = (text: string) => ({ blocks: [{ type: "paragraph", text }] });
    const said = sandbox.speak({
      from: customer,
      bot: front.id,
      content: { rich_message: rich("Dear all") },
    });
    const [copy] = await setup.writtenBy(desk.id, group, 1);
    assertEquals(copy.text, "Dear all");
    const edited = { ...said, edit_date: said.date + 1, rich_message: rich("Dear both") };
    sandbox.inject(front.id, { edited_message: edited });
    await until(async () => (await setup.writtenBy(desk.id, group, 1))[0].text === "Dear both");
  });

  test("but not the other way: an original stays when its copy is deleted", async () => {
    await using setup = await openDesk();
    const { sandbox, front, desk, group, customer, served } = setup;
    sandbox.speak({ from: customer, bot: front.id, text: "one" });
    const [copy] = await setup.writtenBy(desk.id, group, 1);
    const body = new URLSearchParams({ chat_id: String(group), message_id: String(copy.message_id) });
    await fetch(`${served.url}/bot${desk.token}/deleteMessage`, { method: "POST", body });
    sandbox.speak({ from: customer, bot: front.id, text: "two" });
    await setup.writtenBy(desk.id, group, 1);
    assertEquals(setup.chatWith(front.id).map(({ text }) => text), ["one", "two"]);
  });

  test("when somebody reacts at either end", async () => {
    await using setup = await openDesk();
    const { sandbox, front, desk, group, customer, clerk, served } = setup;
    const asked = await served.witness();
    const question = sandbox.speak({ from: customer, bot: front.id, text: "one" });
    const [copy] = await setup.writtenBy(desk.id, group, 1);
    sandbox.react({ from: clerk, chat: group, messageId: copy.message_id, emoji: "👍" });
    await setup.traces(desk.id, 1);
    sandbox.react({ from: customer, bot: front.id, messageId: question.message_id, emoji: "🔥" });
    const [, reacted] = await setup.traces(front.id, 2);
    assertEquals([reacted.action, reacted.result, reacted.target.message_id], [
      "react",
      "sent",
      copy.message_id,
    ]);
    assertEquals(asked.asked, []);
  });
});
