import { assertEquals, assertMatch } from "@std/assert";
import { describe, test } from "node:test";
import { connectAgent, openAgents } from "../support/agent_setup.ts";
import { until } from "../support/until.ts";

describe("The sending tools of /mcp", () => {
  test("send, reply, edit and react as the bot", async () => {
    await using setup = await openAgents();
    const { forum, topics: [first] } = setup;
    await using agent = await connectAgent(setup.served.url, await setup.token({ chats: [forum] }));
    const sent = await agent.done("send_message", {
      chat_id: forum,
      topic_id: first,
      text: "<b>Build</b> passed",
      format: "html",
    });
    assertEquals([sent.chat_id, sent.topic_id], [forum, first]);
    const place = { chat_id: forum, message_id: sent.message_id };
    const answer = await agent.done("reply", { ...place, topic_id: first, text: "And deployed" });
    assertEquals(answer.message_id > sent.message_id, true);
    await agent.done("edit_message", { ...place, text: "Build failed" });
    await agent.done("react", { ...place, emoji: "👀" });
    await until(async () => {
      const { messages } = await agent.done("read_chat", { chat_id: forum, topic_id: first });
      const texts = messages.map((each: { untrusted: { text: string } }) => each.untrusted.text);
      return texts.includes("Build failed") && texts.includes("And deployed");
    });
  });

  test("are refused by the scope of the access token, as programs are", async () => {
    await using setup = await openAgents();
    const { forum, upstream: { group } } = setup;
    const refusal = async (scope: object, chat_id: number) => {
      await using agent = await connectAgent(setup.served.url, await setup.token(scope));
      return await agent.refused("send_message", { chat_id, text: "Hi" });
    };
    assertEquals((await refusal({ chats: [forum] }, group)).error_code, 403);
    assertEquals((await refusal({ read_only: true }, group)).error_code, 403);
    assertEquals((await refusal({ denied_methods: ["send*"] }, group)).error_code, 404);
    const unknown = await refusal({}, -1009999999999);
    assertEquals(unknown, { error_code: 400, description: "Bad Request: chat not found" });
  });

  test("of a shadow token reach nobody", async () => {
    await using setup = await openAgents();
    const { forum } = setup;
    await using agent = await connectAgent(setup.served.url, await setup.token({ shadow: true }));
    const { message_id } = await agent.done("send_message", { chat_id: forum, text: "Nobody hears this" });
    assertEquals(message_id > 1_000_000_000, true);
  });

  test("check their arguments and say what is wrong with them", async () => {
    await using setup = await openAgents();
    await using agent = await connectAgent(setup.served.url, await setup.token({}));
    const { error_code, description } = await agent.refused("send_message", { chat_id: "me", text: "" });
    assertEquals(error_code, 400);
    assertMatch(description, /chat_id: .*text: /);
  });
});
