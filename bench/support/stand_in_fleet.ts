/**
 * A stand-in for Telegram with any number of bots that never hear anything, in a process of its own: every getUpdates is
 * held for its timeout. `/count` tells how many polls it holds. Prints its URL.
 */
import { createServer } from "node:http";
import { writeLine } from "../../src/runtime/process.ts";

let held = 0;

const server = createServer((request, response) => {
  const [, id = "", method = ""] = /^\/bot(\d+):[^/]*\/(\w+)/.exec(request.url ?? "") ?? [];
  const reply = (result: unknown) => {
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify({ ok: true, result }));
  };
  request.resume();
  if (request.url === "/count") return reply(held);
  if (method === "getMe") {
    return reply({ id: Number(id), is_bot: true, first_name: "Idle", username: `idle${id}_bot` });
  }
  if (method === "getWebhookInfo") return reply({ url: "" });
  if (method === "getUserProfilePhotos") return reply({ total_count: 0, photos: [] });
  held++;
  let text = "";
  request.on("data", (part) => text += part);
  request.on("end", () => {
    const { timeout } = JSON.parse(text) as { timeout: number };
    const timer = setTimeout(() => reply([]), timeout * 1000);
    response.on("close", () => {
      held--;
      clearTimeout(timer);
    });
  });
});
server.requestTimeout = 0;
server.listen(0, "127.0.0.1", 4096, () => {
  const address = server.address();
  if (address !== null && typeof address === "object") writeLine(`http://127.0.0.1:${address.port}`);
});
