import { assert, assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import { openRouting, type RoutingSetup, type Shown } from "../support/routing_setup.ts";
import { essenceOf, spokenContents } from "../support/spoken_contents.ts";
import { until } from "../support/until.ts";

const contents = Object.entries(spokenContents);

/** The newest message of a list that replies to another. */
function repliedTo(message: Shown): number {
  return message.reply_to_message?.message_id ?? 0;
}

/** Lets both sides send one of everything, each as a reply to what came last. */
async function converse(
  setup: RoutingSetup,
  desk: { readonly id: number; readonly chat: number },
): Promise<void> {
  const { sandbox, front, customer, clerk } = setup;
  let lastForCustomer = 0;
  for (const [index, [kind, spoken]] of contents.entries()) {
    const reply = lastForCustomer === 0 ? {} : { replyTo: lastForCustomer };
    const said = sandbox.speak({ from: customer, bot: front.id, ...spoken, ...reply });
    const copies = await setup.writtenBy(desk.id, desk.chat, index + 1);
    const copy = copies.at(-1);
    assertEquals(essenceOf(copy), essenceOf(said), `${kind} to the desk`);
    if (index > 0) assert(repliedTo(copy) > 0, `${kind} replies at the desk`);
    const answer = sandbox.speak({ from: clerk, chat: desk.chat, ...spoken, replyTo: copy.message_id });
    const answers = await setup.writtenTo(customer, front.id, index + 1);
    const back = answers.at(-1);
    assertEquals(essenceOf(back), essenceOf(answer), `${kind} to the customer`);
    assertEquals(repliedTo(back), said.message_id, `${kind} replies to what was asked`);
    lastForCustomer = back.message_id;
  }
}

describe("A conversation between a private chat and a support group", () => {
  test("carries every kind of content both ways by another bot", async () => {
    await using setup = await openRouting();
    const { front, desk, group } = setup;
    await setup.addRoute(front.id, {
      when: { types: ["private"] },
      actions: [{ do: "copy", to: [{ bot: desk.id, chat: group }] }],
    });
    await converse(setup, { id: desk.id, chat: group });
  });

  test("carries every kind of content both ways by the same bot", async () => {
    await using setup = await openRouting();
    const { sandbox, front, group } = setup;
    sandbox.join({ chat: group, user: front.id });
    await setup.addRoute(front.id, {
      when: { types: ["private"] },
      actions: [{ do: "copy", to: [{ chat: group }] }],
    });
    await converse(setup, { id: front.id, chat: group });
  });

  test("has a topic of its own in a forum, in which every message of a person goes back", async () => {
    await using setup = await openRouting();
    const { sandbox, front, desk, forum, customer, clerk } = setup;
    const other = sandbox.addUser({ firstName: "Bob" }).id;
    await setup.addRoute(front.id, {
      when: { types: ["private"] },
      actions: [{ do: "copy", to: [{ bot: desk.id, chat: forum, topic: "each" }] }],
    });
    for (const [index, [kind, spoken]] of contents.entries()) {
      const said = sandbox.speak({ from: customer, bot: front.id, ...spoken });
      const copies = await setup.writtenBy(desk.id, forum, index + 1);
      assertEquals(essenceOf(copies.at(-1)), essenceOf(said), kind);
      const topic: number = copies.at(-1).message_thread_id;
      assertEquals(topic, copies[0].message_thread_id);
      // No reply: the topic says whom it is for.
      const answer = sandbox.speak({ from: clerk, chat: forum, topic, ...spoken });
      const answers = await setup.writtenTo(customer, front.id, index + 1);
      assertEquals([essenceOf(answers.at(-1)), repliedTo(answers.at(-1))], [essenceOf(answer), 0], kind);
    }
    sandbox.speak({ from: other, bot: front.id, text: "me too" });
    const all = await setup.writtenBy(desk.id, forum, contents.length + 1);
    const topics = new Set(all.map(({ message_thread_id }) => message_thread_id));
    assertEquals(topics.size, 2);
    const names = setup.historyOf(forum).flatMap(({ forum_topic_created: made }) =>
      made === undefined ? [] : [made.name]
    );
    assertEquals(names, ["Ada @ada_example", "Bob"]);
    assertEquals(setup.chatWith(front.id, other).length, 1);
  });
});

describe("What a removed rule carried", () => {
  test("keeps its ways back: replies, edits and reactions, also when BotMux starts again", async () => {
    await using setup = await openRouting();
    const { sandbox, front, desk, group, customer, clerk } = setup;
    const routeId = await setup.addRoute(front.id, {
      when: { types: ["private"] },
      actions: [{ do: "copy", to: [{ bot: desk.id, chat: group }] }],
    });
    const question = sandbox.speak({ from: customer, bot: front.id, text: "old" });
    const [copy] = await setup.writtenBy(desk.id, group, 1);
    await setup.api.done("DELETE", `/bots/${front.id}/routes/${routeId}`);
    sandbox.speak({ from: clerk, chat: group, text: "answer", replyTo: copy.message_id });
    const [answer] = await setup.writtenTo(customer, front.id, 1);
    assertEquals([answer.text, repliedTo(answer)], ["answer", question.message_id]);
    sandbox.editAs({ from: customer, bot: front.id, messageId: question.message_id, text: "older" });
    await until(() => setup.historyOf(group).some(({ text }) => text === "older"));
    sandbox.speak({ from: customer, bot: front.id, text: "new" });
    await setup.served.restart();
    await setup.served.ready();
    sandbox.speak({ from: clerk, chat: group, text: "again", replyTo: copy.message_id });
    assertEquals((await setup.writtenTo(customer, front.id, 2)).at(-1).text, "again");
    await setup.quiet();
    assertEquals((await setup.writtenBy(desk.id, group, 1)).map(({ text }) => text), ["older"]);
  });

  test("keeps the topic of each person", async () => {
    await using setup = await openRouting();
    const { sandbox, front, desk, forum, customer, clerk } = setup;
    const routeId = await setup.addRoute(front.id, {
      actions: [{ do: "copy", to: [{ bot: desk.id, chat: forum, topic: "each" }] }],
    });
    sandbox.speak({ from: customer, bot: front.id, text: "old" });
    const [copy] = await setup.writtenBy(desk.id, forum, 1);
    await setup.api.done("DELETE", `/bots/${front.id}/routes/${routeId}`);
    sandbox.speak({ from: clerk, chat: forum, topic: copy.message_thread_id, text: "answer" });
    assertEquals((await setup.writtenTo(customer, front.id, 1))[0].text, "answer");
  });

  test("has no way back by a bot that was removed", async () => {
    await using setup = await openRouting();
    const { sandbox, served, front, desk, group, customer, clerk } = setup;
    await setup.addRoute(front.id, { actions: [{ do: "copy", to: [{ bot: desk.id, chat: group }] }] });
    await setup.addRoute(desk.id, { name: "other", when: { text: "never" }, actions: [{ do: "stop" }] });
    sandbox.speak({ from: customer, bot: front.id, text: "old" });
    const [copy] = await setup.writtenBy(desk.id, group, 1);
    await served.botmux.registry.removeBot(front.id);
    sandbox.speak({ from: clerk, chat: group, text: "answer", replyTo: copy.message_id });
    await setup.quiet();
    assertEquals(setup.chatWith(front.id).map(({ text }) => text), ["old"]);
    assertEquals((await setup.api.done("GET", `/bots/${desk.id}/route-traces`)).items, []);
  });
});
