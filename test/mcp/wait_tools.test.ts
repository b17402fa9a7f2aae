import { assertEquals, assertMatch } from "@std/assert";
import { describe, test } from "node:test";
import { asRecord } from "../../src/base/json_value.ts";
import { type AgentSetup, connectAgent, openAgents, type TestAgent } from "../support/agent_setup.ts";
import { until } from "../support/until.ts";

interface Event {
  readonly event: string;
  readonly topic_id?: number;
  readonly untrusted: { readonly text?: string; readonly button?: string; readonly emojis?: string[] };
}

/** An agent with a consumer of its own, which sees one topic of the forum. */
async function openListener(setup: AgentSetup): Promise<TestAgent> {
  const { api, bot, forum, topics: [first] } = setup;
  await api.done("POST", `/bots/${bot}/consumers`, {
    name: "listener",
    filter: { chats: [forum], topics: [first] },
  });
  return await connectAgent(setup.served.url, await setup.token({ chats: [forum] }, "listener"));
}

function say(setup: AgentSetup, topic: number, text: string): number {
  const { sandbox, user } = setup.upstream;
  return sandbox.speak({ from: user, chat: setup.forum, topic, text }).message_id;
}

function textsOf(events: readonly Event[]): (string | undefined)[] {
  return events.map(({ untrusted }) => untrusted.text);
}

/** The bot's newest message in the forum that has buttons, or asks for a reply; waits for one. */
async function findQuestion(setup: AgentSetup, text: string) {
  const { sandbox, user } = setup.upstream;
  const find = () =>
    sandbox.history({ chat: setup.forum, user }).findLast((message) => message.text === text);
  await until(() => find() !== undefined);
  return find()!;
}

describe("wait_for_message", () => {
  test("returns the messages of its consumer once, in order, with a cursor that confirms them", async () => {
    await using setup = await openAgents();
    const [first, second] = setup.topics;
    await using agent = await openListener(setup);
    for (const text of ["one", "two"]) say(setup, first, text);
    say(setup, second, "elsewhere");
    let read: Event[] = [];
    let cursor: string | undefined;
    while (read.length < 2) {
      const answer = await agent.done("wait_for_message", { cursor });
      read = [...read, ...answer.events];
      cursor = answer.cursor;
    }
    assertEquals(textsOf(read), ["one", "two"]);
    const waiting = agent.done("wait_for_message", { cursor });
    say(setup, second, "elsewhere, too");
    say(setup, first, "three");
    assertEquals(textsOf((await waiting).events), ["three"]);
  });

  test("returns the same again until it is confirmed, to another connection too", async () => {
    await using setup = await openAgents();
    await using agent = await openListener(setup);
    say(setup, setup.topics[0], "unconfirmed");
    const { cursor } = await agent.done("wait_for_message");
    const again = await agent.done("wait_for_message");
    assertEquals([textsOf(again.events), again.cursor], [["unconfirmed"], cursor]);
    const after = await agent.done("wait_for_message", { cursor, timeout_seconds: 0 });
    assertEquals(after, { events: [], cursor });
  });

  test("ends when the client gives up, and frees its place", async () => {
    for (const era of ["modern", "legacy"] as const) {
      await using setup = await openAgents();
      const token = await setup.token({});
      const agent = await connectAgent(setup.served.url, token, era);
      const waiting = agent.call("wait_for_message", { timeout_seconds: 300 });
      const outcome = waiting.then(() => "answered", () => "ended");
      await until(async () => await parked(setup) === 1);
      await agent.client.close();
      assertEquals(await outcome, "ended");
      await until(async () => await parked(setup) === 0);
    }
  });

  test("tells of edits, reactions and pressed buttons, and stops the button's spinner", async () => {
    await using setup = await openAgents();
    const { sandbox, user } = setup.upstream;
    const { forum, topics: [first] } = setup;
    const token = await setup.token({ chats: [forum] });
    await using agent = await connectAgent(setup.served.url, token);
    const messageId = say(setup, first, "tpyo");
    sandbox.editAs({ from: user, chat: forum, messageId, text: "typo" });
    const response = await fetch(`${setup.served.url}/bot${token}/sendMessage`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({
        chat_id: forum,
        message_thread_id: first,
        text: "Press",
        reply_markup: { inline_keyboard: [[{ text: "Go", callback_data: "go" }]] },
      }),
    });
    const { result } = await response.json();
    const query = sandbox.pressButton({ from: user, chat: forum, messageId: result.message_id });
    const events: Event[] = [];
    let cursor: string | undefined;
    while (events.at(-1)?.event !== "button") {
      const answer = await agent.done("wait_for_message", { cursor });
      events.push(...answer.events);
      cursor = answer.cursor;
    }
    assertEquals(events.slice(-3).map(({ event }) => event), ["message", "edit", "button"]);
    assertEquals(events.at(-1)?.untrusted.button, "Go");
    await until(() => sandbox.answerOf(query) !== undefined);
  });
});

