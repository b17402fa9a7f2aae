import { createServer, request as forward } from "node:http";
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { portOf } from "./loopback.ts";

/** An HTTP proxy that tunnels (CONNECT) and forwards (absolute form). */
export interface TestProxy extends AsyncDisposable {
  readonly port: number;
  /** Method, target and credentials of each request, in order. */
  readonly seen: readonly string[];
}

/** Starts one on a free port; `refuse` answers every CONNECT with that status. */
export async function startProxy(options: { readonly refuse?: number } = {}): Promise<TestProxy> {
  const seen: string[] = [];
  const sockets = new Set<Socket>();
  const note = (method = "", url = "", credentials = "") =>
    seen.push(`${method} ${url} ${credentials}`.trim());
  const server = createServer((request, response) => {
    note(request.method, request.url, request.headers["proxy-authorization"]);
    const onward = forward(
      request.url ?? "",
      { method: request.method, headers: request.headers },
      (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      },
    );
    onward.on("error", () => response.destroy());
    request.pipe(onward);
  });
  server.on("connection", (socket: Socket) => sockets.add(socket));
  server.on("connect", (request, client: Socket) => {
    note(request.method, request.url, request.headers["proxy-authorization"]);
    if (options.refuse !== undefined) {
      client.end(`HTTP/1.1 ${options.refuse} No\r\n\r\n`);
      return;
    }
    const { hostname, port } = new URL(`http://${request.url}`);
    const onward = connect(Number(port), hostname, () => {
      client.write("HTTP/1.1 200 Connection established\r\n\r\n");
      onward.pipe(client).pipe(onward);
    });
    sockets.add(onward);
    onward.on("error", () => client.destroy());
    client.on("error", () => onward.destroy());
    client.on("close", () => onward.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: portOf(server),
    seen,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
