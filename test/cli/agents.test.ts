import { assertEquals, assertMatch } from "@std/assert";
import { describe, test } from "node:test";
import { connectAgent, openAgents } from "../support/agent_setup.ts";
import { testApiKey } from "../support/api_client.ts";
import { until } from "../support/until.ts";
import { createShell } from "./run.ts";

const token = `123456:${"A".repeat(35)}`;

describe("botmux agent", () => {
  test("add, list and remove need one command each", async () => {
    using shell = createShell();
    await shell.run(["bot", "add", token]);
    const added = await shell.run(["agent", "add", "coder", "--topic", "-1001/7", "--read", "-1002,-1001/9"]);
    assertEquals(added.code, 0);
    const [, secret = ""] = /^ +token +(\S+)$/m.exec(added.stdout) ?? [];
    assertMatch(secret, /^123456:/);
    assertMatch(added.stdout, /claude mcp add --transport http botmux-coder http:\S+\/mcp --header/);
    assertEquals(added.stdout.includes('"command":"botmux","args":["mcp"'), true);
    const listed = await shell.run(["agent", "list"]);
    assertMatch(
      listed.stdout,
      /^coder +123456 +chats -1001; reads -1001\/7,-1002,-1001\/9; topics -1001\/7 +never$/m,
    );
    const [shown] = JSON.parse((await shell.run(["agent", "list", "--json"])).stdout);
    assertEquals([shown.name, shown.consumer, shown.scope.chats], ["coder", "agent-coder", [-1001]]);
    assertEquals(listed.stdout.includes(secret.split(":")[1]!), false);
    assertEquals((await shell.run(["agent", "add", "coder", "--chat", "5"])).code, 2);
    assertEquals((await shell.run(["agent", "remove", "coder"])).code, 0);
    assertMatch((await shell.run(["agent", "remove", "coder"])).stderr, /agent_not_known/);
    assertMatch((await shell.run(["consumer", "list"])).stdout, /default/);
  });

  test("add says what is missing", async () => {
    using shell = createShell();
    await shell.run(["bot", "add", token]);
    assertMatch((await shell.run(["agent", "add"])).stderr, /agent_name_missing/);
    assertMatch((await shell.run(["agent", "add", "coder"])).stderr, /agent_place_missing/);
    assertMatch(
      (await shell.run(["agent", "add", "coder", "--topic", "7"])).stderr,
      /such as -1001234567890\/7/,
    );
    const topic = await shell.run(["agent", "add", "coder", "--new-topic", "Coding"]);
    assertMatch(topic.stderr, /agent_topic_chat_missing/);
  });

  test("add --new-topic has a running BotMux create the topic", async () => {
    await using setup = await openAgents();
    const { forum, served, upstream } = setup;
    using shell = createShell();
    const added = await shell.run(
      ["agent", "add", "session", "--chat", String(forum), "--new-topic", "Session", "--url", served.url],
      { env: { BOTMUX_API_KEY: testApiKey } },
    );
    assertEquals([added.code, added.stderr], [0, ""]);
    const [, secret = ""] = /^ +token +(\S+)$/m.exec(added.stdout) ?? [];
    await using agent = await connectAgent(served.url, secret);
    const topics = async () => (await agent.done("list_topics", { chat_id: forum })).topics;
    await until(async () => (await topics()).length > 0);
    const [{ topic_id, untrusted }] = await topics();
    assertEquals(untrusted.name, "Session");
    await agent.done("send_message", { chat_id: forum, topic_id, text: "Here" });
    assertEquals(upstream.sandbox.history({ chat: forum, user: upstream.user }).at(-1)?.text, "Here");
  });
});