describe("ask_person", () => {
  test("returns the pressed button and removes the buttons", async () => {
    await using setup = await openAgents();
    const { sandbox, user } = setup.upstream;
    const { forum, topics: [first] } = setup;
    await using agent = await openListener(setup);
    const asking = agent.done("ask_person", {
      chat_id: forum,
      topic_id: first,
      question: "Deploy?",
      options: ["Yes", "No"],
    });
    const { message_id: messageId } = await findQuestion(setup, "Deploy?");
    say(setup, first, "let me think");
    const data = sandbox.history({ chat: forum, user }).at(-2)?.reply_markup?.inline_keyboard?.[1]?.[0]
      ?.callback_data;
    const query = sandbox.pressButton({ from: user, chat: forum, messageId, ...(data ? { data } : {}) });
    const { answered, option, choice, from_id, question } = await asking;
    assertEquals([answered, option, choice, from_id], [true, 1, "No", user]);
    assertEquals(question.message_id, messageId);
    await until(() => sandbox.answerOf(query) !== undefined);
    const shown = sandbox.history({ chat: forum, user }).find((each) => each.message_id === messageId);
    assertEquals([shown?.text, shown?.reply_markup], ["Deploy?\n\n✓ No", undefined]);
    // What was said meanwhile is not lost.
    const { events } = await agent.done("wait_for_message");
    assertEquals(events[0].untrusted.text, "let me think");
  });

  test("returns a reply, from the person who is asked alone", async () => {
    await using setup = await openAgents();
    const { sandbox, user } = setup.upstream;
    const { forum, topics: [first] } = setup;
    await using agent = await openListener(setup);
    const other = sandbox.addUser({ firstName: "Eve" }).id;
    sandbox.join({ chat: forum, user: other });
    const asking = agent.done("ask_person", {
      chat_id: forum,
      topic_id: first,
      question: "Which branch?",
      user_id: user,
    });
    const { message_id: replyTo } = await findQuestion(setup, "Which branch?");
    sandbox.speak({ from: other, chat: forum, topic: first, replyTo, text: "evil" });
    sandbox.speak({ from: user, chat: forum, topic: first, replyTo, text: "main" });
    const { answered, from_id, untrusted } = await asking;
    assertEquals([answered, from_id, untrusted.text, untrusted.from.name], [true, user, "main", "Ada"]);
  });

  test("ends unanswered in time; a later answer comes through wait_for_message", async () => {
    await using setup = await openAgents();
    const { sandbox, user } = setup.upstream;
    const { forum, topics: [first] } = setup;
    await using agent = await openListener(setup);
    const place = { chat_id: forum, topic_id: first };
    const { answered, question } = await agent.done("ask_person", {
      ...place,
      question: "Anybody?",
      options: ["Me"],
      timeout_seconds: 1,
    });
    assertEquals(answered, false);
    sandbox.pressButton({ from: user, chat: forum, messageId: question.message_id });
    const { events } = await agent.done("wait_for_message");
    assertEquals([events[0].event, events[0].message_id, events[0].untrusted.button], [
      "button",
      question.message_id,
      "Me",
    ]);
  });

  test("is refused where the access token may not write", async () => {
    await using setup = await openAgents();
    await using agent = await openListener(setup);
    const { error_code, description } = await agent.refused("ask_person", {
      chat_id: setup.upstream.group,
      question: "Hello?",
    });
    assertEquals(error_code, 403);
    assertMatch(description, /Forbidden/);
  });
});

describe("send_file", () => {
  test("sends content, a URL or a known file, and one of them", async () => {
    await using setup = await openAgents();
    const { forum, topics: [first], upstream: { sandbox, user } } = setup;
    await using agent = await connectAgent(setup.served.url, await setup.token({ chats: [forum] }));
    const place = { chat_id: forum, topic_id: first };
    const content_base64 = btoa("line one\nline two\n");
    const sent = await agent.done("send_file", {
      ...place,
      content_base64,
      file_name: "log.txt",
      caption: "Log",
    });
    const message = sandbox.history({ chat: forum, user }).find((each) =>
      each.message_id === sent.message_id
    );
    assertEquals([asRecord(message?.document)?.file_name, message?.caption, message?.message_thread_id], [
      "log.txt",
      "Log",
      first,
    ]);
    assertEquals((await agent.refused("send_file", place)).error_code, 400);
    assertEquals(
      (await agent.refused("send_file", { ...place, content_base64, url: "https://example.com/a" }))
        .error_code,
      400,
    );
    assertEquals(
      (await agent.refused("send_file", { chat_id: setup.upstream.group, content_base64 })).error_code,
      403,
    );
  });
});

async function parked(setup: AgentSetup): Promise<number> {
  const text = await (await fetch(`${setup.served.url}/metrics`)).text();
  return Number(/^botmux_waiting_polls\S* (\d+)/m.exec(text)?.[1] ?? -1);
}
