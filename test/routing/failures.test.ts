import { assertEquals, assertMatch } from "@std/assert";
import { describe, test } from "node:test";
import { startBackend } from "../support/backend.ts";
import { openRouting, type RoutingSetup } from "../support/routing_setup.ts";
import { until } from "../support/until.ts";

/** Two rules: by the desk into its group, and by the third bot into another. */
async function openTwoWays(): Promise<RoutingSetup & { readonly otherGroup: number }> {
  const setup = await openRouting();
  const { sandbox, front, desk, third, group, clerk } = setup;
  const otherGroup = sandbox.addGroup({ title: "Other", members: [clerk], bots: [third.id] }).id;
  const to = (bot: number, chat: number) => [{ do: "copy", to: [{ bot, chat }] }];
  await setup.addRoute(front.id, { name: "to the desk", actions: to(desk.id, group) });
  await setup.addRoute(front.id, { name: "to the other", actions: to(third.id, otherGroup) });
  return { ...setup, otherGroup };
}

describe("A queue of routing", () => {
  test("waits as long as Telegram says, in order, while other queues continue", async () => {
    await using setup = await openTwoWays();
    const { sandbox, front, desk, third, group, otherGroup, customer } = setup;
    const slow = sandbox.faults.add({ botId: desk.id, method: "sendMessage", status: 429, retryAfterSec: 1 });
    for (const text of ["1", "2", "3"]) sandbox.speak({ from: customer, bot: front.id, text });
    const others = await setup.writtenBy(third.id, otherGroup, 3);
    assertEquals(others.map(({ text }) => text), ["1", "2", "3"]);
    assertEquals((await setup.writtenBy(desk.id, group, 0)).length, 0);
    slow();
    const late = await setup.writtenBy(desk.id, group, 3);
    assertEquals(late.map(({ text }) => text), ["1", "2", "3"]);
  });

  test("retries after a server error, and sends once", async () => {
    await using setup = await openTwoWays();
    const { sandbox, front, desk, group, customer } = setup;
    sandbox.faults.add({ botId: desk.id, method: "sendMessage", times: 1, status: 502 });
    sandbox.speak({ from: customer, bot: front.id, text: "once" });
    await setup.traces(front.id, 2);
    assertEquals((await setup.writtenBy(desk.id, group, 1)).length, 1);
  });

  test("retries after a refused token, however it is refused, and sends once", async () => {
    for (const [status, description] of [[401, "Unauthorized"], [404, "Not Found"]] as const) {
      await using setup = await openTwoWays();
      const { sandbox, front, desk, group, customer } = setup;
      sandbox.faults.add({ botId: desk.id, method: "sendMessage", times: 1, status, description });
      sandbox.speak({ from: customer, bot: front.id, text: "once" });
      await setup.traces(front.id, 2);
      assertEquals((await setup.writtenBy(desk.id, group, 1)).length, 1);
    }
  });

  test("reports a call whose answer never came, and does not repeat it", async () => {
    await using setup = await openTwoWays();
    const { sandbox, front, desk, group, customer } = setup;
    sandbox.faults.add({ botId: desk.id, method: "sendMessage", times: 1, drop: "after" });
    sandbox.speak({ from: customer, bot: front.id, text: "perhaps" });
    sandbox.speak({ from: customer, bot: front.id, text: "surely" });
    const traces = await setup.traces(front.id, 4);
    const atDesk = traces.filter(({ target }) => target.bot === desk.id);
    assertEquals(atDesk.map(({ result }) => result), ["unknown", "sent"]);
    assertMatch(atDesk[0].detail, /may have been sent/);
    assertEquals(setup.historyOf(group).map(({ text }) => text), ["perhaps", "surely"]);
  });

  test("degrades the bot of a rule whose target is gone, until the rule is changed", async () => {
    await using setup = await openRouting();
    const { sandbox, front, desk, customer, api, served } = setup;
    const bots = async () => (await (await fetch(`${served.url}/readyz`)).json()).bots;
    const actions = [{ do: "copy", to: [{ bot: desk.id, chat: -1_009_999 }] }];
    const id = await setup.addRoute(front.id, { name: "to nowhere", actions });
    for (const text of ["1", "2", "3"]) sandbox.speak({ from: customer, bot: front.id, text });
    await setup.traces(front.id, 3);
    await until(async () => (await bots()).some(({ health }: { health: string }) => health === "degraded"));
    const [{ reasons }, other] = await bots();
    assertEquals([reasons[0].code, reasons[0].rule, other.health], ["rule_failing", "to nowhere", "healthy"]);
    assertMatch(
      reasons[0].message,
      /cannot send with bot \d+\. Telegram refused the message: Bad Request: chat not found\./,
    );
    await api.done("DELETE", `/bots/${front.id}/routes/${id}`);
    await until(async () => (await bots()).every(({ health }: { health: string }) => health === "healthy"));
  });

  test("continues after a user who has blocked the bot", async () => {
    await using setup = await openRouting();
    const { sandbox, front, desk, customer, clerk } = setup;
    sandbox.speak({ from: clerk, bot: desk.id, text: "/start" });
    sandbox.setBlocked({ user: clerk, bot: desk.id, isBlocked: true });
    await setup.addRoute(front.id, {
      actions: [{ do: "copy", to: [{ bot: desk.id, chat: clerk }] }, { do: "answer", text: "Got it" }],
    });
    sandbox.speak({ from: customer, bot: front.id, text: "hello" });
    const traces = await setup.traces(front.id, 2);
    const failed = traces.find(({ action }) => action === "copy");
    assertEquals([failed.result, failed.codes, failed.detail], [
      "failed",
      ["routing_refused"],
      "Telegram refused the message: Forbidden: bot was blocked by the user.",
    ]);
    await setup.writtenTo(customer, front.id, 1);
    const text = await (await fetch(`${setup.served.url}/metrics`)).text();
    assertMatch(text, new RegExp(`botmux_routing_failed_total\\{bot="${desk.id}"\\} 1\n`));
    assertMatch(text, new RegExp(`botmux_routed_total\\{bot="${front.id}"\\} 1\n`));
  });
});

