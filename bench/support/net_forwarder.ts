/**
 * A floor to measure against, no product: forwards HTTP/1.1 between `node:net` sockets with as little work as could be
 * right. It trusts both sides, reads `Content-Length` and nothing else of the framing, and keeps whole bodies in memory.
 *
 * Argument: upstream URL. Prints its URL.
 */
import { Buffer } from "node:buffer";
import { connect, createServer, type Socket } from "node:net";
import { args, writeLine } from "../../src/runtime/process.ts";

const upstream = new URL(args[0] ?? "");
const headEnd = Buffer.from("\r\n\r\n");

/** A connection to upstream and who waits for its answer. */
interface Line {
  readonly socket: Socket;
  client: Socket | undefined;
}

const idle: Line[] = [];

/** Calls back with each whole message, its head as text. */
function readMessages(socket: Socket, take: (head: string, message: Buffer, bodyAt: number) => void): void {
  let rest: Buffer | undefined;
  let needed = 0;
  let head = "";
  let bodyAt = 0;
  socket.setNoDelay(true).on("error", () => {}).on("data", (chunk: Buffer) => {
    const bytes = rest === undefined ? chunk : Buffer.concat([rest, chunk]);
    rest = bytes;
    if (needed === 0) {
      const end = bytes.indexOf(headEnd);
      if (end < 0) return;
      head = bytes.toString("latin1", 0, end);
      bodyAt = end + headEnd.length;
      needed = bodyAt + contentLength(head);
    }
    if (bytes.length < needed) return;
    rest = undefined;
    needed = 0;
    take(head, bytes, bodyAt);
  });
}

function contentLength(head: string): number {
  const at = head.search(/\r\ncontent-length:/i);
  return at < 0 ? 0 : parseInt(head.slice(at + 17), 10);
}

function openLine(): Line {
  const line: Line = { socket: connect(Number(upstream.port), upstream.hostname), client: undefined };
  readMessages(line.socket, (_head, message) => {
    const { client } = line;
    line.client = undefined;
    idle.push(line);
    client?.write(message);
  });
  return line;
}

/** The head for upstream: the host's own name, and no field that concerns one connection. */
function rewriteHead(head: string): string {
  const [requestLine = "", ...fields] = head.split("\r\n");
  const kept = fields.filter((field) => !/^(host|connection):/i.test(field));
  return [requestLine, `Host: ${upstream.host}`, ...kept, "", ""].join("\r\n");
}

const server = createServer((client) => {
  readMessages(client, (head, message, bodyAt) => {
    const line = idle.pop() ?? openLine();
    line.client = client;
    line.socket.write(rewriteHead(head) + message.toString("latin1", bodyAt), "latin1");
  });
});
server.listen(0, "127.0.0.1", 4096, () => {
  const address = server.address();
  if (address !== null && typeof address === "object") writeLine(`http://127.0.0.1:${address.port}`);
});
