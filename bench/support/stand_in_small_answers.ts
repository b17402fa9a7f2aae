/** Answers every request over raw sockets with 300 bytes of JSON, at the least cost. Prints its URL. */
import { Buffer } from "node:buffer";
import { createServer } from "node:net";
import process from "node:process";

const body = `{"ok":true,"result":{"message_id":1,"text":"${"x".repeat(253)}"}}`;
const answer = Buffer.from(
  `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
);

const server = createServer((socket) => {
  socket.setNoDelay(true);
  socket.on("error", () => {});
  socket.on("data", (bytes) => {
    // Each request leaves its client in one piece, or in two whose last ends the chunked body.
    const text = bytes.toString("latin1");
    if (!/transfer-encoding/i.test(text) || text.endsWith("0\r\n\r\n")) socket.write(answer);
  });
});
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  process.stdout.write(`http://127.0.0.1:${typeof address === "object" ? address?.port : ""}\n`);
});
