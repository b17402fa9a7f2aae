/**
 * A stand-in for Telegram, in a process of its own: answers getUpdates with up to `limit` updates at once, as long as
 * any are left of `updates`, and every other method with the same small message. Prints its URL.
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
const sent = JSON.stringify({
  ok: true,
  result: {
    message_id: 1,
    date: 1,
    chat: { id: 7, type: "private" },
    from: { id: 1, is_bot: true },
    text: "pong",
  },
});
const json = { headers: { "content-type": "application/json" } };

/** Updates wait until this is resolved, so that everything else can be set up first. */
const opened = Promise.withResolvers<number>();

/** The id before which updates exist by now. */
function endOf(openedMs: number): number {
  const due = perSecond === 0 ? count : Math.floor((performance.now() - openedMs) * perSecond / 1000);
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
  const openedMs = await opened.promise;
  const from = Math.max(offset, firstId);
  while (from >= endOf(openedMs) && from < firstId + count) {
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  const to = Math.min(from + limit, endOf(openedMs));
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
        opened.resolve(performance.now());
        return new Response("open");
      case "getMe":
        return Response.json({ ok: true, result: bot });
      case "getWebhookInfo":
        return Response.json({ ok: true, result: { url: "" } });
      default:
        // Reads what was sent, as a real server must.
        await request.arrayBuffer();
        return new Response(sent, json);
    }
  },
});
writeLine(server.url);
