import { createServer, type Server, type Socket } from "node:net";
import { createServer as createTlsServer } from "node:tls";
import { portOf } from "../../support/loopback.ts";

/** One request as a backend of raw sockets sees it. */
export interface RawRequest {
  readonly head: string;
  readonly body: string;
  /** To answer on, byte by byte if need be. */
  readonly socket: Socket;
  /** Number of its connection, from 0. */
  readonly connection: number;
  /** Host name the client asked for in its TLS greeting; empty for none. */
  readonly serverName: string;
}

/** A backend that says and does on its sockets exactly what a test tells it. */
export interface RawBackend extends AsyncDisposable {
  readonly port: number;
  readonly requests: readonly RawRequest[];
  /** Connections taken so far. */
  readonly connections: number;
  /** Those that stand now. */
  readonly open: ReadonlySet<Socket>;
}

export interface RawBackendOptions {
  /** PEM texts; absent for plain connections. */
  readonly tls?: { readonly cert: string; readonly key: string };
  /** Called for each connection before anything is read from it. */
  readonly onConnection?: (socket: Socket) => void;
}

/** Starts one on a free port of the loopback; `answer` is called for each complete request. */
export async function startRawBackend(
  answer: (request: RawRequest) => void,
  { tls, onConnection }: RawBackendOptions = {},
): Promise<RawBackend> {
  const requests: RawRequest[] = [];
  const open = new Set<Socket>();
  let connections = 0;
  const serve = (socket: Socket) => {
    const connection = connections++;
    const name = "servername" in socket ? socket.servername : "";
    const serverName = typeof name === "string" ? name : "";
    let text = "";
    open.add(socket);
    socket.on("error", () => socket.destroy());
    socket.on("close", () => open.delete(socket));
    onConnection?.(socket);
    socket.on("data", (bytes: Uint8Array) => {
      text += new TextDecoder("latin1").decode(bytes);
      const end = text.indexOf("\r\n\r\n") + 4;
      const length = Number(/^content-length: (\d+)/im.exec(text.slice(0, end))?.[1] ?? 0);
      if (end < 4 || text.length < end + length) return;
      const request = {
        head: text.slice(0, end),
        body: text.slice(end, end + length),
        socket,
        connection,
        serverName,
      };
      text = text.slice(end + length);
      requests.push(request);
      answer(request);
    });
  };
  const server: Server = tls === undefined ? createServer(serve) : createTlsServer(tls, serve);
  server.on("tlsClientError", () => {});
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: portOf(server),
    requests,
    open,
    get connections() {
      return connections;
    },
    async [Symbol.asyncDispose]() {
      for (const socket of open) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

/** An answer without a body that keeps the connection. */
export const noContent = "HTTP/1.1 204 No Content\r\n\r\n";
