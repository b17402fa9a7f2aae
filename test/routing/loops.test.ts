import { assertEquals, assertMatch } from "@std/assert";
import { describe, test } from "node:test";
import { openRouting } from "../support/routing_setup.ts";

describe("Bots that are connected", () => {
  test("in a chain of three carry a conversation on in both directions", async () => {
    await using setup = await openRouting();
    const { sandbox, front, desk, third, group, customer, clerk } = setup;
    const expert = sandbox.addUser({ firstName: "Ed" }).id;
    const backOffice = sandbox.addGroup({ title: "Experts", members: [expert], bots: [third.id] }).id;
    await setup.addRoute(front.id, {
      when: { types: ["private"] },
      actions: [{ do: "copy", to: [{ bot: desk.id, chat: group }] }],
    });
    await setup.addRoute(desk.id, {
      when: { chats: [group] },
      actions: [{ do: "copy", to: [{ bot: third.id, chat: backOffice }] }],
    });
    const question = sandbox.speak({ from: customer, bot: front.id, text: "q" });
    const [atDesk] = await setup.writtenBy(desk.id, group, 1);
    const relayed = sandbox.speak({ from: clerk, chat: group, text: "wait", replyTo: atDesk.message_id });
    const [toCustomer] = await setup.writtenTo(customer, front.id, 1);
    assertEquals(toCustomer.reply_to_message.message_id, question.message_id);
    const [atExpert] = await setup.writtenBy(third.id, backOffice, 1);
    for (let round = 1; round <= 10; round++) {
      const last = (await setup.writtenBy(third.id, backOffice, round)).at(-1);
      sandbox.speak({ from: expert, chat: backOffice, text: `hint ${round}`, replyTo: last.message_id });
      const hint = (await setup.writtenBy(desk.id, group, round + 1)).at(-1);
      assertEquals(hint.text, `hint ${round}`);
      if (round === 1) assertEquals(hint.reply_to_message.message_id, relayed.message_id);
      sandbox.speak({ from: clerk, chat: group, text: `and ${round}?`, replyTo: hint.message_id });
      const next = (await setup.writtenBy(third.id, backOffice, round + 1)).at(-1);
      assertEquals([next.text, next.reply_to_message?.text], [`and ${round}?`, `hint ${round}`]);
    }
    assertEquals(atExpert.text, "wait");
    assertEquals((await setup.writtenTo(customer, front.id, 1)).length, 1);
  });

  test("and pointed at each other do not echo", async () => {
    await using setup = await openRouting();
    const { sandbox, front, desk, customer, clerk } = setup;
    const left = sandbox.addGroup({ title: "Left", members: [customer], bots: [front.id, desk.id] }).id;
    const right = sandbox.addGroup({ title: "Right", members: [clerk], bots: [front.id, desk.id] }).id;
    await setup.addRoute(front.id, {
      when: { chats: [left] },
      actions: [{ do: "copy", to: [{ bot: desk.id, chat: right }] }],
    });
    await setup.addRoute(desk.id, {
      when: { chats: [right] },
      actions: [{ do: "copy", to: [{ bot: front.id, chat: left }] }],
    });
    sandbox.speak({ from: customer, chat: left, text: "ping" });
    await setup.writtenBy(desk.id, right, 1);
    const last = sandbox.speak({ from: clerk, chat: right, text: "pong" });
    await setup.writtenBy(front.id, left, 1);
    // What a server would show of another bot's message.
    sandbox.inject(desk.id, {
      message: {
        ...last,
        message_id: 900,
        text: "echo",
        from: { id: front.id, is_bot: true, first_name: "F" },
      },
    });
    sandbox.speak({ from: clerk, chat: right, text: "end" });
    assertEquals((await setup.writtenBy(front.id, left, 2)).map(({ text }) => text), ["pong", "end"]);
    assertEquals((await setup.writtenBy(desk.id, right, 1)).length, 1);
  });

  test("through channels, where bots see each other's posts, do not echo either", async () => {
    await using setup = await openRouting();
    const { sandbox, front, desk, customer } = setup;
    const left = sandbox.addChannel({ title: "Left", members: [customer], bots: [front.id, desk.id] }).id;
    const right = sandbox.addChannel({ title: "Right", members: [customer], bots: [front.id, desk.id] }).id;
    await setup.addRoute(front.id, {
      when: { chats: [left] },
      actions: [{ do: "copy", to: [{ bot: desk.id, chat: right }] }],
    });
    await setup.addRoute(desk.id, {
      when: { chats: [right] },
      actions: [{ do: "copy", to: [{ bot: front.id, chat: left }] }],
    });
    sandbox.speak({ from: customer, chat: left, text: "news" });
    const post = async () =>
      setup.historyOf(right)[0] ?? (await setup.traces(front.id, 1), setup.historyOf(right)[0]);
    sandbox.inject(desk.id, { channel_post: await post() });
    const [trace] = await setup.traces(desk.id, 1);
    assertEquals(trace.result, "skipped");
    assertMatch(trace.detail, /echo/);
    assertEquals(setup.historyOf(left).length, 1);
  });

  test("do not route a rule's own message in the same chat", async () => {
    await using setup = await openRouting();
    const { sandbox, desk, group, clerk } = setup;
    await setup.addRoute(desk.id, { actions: [{ do: "copy", to: [{ chat: group }] }] });
    sandbox.speak({ from: clerk, chat: group, text: "me" });
    const [trace] = await setup.traces(desk.id, 1);
    assertEquals([trace.result, setup.historyOf(group).length], ["skipped", 1]);
  });
});

