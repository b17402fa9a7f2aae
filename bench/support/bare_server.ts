/**
 * What BotMux is compared with: the plain runtime doing the same bytes, with nothing kept. Calls are forwarded by
 * `fetch`; updates are asked of upstream by `fetch` and handed to every waiting reader from memory.
 *
 * Arguments: upstream URL, bot token. Prints its URL.
 */
import { args, writeErrorLine, writeLine } from "../../src/runtime/process.ts";
import { platform } from "./this_platform.ts";

const [upstream = "", token = ""] = args;
const json = { headers: { "content-type": "application/json" } };

/** Answers of upstream, each by the offset that asks for it. */
const answers = new Map<number, Uint8Array<ArrayBuffer>>();
let waiting: (() => void)[] = [];
let nextOffset = 5_000_000;

async function poll(): Promise<never> {
  for (;;) {
    const response = await fetch(`${upstream}/bot${token}/getUpdates`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ offset: nextOffset, limit: 100, timeout: 50 }),
    });
    const bytes = new Uint8Array(await response.arrayBuffer());
    const { result } = JSON.parse(new TextDecoder().decode(bytes)) as { result: { update_id: number }[] };
    const last = result.at(-1);
    if (last === undefined) continue;
    answers.set(nextOffset, bytes);
    // Readers that start with 0 are at the beginning.
    if (answers.size === 1) answers.set(0, bytes);
    nextOffset = last.update_id + 1;
    const woken = waiting;
    waiting = [];
    for (const wake of woken) wake();
  }
}

async function getUpdates(url: string): Promise<Response> {
  const offset = Number(/offset=(\d+)/.exec(url)?.[1] ?? 0);
  for (;;) {
    const answer = answers.get(offset);
    if (answer !== undefined) return new Response(answer, json);
    await new Promise<void>((resolve) => waiting.push(resolve));
  }
}

const server = await platform.serve({
  hostname: "127.0.0.1",
  port: 0,
  onError: (error) => writeErrorLine(String(error)),
  async fetch(request) {
    if (request.url.includes("/getUpdates")) return await getUpdates(request.url);
    const path = request.url.slice(request.url.indexOf("/", 8));
    const headers = new Headers(request.headers);
    headers.delete("host");
    headers.delete("connection");
    const response = await fetch(upstream + path, {
      method: request.method,
      headers,
      body: await request.arrayBuffer(),
    });
    return new Response(await response.arrayBuffer(), {
      status: response.status,
      headers: { "content-type": response.headers.get("content-type") ?? "" },
    });
  },
});
writeLine(server.url);
poll().catch((error) => writeErrorLine(String(error)));
