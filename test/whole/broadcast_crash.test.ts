import { assert, assertEquals } from "@std/assert";
import { join } from "node:path";
import process from "node:process";
import { describe, test } from "node:test";
import { createBotmux } from "../../src/mod.ts";
import { ApiClient, testApiKey } from "../support/api_client.ts";
import { type Program, startProgram } from "../support/program.ts";
import { createTempFolder } from "../support/temp_folder.ts";
import { platform } from "../support/this_platform.ts";
import { until } from "../support/until.ts";

const botId = 7_000_000_001;
const token = `${botId}:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA`;
const hasAllLives = process.env["TEST_ALL_LIVES"] !== undefined;
/** `bun run test:broadcast` sends to 100,000, which takes seven minutes. */
const people = Number(process.env["BROADCAST_RECIPIENTS"] ?? (hasAllLives ? 8_000 : 2_000));
const kills = hasAllLives ? 10 : 3;

/** An upstream that counts the messages of each chat. */
async function serveUpstream() {
  const received = new Map<number, number>();
  const state = { count: 0 };
  const server = await platform.serve({
    hostname: "127.0.0.1",
    port: 0,
    async fetch(request) {
      const method = new URL(request.url).pathname.split("/").at(-1);
      if (method === "getMe") {
        return ok({ id: botId, is_bot: true, first_name: "Crash", username: "crash_bot" });
      }
      if (method === "getUpdates") {
        await new Promise((resolve) => setTimeout(resolve, 500));
        return ok([]);
      }
      if (method !== "sendMessage") return ok(method === "getWebhookInfo" ? { url: "" } : true);
      const { chat_id: chat, text } = await request.json();
      received.set(chat, (received.get(chat) ?? 0) + 1);
      return ok({ message_id: ++state.count, date: 1, chat: { id: chat, type: "private" }, text });
    },
    // Connections are cut on purpose.
    onError: () => {},
  });
  return { url: server.url, received, state, close: () => server.close(0) };
}

function ok(result: unknown): Response {
  return Response.json({ ok: true, result });
}

describe("A broadcast whose BotMux is killed", () => {
  test("gives each recipient one message, except those listed as uncertain", async () => {
    using folder = createTempFolder();
    const dataDir = join(folder.path, "data");
    const upstream = await serveUpstream();
    const botmux = await createBotmux({ dataDir, bots: [token] });
    await botmux.registry.updateBot(botId, { botRate: "300/s" });
    await botmux.close();
    const words = ["--listen", "127.0.0.1:0", "--data", dataDir, "--upstream", upstream.url];
    let program: Program | undefined;
    const start = async () => {
      program = startProgram(words, { cwd: folder.path, env: { BOTMUX_API_KEY: testApiKey } });
      return await ApiClient.open(await program.url());
    };
    try {
      let api = await start();
      const path = `/bots/${botId}/broadcasts`;
      const body = {
        method: "sendMessage",
        parameters: { text: "a" },
        audience: { kind: "chats", chats: [] },
      };
      const { id } = await api.done("POST", path, { ...body, draft: true });
      for (let first = 1; first <= people; first += 10_000) {
        const chats = Array.from({ length: Math.min(10_000, people) }, (_, index) => first + index);
        await api.done("POST", `${path}/${id}/chats`, { chats });
      }
      await api.done("POST", `${path}/${id}/resume`);
      for (let kill = 1; kill <= kills; kill++) {
        const target = upstream.state.count + people / 20;
        await until(() => upstream.state.count >= target, 300_000);
        program?.child.kill("SIGKILL");
        await program?.ended();
        api = await start();
      }
      let found = await api.done("GET", `${path}/${id}`);
      await until(async () => {
        found = await api.done("GET", `${path}/${id}`);
        return found.state === "finished";
      }, 900_000);
      const uncertain = new Set<number>();
      for (let after: number | null = 0; after !== null;) {
        const query: string = `state=uncertain&limit=200&after=${after}`;
        const page = await api.done("GET", `${path}/${id}/recipients?${query}`);
        for (const { chat } of page.items) uncertain.add(chat);
        after = page.next;
      }
      for (let chat = 1; chat <= people; chat++) {
        const messages = upstream.received.get(chat) ?? 0;
        assert(messages === 1 || (messages === 0 && uncertain.has(chat)), `${chat} got ${messages} messages`);
      }
      assertEquals([found.sent + found.uncertain, found.failed], [people, 0]);
      // Those of about a second.
      assert(uncertain.size <= kills * 300, `${uncertain.size} are uncertain`);
    } finally {
      program?.child.kill("SIGKILL");
      await program?.ended();
      await upstream.close();
    }
  });
});
