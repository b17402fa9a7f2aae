import { assert, assertEquals, assertMatch } from "@std/assert";
import { describe, test } from "node:test";
import { connectAgent, openAgents } from "../../support/agent_setup.ts";

describe("AI agents of the management API", () => {
  test("are a consumer and an access token, and go with both", async () => {
    await using setup = await openAgents();
    const { api, bot, forum, topics: [first, second] } = setup;
    const path = `/bots/${bot}/agents`;
    const made = await api.done("POST", path, {
      name: "coder",
      topics: [`${forum}/${first}`],
      reads: [`${forum}/${second}`],
    });
    assertEquals([made.name, made.consumer], ["coder", "agent-coder"]);
    assertEquals([made.scope.chats, made.scope.reads], [[forum], [
      `${forum}/${first}`,
      `${forum}/${second}`,
    ]]);
    assertMatch(made.token, new RegExp(`^${bot}:`));
    const { items } = await api.done("GET", path);
    assertEquals(items.map(({ name }: { name: string }) => name), ["coder"]);
    assert(!JSON.stringify(items).includes(made.token.split(":")[1]));
    const consumer = await api.done("GET", `/bots/${bot}/consumers/agent-coder`);
    assertEquals([consumer.filter.chats, consumer.filter.topics], [[forum], [first]]);
    await api.done("DELETE", `${path}/coder`);
    assertEquals((await api.done("GET", path)).items, []);
    assertEquals((await api.get(`/bots/${bot}/consumers/agent-coder`)).status, 404);
    assertEquals((await api.delete(`${path}/coder`)).body.code, "agent_not_found");
  });

  test("may use every tool in their place, and no other method", async () => {
    await using setup = await openAgents();
    const { api, bot, forum, topics: [first], upstream: { sandbox, user, group } } = setup;
    const { token } = await api.done("POST", `/bots/${bot}/agents`, {
      name: "coder",
      topics: [`${forum}/${first}`],
    });
    await using agent = await connectAgent(setup.served.url, token);
    const place = { chat_id: forum, topic_id: first };
    const { message_id } = await agent.done("send_message", { ...place, text: "Hello" });
    await agent.done("reply", { ...place, message_id, text: "Hello again" });
    await agent.done("edit_message", { chat_id: forum, message_id, text: "Hi" });
    await agent.done("react", { chat_id: forum, message_id, emoji: "👍" });
    await agent.done("send_file", { ...place, content_base64: btoa("text"), file_name: "a.txt" });
    await agent.done("ask_person", { ...place, question: "Well?", options: ["Yes"], timeout_seconds: 1 });
    sandbox.speak({ from: user, chat: forum, topic: first, text: "heard" });
    const { events } = await agent.done("wait_for_message");
    assertEquals(events[0].untrusted.text, "heard");
    assertEquals((await agent.refused("send_message", { chat_id: group, text: "Hi" })).error_code, 403);
    const ban = await fetch(`${setup.served.url}/bot${token}/banChatMember?chat_id=${forum}&user_id=${user}`);
    assertEquals(ban.status, 404);
    await ban.body?.cancel();
  });

  test("can get a forum topic of their own, which is created for them", async () => {
    await using setup = await openAgents();
    const { api, bot, forum, upstream } = setup;
    const made = await api.done("POST", `/bots/${bot}/agents`, {
      name: "session-1",
      new_topic: { chat: forum, name: "Session 1" },
    });
    const [place] = made.scope.reads;
    const topic = Number(place.split("/")[1]);
    await using agent = await connectAgent(setup.served.url, made.token);
    await agent.done("send_message", { chat_id: forum, topic_id: topic, text: "Here I am" });
    const history = upstream.sandbox.history({ chat: forum, user: upstream.user });
    assertEquals(history.at(-1)?.message_thread_id, topic);
    // Nothing is created for one that cannot be made.
    const taken = await api.post(`/bots/${bot}/agents`, {
      name: "session-1",
      new_topic: { chat: forum, name: "Session 1 again" },
    });
    assertEquals([taken.status, taken.body.code], [409, "agent_exists"]);
    const after = upstream.sandbox.history({ chat: forum, user: upstream.user });
    assertEquals(after.length, history.length);
  });

  test("need a chat or a topic, and managers make them", async () => {
    await using setup = await openAgents();
    const path = `/bots/${setup.bot}/agents`;
    const nowhere = await setup.api.post(path, { name: "coder" });
    assertEquals([nowhere.status, nowhere.body.code], [409, "agent_place_missing"]);
    assertEquals((await setup.api.post(path, { name: "Not a name", chats: [5] })).status, 400);
    assertEquals((await setup.api.post(path, { name: "coder", topics: ["5"] })).status, 400);
    const viewer = await setup.withRole("viewer");
    assertEquals((await viewer.post(path, { name: "coder", chats: [5] })).status, 403);
    assertEquals((await viewer.get(path)).status, 200);
  });
});
