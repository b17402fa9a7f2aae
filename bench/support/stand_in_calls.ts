/**
 * A stand-in for Telegram that costs as little as can be, so that what precedes it is what limits a load: reads
 * requests off raw sockets, and answers each method with a message of about 300 bytes and the next id. Nothing ever comes
 * by getUpdates. Prints its URL.
 */
import { Buffer } from "node:buffer";
import { createServer, type Socket } from "node:net";
import { writeLine } from "../../src/runtime/process.ts";

const headEnd = Buffer.from("\r\n\r\n");
const pollMs = 30_000;
let lastId = 0;

const message = JSON.stringify({
  ok: true,
  result: {
    message_id: 0,
    date: Math.floor(Date.now() / 1000),
    chat: { id: 42, type: "private", first_name: "Ann" },
    from: { id: 1000001, is_bot: true, first_name: "Bench", username: "bench_bot" },
    text: "pong ".repeat(24),
  },
});
const [beforeId = "", afterId = ""] = message.split('"message_id":0');

function reply(socket: Socket, body: string): void {
  socket.write(
    `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
    "latin1",
  );
}

function answer(socket: Socket, requestLine: string): void {
  if (requestLine.includes("/getUpdates")) {
    const timer = setTimeout(() => reply(socket, '{"ok":true,"result":[]}'), pollMs);
    socket.once("close", () => clearTimeout(timer));
  } else if (requestLine.includes("/getMe")) {
    reply(
      socket,
      '{"ok":true,"result":{"id":1000001,"is_bot":true,"first_name":"Bench","username":"bench_bot"}}',
    );
  } else if (requestLine.includes("/getWebhookInfo")) {
    reply(socket, '{"ok":true,"result":{"url":""}}');
  } else {
    reply(socket, `${beforeId}"message_id":${++lastId}${afterId}`);
  }
}

/** Length of the request at the start of `bytes`; `undefined` until it is whole. */
function lengthOf(bytes: Buffer, head: string, bodyAt: number): number | undefined {
  if (/\r\ntransfer-encoding: *chunked/i.test(head)) {
    const end = bytes.indexOf("0\r\n\r\n", bodyAt);
    return end < 0 ? undefined : end + 5;
  }
  const length = bodyAt + Number(/\r\ncontent-length: *(\d+)/i.exec(head)?.[1] ?? 0);
  return bytes.length < length ? undefined : length;
}

const server = createServer({ noDelay: true }, (socket) => {
  let rest: Buffer | undefined;
  socket.on("error", () => {});
  socket.on("data", (chunk: Buffer) => {
    let bytes = rest === undefined ? chunk : Buffer.concat([rest, chunk]);
    for (;;) {
      const end = bytes.indexOf(headEnd);
      if (end < 0) break;
      const head = bytes.toString("latin1", 0, end);
      const length = lengthOf(bytes, head, end + headEnd.length);
      if (length === undefined) break;
      answer(socket, head.slice(0, head.indexOf("\r\n")));
      bytes = bytes.subarray(length);
    }
    rest = bytes.length === 0 ? undefined : bytes;
  });
});
server.listen(0, "127.0.0.1", 4096, () => {
  const address = server.address();
  if (address !== null && typeof address === "object") writeLine(`http://127.0.0.1:${address.port}`);
});
