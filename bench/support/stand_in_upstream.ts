/**
 * A stand-in for Telegram, in a process of its own: answers getUpdates with up to `limit` updates at once, as long as
 * any are left of `updates`, and every other method with a small message of the next id. Updates come in after `/open`
 * and until `/hold`, which answers with the id behind the last of them. Prints its URL.
 *
 * Arguments: number of updates, bytes of text in each, updates per second (0: as fast as they are asked for), id of the
 * only bot that has any (without it, each bot has them).
 */
import { args, writeLine } from "../../src/runtime/process.ts";
import { platform } from "./this_platform.ts";
import { firstId, updateText } from "./update_text.ts";

const [countText = "0", textBytes = "100", perSecondText = "0", onlyBot = ""] = args;
const perSecond = Number(perSecondText);
const count = Number(countText);
const text = "x".repeat(Number(textBytes));
const [beforeId = "", afterId = ""] = JSON.stringify({
  ok: true,
  result: {
    message_id: "next",
    date: Math.floor(Date.now() / 1000),
    chat: { id: 7, type: "private" },
    from: { id: 1, is_bot: true },
    text: "pong",
  },
}).split('"next"');
let lastSentId = 0;
const json = { headers: { "content-type": "application/json" } };

/** Resolved while updates come in: after `/open`, and until `/hold`. */
let opened = Promise.withResolvers<void>();
/** Since when they come in; `undefined` while they do not. */
let openedMs: number | undefined;
/** How long they came in before that, in milliseconds. */
let pastMs = 0;

function openMs(): number {
  return openedMs === undefined ? pastMs : pastMs + performance.now() - openedMs;
}

/** The id before which updates exist by now. */
function end(): number {
  const due = perSecond === 0 ? (openMs() > 0 ? count : 0) : Math.floor(openMs() * perSecond / 1000);
  return firstId + Math.min(due, count);
}

async function getUpdates(request: Request): Promise<Response> {
  const { offset, limit, timeout } = await request.json() as {
    offset: number;
    limit: number;
    timeout: number;
  };
  if (!request.url.includes(`/bot${onlyBot}`)) {
    await new Promise((resolve) => setTimeout(resolve, timeout * 1000));
    return new Response('{"ok":true,"result":[]}', json);
  }
  const from = Math.max(offset, firstId);
  while (from >= end() && from < firstId + count) {
    await opened.promise;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  const to = Math.min(from + limit, end());
  if (from >= to) {
    await new Promise((resolve) => setTimeout(resolve, timeout * 1000));
    return new Response('{"ok":true,"result":[]}', json);
  }
  const updates: string[] = [];
  for (let id = from; id < to; id++) updates.push(updateText(id, text));
  return new Response(`{"ok":true,"result":[${updates.join(",")}]}`, json);
}

const bot = { id: 1, is_bot: true, first_name: "Bench", username: "bench_bot" };
const server = await platform.serve({
  hostname: "127.0.0.1",
  port: 0,
  onError: (error) => writeLine(`stand-in: ${error}`),
  async fetch(request) {
    const method = request.url.slice(request.url.lastIndexOf("/") + 1);
    switch (method) {
      case "getUpdates":
        return await getUpdates(request);
      case "open":
        openedMs = performance.now();
        opened.resolve();
        return new Response("open");
      case "hold":
        pastMs = openMs();
        openedMs = undefined;
        opened = Promise.withResolvers();
        return new Response(String(end()));
      case "getMe":
        return Response.json({ ok: true, result: bot });
      case "getWebhookInfo":
        return Response.json({ ok: true, result: { url: "" } });
      default:
        // Reads what was sent, as a real server must.
        await request.arrayBuffer();
        return new Response(`${beforeId}${++lastSentId}${afterId}`, json);
    }
  },
});
writeLine(server.url);
