import { assert, assertEquals } from "@std/assert";
import { test } from "node:test";
import { asArray, asRecord } from "../../src/base/json_value.ts";
import { ApiClient, testApiKey } from "../support/api_client.ts";
import { ConsoleVisitor } from "../support/console_visitor.ts";
import { walk } from "../support/console_walk.ts";
import { type OddUpdate, OddUpdateMaker } from "../support/odd_updates.ts";
import { createRandom } from "../support/random.ts";
import { ServedBotmux } from "../support/served_botmux.ts";
import { platform } from "../support/this_platform.ts";
import { until } from "../support/until.ts";

const botId = 123456;
const token = `${botId}:${"A".repeat(35)}`;
const count = 150;
const seeds = [1, 2];

/** An upstream that has these updates, as JSON text, and nothing else. */
async function serveUpdates(updates: readonly string[]) {
  const closing = new AbortController();
  let confirmed = 0;
  const server = await platform.serve({
    hostname: "127.0.0.1",
    port: 0,
    async fetch(request) {
      const method = new URL(request.url).pathname.split("/").at(-1)?.toLowerCase();
      if (method === "getme") {
        return answer(`{"id":${botId},"is_bot":true,"first_name":"Odd","username":"odd_bot"}`);
      }
      if (method === "getwebhookinfo") return answer(`{"url":"","pending_update_count":0}`);
      if (method !== "getupdates") return answer("true");
      const text = await request.text();
      const parameters = new URL(request.url).searchParams;
      const offset = Number(parameters.get("offset") ?? /"?offset"?[=:](-?\d+)/.exec(text)?.[1] ?? 0);
      confirmed = Math.max(confirmed, offset - 1);
      const left = updates.slice(confirmed, confirmed + 20);
      if (left.length === 0) {
        await new Promise<void>((resolve) => {
          const done = setTimeout(resolve, 5_000);
          AbortSignal.any([closing.signal, request.signal]).addEventListener("abort", () => {
            clearTimeout(done);
            resolve();
          });
        });
      }
      return answer(`[${left.join(",")}]`);
    },
    onError(error) {
      throw error;
    },
  });
  return {
    url: server.url,
    get confirmed() {
      return confirmed;
    },
    async [Symbol.asyncDispose]() {
      closing.abort();
      await server.close(0);
    },
  };
}

function answer(result: string): Response {
  return new Response(`{"ok":true,"result":${result}}`, { headers: { "content-type": "application/json" } });
}

/** Reads a stream of events until it is told to stop; gives what stood in it. */
function follow(url: string, signal: AbortSignal): Promise<string> {
  return fetch(url, { headers: { authorization: `Bearer ${testApiKey}` }, signal }).then(
    async ({ status, body }) => {
      assertEquals(status, 200);
      let text = "";
      try {
        for await (const piece of body!.pipeThrough(new TextDecoderStream("utf-8", { fatal: true }))) {
          text += piece;
        }
      } catch (error) {
        if (!signal.aborted) throw error;
      }
      return text;
    },
  );
}

/** Every page of a list of the API. */
async function readAll(api: ApiClient, path: string): Promise<readonly unknown[]> {
  const items: unknown[] = [];
  let next = "";
  do {
    const { status, body } = await api.get(`${path}${path.includes("?") ? "&" : "?"}limit=100${next}`);
    assertEquals(status, 200, path);
    items.push(...body.items);
    next = body.next === null || body.next === undefined ? "" : `&cursor=${encodeURIComponent(body.next)}`;
  } while (next !== "");
  return items;
}