describe("In a plain support group", () => {
  test("a message that is not a reply goes to nobody, whoever wrote last", async () => {
    await using setup = await openRouting();
    const { sandbox, front, desk, group, customer, clerk } = setup;
    const other = sandbox.addUser({ firstName: "Bob" }).id;
    await setup.addRoute(front.id, {
      when: { types: ["private"] },
      actions: [{ do: "copy", to: [{ bot: desk.id, chat: group }] }],
    });
    sandbox.speak({ from: customer, bot: front.id, text: "from Ada" });
    const [first] = await setup.writtenBy(desk.id, group, 1);
    sandbox.speak({ from: other, bot: front.id, text: "from Bob" });
    await setup.writtenBy(desk.id, group, 2);
    const aside = sandbox.speak({ from: clerk, chat: group, text: "lunch?" });
    sandbox.speak({ from: clerk, chat: group, text: "yes", replyTo: aside.message_id });
    sandbox.speak({ from: clerk, chat: group, text: "to Ada", replyTo: first.message_id });
    assertEquals((await setup.writtenTo(customer, front.id, 1)).map(({ text }) => text), ["to Ada"]);
    assertEquals(setup.chatWith(front.id, other).map(({ text }) => text), ["from Bob"]);
  });

  test("a reply to a deleted message arrives as a plain message", async () => {
    await using setup = await openRouting();
    const { sandbox, front, desk, group, customer, clerk, upstream } = setup;
    await setup.addRoute(front.id, { actions: [{ do: "copy", to: [{ bot: desk.id, chat: group }] }] });
    const question = sandbox.speak({ from: customer, bot: front.id, text: "oops" });
    const [copy] = await setup.writtenBy(desk.id, group, 1);
    const body = new URLSearchParams({ chat_id: String(customer), message_id: String(question.message_id) });
    // Not through BotMux: the customer did it.
    await fetch(`${upstream.url}/bot${front.token}/deleteMessage`, { method: "POST", body });
    sandbox.speak({ from: clerk, chat: group, text: "here", replyTo: copy.message_id });
    const [answer] = await setup.writtenTo(customer, front.id, 1);
    assertEquals([answer.text, answer.reply_to_message], ["here", undefined]);
  });
});
