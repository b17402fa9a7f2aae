import { assertEquals, assertMatch, assertRejects } from "@std/assert";
import { describe, test } from "node:test";
import { connectAgent, connectByStdio, openAgents } from "../support/agent_setup.ts";
import { startProgram } from "../support/program.ts";

describe("botmux mcp", () => {
  for (const era of ["modern", "legacy"] as const) {
    test(`serves the tools of /mcp on standard input and output (${era} protocol)`, async () => {
      await using setup = await openAgents();
      const { forum, topics: [first] } = setup;
      await setup.speakIn(first, "over the wire");
      const token = await setup.token({ chats: [forum] });
      await using near = await connectByStdio(setup.served.url, token, era);
      await using far = await connectAgent(setup.served.url, token);
      assertEquals((await near.client.listTools()).tools, (await far.client.listTools()).tools);
      assertEquals(near.client.getInstructions(), far.client.getInstructions());
      const { messages } = await near.done("read_chat", { chat_id: forum, topic_id: first });
      assertEquals(messages.at(-1).untrusted.text, "over the wire");
      assertEquals((await near.refused("send_message", { chat_id: 5, text: "Hi" })).error_code, 403);
      const waiting = near.done("wait_for_message", { timeout_seconds: 60 });
      await setup.speakIn(first, "and back");
      const { events } = await waiting;
      assertEquals(events[0].untrusted.text.length > 0, true);
      await assertRejects(() => near.call("no_such_tool"));
    });
  }

  test("says at the start what is wrong with the token, and ends with its input", async () => {
    await using setup = await openAgents();
    const { url } = setup.served;
    const run = async (env: Record<string, string>) => {
      await using program = startProgram(["mcp", "--url", url], { cwd: setup.served.dataDir, env });
      return { code: await program.ended(), stderr: program.stderr };
    };
    const without = await run({});
    assertEquals(without.code, 2);
    assertMatch(without.stderr, /access_token_unset/);
    const wrong = await run({ BOTMUX_ACCESS_TOKEN: "123456:not-a-token" });
    assertEquals(wrong.code, 1);
    assertMatch(wrong.stderr, /server_refused/);
    assertEquals(await run({ BOTMUX_ACCESS_TOKEN: await setup.token({}) }), { code: 0, stderr: "" });
  });
});