for (const seed of seeds) {
  test(`odd updates break no page, list, export or stream, and hide nothing beside them (seed ${seed})`, async () => {
    const maker = new OddUpdateMaker(createRandom(seed));
    const odd: OddUpdate[] = [];
    const updates: string[] = [];
    for (let index = 0; index < count; index++) {
      const made = maker.make(updates.length + 1);
      odd.push(made);
      updates.push(made.json);
      const chat = { id: made.chatId, type: "supergroup", title: `Chat ${index}` };
      const from = { id: 4_300 + index, is_bot: false, first_name: `Bea${index}` };
      const message = { message_id: 2, date: 1_790_000_100, chat, from, text: `witness${index}` };
      updates.push(JSON.stringify({ update_id: updates.length + 1, message }));
    }
    await using upstream = await serveUpdates(updates);
    await using served = await ServedBotmux.open({
      upstream: upstream.url,
      bots: [token],
      apiKey: testApiKey,
    });
    const api = await ApiClient.open(served.url);
    await api.done("POST", "/operators", { name: "looker", password: "wide meadow 73 lamps", role: "owner" });
    const visitor = await new ConsoleVisitor(served.url).signIn("looker", "wide meadow 73 lamps");
    const ended = new AbortController();
    const streams = ["/api/v1/tail", "/api/v1/events"].map((path) => follow(served.url + path, ended.signal));

    served.start();
    const { archive } = served.botmux;
    await until(async () => (await archive!.search({ text: `witness${count - 1}` })).items.length === 1);
    assertEquals(upstream.confirmed >= updates.length - 20, true);

    const paths = new Set<string>();
    for (const { chatId } of odd) {
      paths.add(`/chats/${botId}/${chatId}`).add(`/chats/${botId}/${chatId}/messages/1`);
    }
    for (const [index, { chatId }] of odd.entries()) {
      const { status, html } = await visitor.get(`/chats/${botId}/${chatId}`);
      assertEquals(status, 200, `${html.slice(0, 500)} ${updates[2 * index]?.slice(0, 2_000)}`);
      assert(
        html.includes(`witness${index}`) && html.trimEnd().endsWith("</html>"),
        updates[2 * index]?.slice(0, 2_000),
      );
    }
    for (const { address, status, html } of await walk(visitor, 60)) {
      assert(status < 500 && (status >= 300 || html.trimEnd().endsWith("</html>")), `${address}: ${status}`);
    }

    const base = `/bots/${botId}/archive`;
    const chats = (await readAll(api, `${base}/chats`)).map((chat) => Number(asRecord(chat)?.chat_id));
    for (const { chatId } of odd) assert(chats.includes(chatId));
    for (const user of await readAll(api, `${base}/users`)) {
      assertEquals((await api.get(`${base}/users/${Number(asRecord(user)?.user_id)}`)).status, 200);
    }
    for (const chat of chats) {
      const path = `${base}/chats/${chat}`;
      assertEquals((await api.get(path)).status, 200);
      await readAll(api, `${path}/members`);
      for (const message of await readAll(api, `${path}/messages`)) {
        const id = Number(asRecord(message)?.message_id);
        const { status } = await api.get(`${path}/messages/${id}`);
        // Only ids that Telegram can give have an address.
        assert(
          id > 0 && id < 2 ** 31 ? status < 500 : status === 400 || status === 404 || status === 422,
          `${id}: ${status}`,
        );
      }
      for (const format of ["jsonl", "html"]) {
        const response = await fetch(`${served.url}/api/v1${path}/export?format=${format}`, {
          headers: { authorization: `Bearer ${testApiKey}` },
        });
        const text = await response.text();
        assertEquals(response.status, 200);
        if (format === "html") assert(text.endsWith("</html>\n"));
        else {for (const line of text.trimEnd().split("\n").filter(Boolean)) {
            assert(asRecord(JSON.parse(line)) !== undefined);
          }}
      }
    }
    await readAll(api, `${base}/search?text=text`);
    await readAll(api, "/messages/search?text=x");
    for (const path of [`${base}/statistics`, `${base}/statistics?from=2026-09-01&to=2026-10-01`]) {
      assertEquals((await api.get(path)).status, 200);
    }

    ended.abort();
    for (const stream of streams) {
      const events = (await stream).split("\n").filter((line) => line.startsWith("data:"));
      for (const line of events.slice(0, -1)) JSON.parse(line.slice(5));
      assert(asArray(events).length > 0);
    }
  });
}
