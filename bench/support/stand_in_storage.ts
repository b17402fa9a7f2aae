/**
 * A stand-in for a Bot API server with large files, in a process of its own: counts what is uploaded, and sends
 * `/file/…/<bytes>` as that many bytes. `?slow` makes it take its time. Prints its URL.
 */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { writeLine } from "../../src/runtime/process.ts";

const chunk = new Uint8Array(64 * 1024).fill(120);
/** A slow one takes a pause of a millisecond after each chunk. */
const pauseMs = 1;

const answers: Readonly<Record<string, unknown>> = {
  getMe: { id: 1000001, is_bot: true, first_name: "Bench", username: "bench_bot" },
  getWebhookInfo: { url: "" },
};

function receive(request: IncomingMessage, response: ServerResponse, isSlow: boolean): void {
  let bytes = 0;
  request.on("data", (part: Uint8Array) => {
    bytes += part.length;
    if (!isSlow) return;
    request.pause();
    setTimeout(() => request.resume(), pauseMs);
  });
  request.on("end", () => reply(response, { bytes }));
}

function send(response: ServerResponse, bytes: number): void {
  response.writeHead(200, { "content-type": "application/octet-stream", "content-length": bytes });
  let left = bytes;
  const more = () => {
    while (left > 0) {
      const part = left < chunk.length ? chunk.subarray(0, left) : chunk;
      left -= part.length;
      if (!response.write(part)) return void response.once("drain", more);
    }
    response.end();
  };
  more();
}

function reply(response: ServerResponse, result: unknown): void {
  response.setHeader("content-type", "application/json");
  response.end(JSON.stringify({ ok: true, result }));
}

const server = createServer((request, response) => {
  const { pathname, searchParams } = new URL(request.url ?? "/", "http://localhost");
  const last = pathname.slice(pathname.lastIndexOf("/") + 1);
  if (pathname.startsWith("/file/")) return send(response, Number(last));
  if (last === "getUpdates") return void request.resume(); // Nothing ever comes.
  if (last in answers) {
    request.resume();
    return reply(response, answers[last]);
  }
  receive(request, response, searchParams.has("slow"));
});
server.requestTimeout = 0;
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  if (address !== null && typeof address === "object") writeLine(`http://127.0.0.1:${address.port}`);
});
