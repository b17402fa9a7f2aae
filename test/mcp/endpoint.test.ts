import { assert, assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import { connectAgent, openAgents } from "../support/agent_setup.ts";

const initialize = JSON.stringify({
  jsonrpc: "2.0",
  id: 1,
  method: "initialize",
  params: {
    protocolVersion: "2025-11-25",
    capabilities: {},
    clientInfo: { name: "raw", version: "1" },
  },
});

async function ask(
  url: string,
  headers: Record<string, string>,
  method = "POST",
): Promise<{ readonly status: number; readonly text: string; readonly headers: Headers }> {
  const response = await fetch(`${url}/mcp`, {
    method,
    headers: {
      "content-type": "application/json",
      accept: "application/json, text/event-stream",
      ...headers,
    },
    ...(method === "POST" ? { body: initialize } : {}),
  });
  return { status: response.status, text: await response.text(), headers: response.headers };
}

describe("/mcp", () => {
  test("takes access tokens alone: no API key, no bot token, none that was revoked or has expired", async () => {
    await using setup = await openAgents();
    const { url } = setup.served;
    const token = await setup.token({});
    const bearer = (text: string) => ({ authorization: `Bearer ${text}` });
    assertEquals((await ask(url, bearer(token))).status, 200);
    for (const wrong of ["bmx_test-key-with-every-right-0123456789", setup.upstream.bot.token, `${token}x`]) {
      const { status, headers } = await ask(url, bearer(wrong));
      assertEquals([status, headers.get("www-authenticate")], [401, 'Bearer realm="BotMux"']);
    }
    assertEquals((await ask(url, {})).status, 401);
    const { items } = await setup.api.done("GET", `/bots/${setup.bot}/tokens`);
    await setup.api.done("DELETE", `/bots/${setup.bot}/tokens/${items[0].id}`);
    assertEquals((await ask(url, bearer(token))).status, 401);
  });

  test("refuses pages of other origins, as those that DNS rebinding leads here", async () => {
    await using setup = await openAgents();
    const headers = { authorization: `Bearer ${await setup.token({})}` };
    const { url } = setup.served;
    assertEquals((await ask(url, { ...headers, origin: "https://evil.example" })).status, 403);
    assertEquals((await ask(url, { ...headers, origin: "null" })).status, 403);
    assertEquals((await ask(url, { ...headers, origin: url })).status, 200);
  });

  test("keeps no session and has security headers", async () => {
    await using setup = await openAgents();
    const authorization = `Bearer ${await setup.token({})}`;
    const { headers } = await ask(setup.served.url, { authorization });
    assertEquals(headers.get("mcp-session-id"), null);
    assertEquals(headers.get("x-content-type-options"), "nosniff");
    assertEquals((await ask(setup.served.url, { authorization }, "GET")).status, 405);
  });

  test("notes every call in the audit log, without what was written", async () => {
    await using setup = await openAgents();
    const token = await setup.token({ chats: [setup.forum] });
    await using agent = await connectAgent(setup.served.url, token);
    await agent.done("send_message", { chat_id: setup.forum, text: "a secret plan" });
    await agent.refused("send_message", { chat_id: setup.upstream.group, text: "a secret plan" });
    await agent.done("list_chats");
    await agent.refused("read_chat", {});
    const { items } = await setup.api.done("GET", "/audit?actor_kind=access-token");
    type Entry = { action: string; status: number; target: string; actor: { name: string } };
    assertEquals(items.map(({ action, status }: Entry) => [action, status]), [
      ["mcpReadChat", 400],
      ["mcpListChats", 200],
      ["mcpSendMessage", 403],
      ["mcpSendMessage", 200],
    ]);
    assertEquals([items[3].actor.name, items[3].target], [
      "agent",
      `bots/${setup.bot}/chats/${setup.forum}`,
    ]);
    assert(!JSON.stringify(items).includes("secret"));
  });
});