describe("Routing and redelivery", () => {
  test("an update that a backend refuses again and again is routed once", async () => {
    await using setup = await openRouting();
    const { sandbox, front, desk, group, customer, api } = setup;
    await using backend = await startBackend();
    backend.answer = () => 500;
    const push = { urls: [`${backend.url}/hook`] };
    await api.done("POST", `/bots/${front.id}/consumers`, { name: "crm", mode: "push", push });
    await setup.addRoute(front.id, { actions: [{ do: "copy", to: [{ bot: desk.id, chat: group }] }] });
    sandbox.speak({ from: customer, bot: front.id, text: "once" });
    await until(() => backend.posts.length >= 2);
    assertEquals((await setup.traces(front.id, 1)).length, 1);
    assertEquals((await setup.writtenBy(desk.id, group, 1)).length, 1);
  });

  test("a conversation continues after a restart, and waiting messages are sent", async () => {
    await using setup = await openRouting();
    const { sandbox, front, desk, group, customer, clerk, served } = setup;
    await setup.addRoute(front.id, { actions: [{ do: "copy", to: [{ bot: desk.id, chat: group }] }] });
    const first = sandbox.speak({ from: customer, bot: front.id, text: "before" });
    const [copy] = await setup.writtenBy(desk.id, group, 1);
    const slow = sandbox.faults.add({
      botId: desk.id,
      method: "sendMessage",
      status: 429,
      retryAfterSec: 60,
    });
    sandbox.speak({ from: customer, bot: front.id, text: "waits" });
    await until(async () => {
      const text = await (await fetch(`${served.url}/metrics`)).text();
      return text.includes(`botmux_routing_waiting{bot="${desk.id}"} 1\n`);
    });
    await served.restart();
    slow();
    assertEquals((await setup.writtenBy(desk.id, group, 2)).at(-1).text, "waits");
    sandbox.speak({ from: clerk, chat: group, text: "after", replyTo: copy.message_id });
    const [answer] = await setup.writtenTo(customer, front.id, 1);
    assertEquals(answer.reply_to_message.message_id, first.message_id);
    assertEquals((await setup.writtenBy(desk.id, group, 2)).length, 2);
  });

  test("a job in flight when BotMux ended is reported as unknown, and not sent again", async () => {
    await using setup = await openRouting();
    const { sandbox, front, desk, group, customer, served } = setup;
    await setup.addRoute(front.id, { actions: [{ do: "copy", to: [{ bot: desk.id, chat: group }] }] });
    const hanging = sandbox.faults.add({ botId: desk.id, method: "sendMessage", times: 1, hang: true });
    sandbox.speak({ from: customer, bot: front.id, text: "lost?" });
    sandbox.speak({ from: customer, bot: front.id, text: "next" });
    await until(async () => {
      const text = await (await fetch(`${served.url}/metrics`)).text();
      return text.includes(`botmux_routing_waiting{bot="${desk.id}"} 2\n`);
    });
    await served.restart();
    hanging();
    const traces = await setup.traces(front.id, 2);
    assertEquals(traces.map(({ result }) => result), ["unknown", "sent"]);
    assertEquals(setup.historyOf(group).map(({ text }) => text), ["next"]);
  });
});
