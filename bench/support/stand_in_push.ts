/**
 * Both ends of a push in one process, so that one clock measures: a stand-in for Telegram that hands updates out by
 * getUpdates, and the backends they end at. Prints the URL of the former; `/backends` tells those of the latter, `/open`
 * begins, and `/result` answers with a {@linkcode PushResult} once every backend that is well has everything.
 *
 * Arguments: number of updates; updates handed out per second, 0 for as many as are asked for; then for each backend
 * `well` (answers 204), `slow` (the same after 5 s), `failing` (answers 500, and is tried twice with each update) or `dead`
 * (nobody listens).
 */
import { args, writeLine } from "../../src/runtime/process.ts";
import { quantile } from "./figures.ts";
import { platform } from "./this_platform.ts";
import { chatOf, firstId, updateText } from "./update_text.ts";

/** A backend, and what BotMux is told of it. */
export interface PushBackend {
  readonly url: string;
  /** How often an update is tried; absent for no limit. */
  readonly maxAttempts?: number;
}

/** What the backends that are well saw, all together. */
export interface PushResult {
  /** Deliveries per second, the first third of them left out. */
  readonly perSecond: number;
  /** Milliseconds from the answer of upstream to the arrival at a backend, the first third left out. */
  readonly p50: number;
  readonly p99: number;
  /** Deliveries of an update that was there already. */
  readonly repeats: number;
  /** Deliveries after a later one of the same chat. */
  readonly misplaced: number;
}

const slowMs = 5000;
const [countText = "0", perSecondText = "0", ...behaviours] = args;
const count = Number(countText);
const perSecond = Number(perSecondText);
const text = "x".repeat(100);
const json = { headers: { "content-type": "application/json" } };

const opened = Promise.withResolvers<void>();
const done = Promise.withResolvers<void>();
let openedAtMs = 0;
let firstUnsent = firstId;
const handedOutAtMs = new Float64Array(count);

const wanted = count * behaviours.filter((each) => each === "well").length;
const skipped = Math.floor(wanted / 3);
const latencies: number[] = [];
let arrived = 0;
let warmAtMs = 0;
let doneAtMs = 0;
let repeats = 0;
let misplaced = 0;

/** Updates before this id are there to be handed out. */
function dueBefore(): number {
  if (perSecond === 0) return firstId + count;
  const due = Math.floor((performance.now() - openedAtMs) * perSecond / 1000);
  return firstId + Math.min(count, due);
}

async function getUpdates(request: Request): Promise<Response> {
  const { offset, limit, timeout } = await request.json() as {
    offset: number;
    limit: number;
    timeout: number;
  };
  await opened.promise;
  const from = Math.max(offset, firstId);
  if (from >= firstId + count) {
    await new Promise((resolve) => setTimeout(resolve, timeout * 1000));
    return new Response('{"ok":true,"result":[]}', json);
  }
  while (from >= dueBefore()) await new Promise((resolve) => setTimeout(resolve, 1));
  const to = Math.min(from + limit, dueBefore());
  const updates: string[] = [];
  for (let id = from; id < to; id++) updates.push(updateText(id, text));
  const nowMs = performance.now();
  for (; firstUnsent < to; firstUnsent++) handedOutAtMs[firstUnsent - firstId] = nowMs;
  return new Response(`{"ok":true,"result":[${updates.join(",")}]}`, json);
}

/** A backend that is well, and all that it may find out. */
function createTaker(): (body: string) => void {
  const seen = new Uint8Array(count);
  const lastOfChat = new Map<number, number>();
  return (body) => {
    const id = Number(body.slice(body.indexOf(":") + 1, body.indexOf(",")));
    const nowMs = performance.now();
    if (seen[id - firstId] !== 0) return void repeats++;
    seen[id - firstId] = 1;
    const chat = chatOf(id);
    if (id < (lastOfChat.get(chat) ?? 0)) misplaced++;
    lastOfChat.set(chat, id);
    arrived++;
    if (arrived > skipped) latencies.push(nowMs - handedOutAtMs[id - firstId]!);
    if (arrived === skipped) warmAtMs = nowMs;
    if (arrived < wanted) return;
    doneAtMs = nowMs;
    done.resolve();
  };
}

async function startBackend(behaviour: string): Promise<PushBackend> {
  if (behaviour === "dead") return { url: "http://127.0.0.1:1/" };
  const take = behaviour === "well" ? createTaker() : undefined;
  const server = await platform.serve({
    hostname: "127.0.0.1",
    port: 0,
    onError: (error) => writeLine(`backend: ${error}`),
    async fetch(request) {
      const body = await request.text();
      take?.(body);
      if (behaviour === "slow") await new Promise((resolve) => setTimeout(resolve, slowMs));
      return new Response(null, { status: behaviour === "failing" ? 500 : 204 });
    },
  });
  return { url: `${server.url}/`, ...behaviour === "failing" ? { maxAttempts: 2 } : {} };
}

const backends = await Promise.all(behaviours.map(startBackend));
const upstream = await platform.serve({
  hostname: "127.0.0.1",
  port: 0,
  onError: (error) => writeLine(`stand-in: ${error}`),
  async fetch(request) {
    switch (request.url.slice(request.url.lastIndexOf("/") + 1)) {
      case "getUpdates":
        return await getUpdates(request);
      case "getWebhookInfo":
        return Response.json({ ok: true, result: { url: "" } });
      case "backends":
        return Response.json(backends);
      case "open":
        openedAtMs = performance.now();
        opened.resolve();
        return new Response("open");
      case "result": {
        await done.promise;
        const result: PushResult = {
          perSecond: (wanted - skipped) / ((doneAtMs - warmAtMs) / 1000),
          p50: quantile(latencies, 0.5),
          p99: quantile(latencies, 0.99),
          repeats,
          misplaced,
        };
        return Response.json(result);
      }
      default:
        return Response.json({ ok: true, result: { id: 1000001, is_bot: true, username: "bench_bot" } });
    }
  },
});
writeLine(upstream.url);
