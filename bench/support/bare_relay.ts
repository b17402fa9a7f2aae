/**
 * The plain runtime as a relay, with nothing kept on disk: updates are asked of upstream by `fetch` and handed to every
 * waiting reader from memory.
 *
 * Arguments: upstream URL, bot token. Prints its URL.
 */
import { args, writeErrorLine, writeLine } from "../../src/runtime/process.ts";
import { ofRuntime } from "./this_platform.ts";

const [upstream = "", token = ""] = args;
const json = { headers: { "content-type": "application/json" } };

/** Answers of upstream, each by the offset that asks for it. */
const answers = new Map<number, Uint8Array<ArrayBuffer>>();
let waiting: (() => void)[] = [];

async function poll(): Promise<never> {
  for (let offset = 0;;) {
    const response = await fetch(`${upstream}/bot${token}/getUpdates?offset=${offset}&limit=100&timeout=50`);
    const bytes = new Uint8Array(await response.arrayBuffer());
    const { result } = JSON.parse(new TextDecoder().decode(bytes)) as { result: { update_id: number }[] };
    const last = result.at(-1);
    if (last === undefined) continue;
    answers.set(offset, bytes);
    offset = last.update_id + 1;
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

const server = await ofRuntime.serve({
  hostname: "127.0.0.1",
  port: 0,
  onError: (error) => writeErrorLine(String(error)),
  fetch: (request) => getUpdates(request.url),
});
writeLine(server.url);
poll().catch((error) => writeErrorLine(String(error)));
