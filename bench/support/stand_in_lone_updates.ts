/**
 * A stand-in for Telegram, in a process of its own: each of `/at?rate=<updates per second>` sets how often another update
 * comes, one by one (0: none). Every answer to getUpdates has one update. Arguments: id of the only bot that has any, id of
 * the first update. Prints its URL.
 */
import { createServer } from "node:http";
import { args, writeLine } from "../../src/runtime/process.ts";
import { wornUpdate } from "./worn_update.ts";

const [onlyBot = "", firstId = "1"] = args;
let newest = Number(firstId) - 1;
let timer: ReturnType<typeof setInterval> | undefined;
let waiting: (() => void)[] = [];

function setRate(perSecond: number): void {
  clearInterval(timer);
  timer = undefined;
  if (perSecond === 0) return;
  timer = setInterval(() => {
    newest++;
    const woken = waiting;
    waiting = [];
    for (const wake of woken) wake();
  }, 1000 / perSecond);
}

const server = createServer((request, response) => {
  const { pathname, searchParams } = new URL(request.url ?? "/", "http://localhost");
  const [, id = "", method = ""] = /^\/bot(\d+):[^/]*\/(\w+)/.exec(pathname) ?? [];
  const reply = (result: unknown) => response.end(JSON.stringify({ ok: true, result }));
  response.setHeader("content-type", "application/json");
  let text = "";
  request.on("data", (part) => text += part);
  request.on("end", () => {
    if (pathname === "/at") {
      setRate(Number(searchParams.get("rate")));
      return reply(newest);
    }
    if (method === "getMe") {
      return reply({ id: Number(id), is_bot: true, first_name: "Bench", username: `bench${id}_bot` });
    }
    if (method === "getWebhookInfo") return reply({ url: "" });
    if (method === "getUserProfilePhotos") return reply({ total_count: 0, photos: [] });
    if (method !== "getUpdates") return reply(true);
    const { offset = 0, timeout } = JSON.parse(text) as { offset?: number; timeout: number };
    const answer = () => {
      const next = offset === 0 ? newest : offset;
      response.end(
        next > newest
          ? '{"ok":true,"result":[]}'
          : `{"ok":true,"result":[${wornUpdate(next, Math.floor(Date.now() / 1000))}]}`,
      );
    };
    if (id === onlyBot && offset !== 0 && offset <= newest) return answer();
    const timeoutTimer = setTimeout(() => response.end('{"ok":true,"result":[]}'), timeout * 1000);
    response.on("close", () => clearTimeout(timeoutTimer));
    if (id !== onlyBot) return;
    waiting.push(() => {
      clearTimeout(timeoutTimer);
      if (!response.writableEnded) answer();
    });
  });
});
server.requestTimeout = 0;
server.listen(0, "127.0.0.1", 4096, () => {
  const address = server.address();
  if (address !== null && typeof address === "object") writeLine(`http://127.0.0.1:${address.port}`);
});
