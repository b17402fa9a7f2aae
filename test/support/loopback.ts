import { createServer, type RequestListener, type Server } from "node:http";
import { connect, type Socket } from "node:net";
import { text } from "node:stream/consumers";

/** An HTTP server on a free port of the loopback, made of a `node:http` listener. */
export interface LoopbackServer extends AsyncDisposable {
  readonly port: number;
  readonly url: string;
  readonly server: Server;
}

/** Starts one; disposing closes it with all its connections. */
export async function listenOnLoopback(listener: RequestListener): Promise<LoopbackServer> {
  const server = createServer(listener);
  // Long polls: no limit on how long an answer may take.
  server.requestTimeout = 0;
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const port = portOf(server);
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    server,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

/** The port a `node:http` or `node:net` server listens on. */
export function portOf(server: { address(): unknown }): number {
  const address = server.address();
  if (typeof address !== "object" || address === null || !("port" in address)) {
    throw new TypeError("Cannot tell the port: the server does not listen");
  }
  return Number(address.port);
}

/** A raw connection to a port of the loopback, once it stands. */
export async function connectRaw(port: number): Promise<Socket> {
  const socket = connect(port, "127.0.0.1");
  await new Promise<void>((resolve, reject) => socket.once("connect", resolve).once("error", reject));
  return socket;
}

/** All that a raw connection sends until it ends. */
export async function readToEnd(socket: Socket): Promise<string> {
  return await text(socket);
}
