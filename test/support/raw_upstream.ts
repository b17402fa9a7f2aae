import { createServer, type Socket } from "node:net";
import { portOf } from "./loopback.ts";

/** An upstream made of raw sockets: it shows the exact bytes it got and says the exact bytes it is told. */
export interface RawUpstream extends AsyncDisposable {
  readonly url: string;
  /** Each complete request, its chunks put together, in the order of arrival. */
  readonly requests: string[];
}

/** `answer` gives the bytes for one request; `undefined` cuts the connection. */
export async function startRawUpstream(
  answer: (request: string) => string | undefined,
): Promise<RawUpstream> {
  const requests: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    let text = "";
    socket.on("error", () => socket.destroy());
    socket.on("close", () => sockets.delete(socket));
    // Each byte is one character; the decoder of that name would change some.
    socket.setEncoding("latin1");
    socket.on("data", (chunk: string) => {
      text += chunk;
      const request = completeRequest(text);
      if (request === undefined) return;
      text = "";
      requests.push(request);
      const bytes = answer(request);
      if (bytes === undefined) socket.destroy();
      else socket.write(bytes, "latin1");
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${portOf(server)}`,
    requests,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

/** An answer with a body of the length it announces. */
export function rawAnswer(body: string, head = "HTTP/1.1 200 OK\r\nContent-Type: application/json"): string {
  return `${head}\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
}

/** Head and body of a request, once all of it is there; a chunked body without its chunk sizes. */
function completeRequest(text: string): string | undefined {
  const end = text.indexOf("\r\n\r\n");
  if (end < 0) return undefined;
  const head = text.slice(0, end + 4);
  const body = text.slice(end + 4);
  if (/^transfer-encoding: chunked/im.test(head)) {
    const joined = joinChunks(body);
    return joined === undefined ? undefined : head + joined;
  }
  const length = Number(/^content-length: (\d+)/im.exec(head)?.[1] ?? 0);
  return body.length >= length ? text : undefined;
}

/** The chunks of a body without their sizes; `undefined` until the last is there. */
function joinChunks(body: string): string | undefined {
  const chunks: string[] = [];
  for (let at = 0;;) {
    const sizeEnd = body.indexOf("\r\n", at);
    if (sizeEnd < 0) return undefined;
    const size = parseInt(body.slice(at, sizeEnd), 16);
    const end = sizeEnd + 2 + size;
    if (body.length < end + 2) return undefined;
    if (size === 0) return chunks.join("");
    chunks.push(body.slice(sizeEnd + 2, end));
    at = end + 2;
  }
}
