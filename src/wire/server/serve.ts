import { createPrivateKey, X509Certificate } from "node:crypto";
import { createServer, type Socket } from "node:net";
import { createServer as createTlsServer } from "node:tls";
import { toListenError } from "../../base/listen_error.ts";
import { ConnectionTable } from "./connection_table.ts";
import type { Exchange } from "./exchange.ts";
import { type ServedFetch, serveFetch } from "./fetch_adapter.ts";
import { Listener, type ListenerOptions } from "./listener.ts";
import { defaultServerLimits, type ServerLimits } from "./server_limits.ts";
import type { WireResponse } from "./wire_response.ts";

/** Options for {@linkcode serve}. */
export interface ServeOptions {
  readonly hostname: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** PEM texts; absent for plain HTTP. */
  readonly tls?: { readonly cert: string; readonly key: string } | undefined;
  /** Answers an exchange in bytes, or leaves it to `fetch`. */
  readonly handle?: ((exchange: Exchange) => WireResponse | Promise<WireResponse> | undefined) | undefined;
  /** Answers everything else. */
  readonly fetch: ServedFetch;
  /** Told of what the handlers threw; the client gets an empty 500. */
  readonly onError: (error: unknown) => void;
  /** Closes the server at once when it aborts. */
  readonly signal?: AbortSignal | undefined;
  readonly limits?: Partial<ServerLimits> | undefined;
}

/** A server that listens. */
export interface RunningServer {
  /** Scheme, host and port, without a slash at the end. */
  readonly url: string;
  readonly port: number;
  /** Connections that are open. */
  readonly connections: number;
  /**
   * Takes no more requests, gives those under way `graceMs`, then cuts them off. Resolves when all are gone; calling it
   * again waits for the same end.
   */
  close(graceMs: number): Promise<void>;
}

/**
 * Serves HTTP/1.1 on `node:net`, or on `node:tls`.
 *
 * @throws {OperationalError} when the address cannot be listened on, or the certificate cannot be used.
 */
export async function serve(options: ServeOptions): Promise<RunningServer> {
  const { hostname, port, tls, signal, handle, fetch, onError } = options;
  const limits = { ...defaultServerLimits, ...options.limits };
  const table = new ConnectionTable(limits, {
    respond: (exchange) => handle?.(exchange) ?? serveFetch(fetch, exchange),
    onError,
  });
  let listener: Listener;
  try {
    const create = tls === undefined ? createPlain(table) : createSecure(table, tls);
    listener = await Listener.open({ hostname, port, create, onError });
  } catch (error) {
    throw toListenError(error, hostname, port);
  }
  let closing: Promise<void> | undefined;
  const close = (graceMs: number) => closing ??= closeServer(listener, table, graceMs);
  if (signal?.aborted) await close(0);
  else signal?.addEventListener("abort", () => void close(0), { once: true });
  const host = hostname.includes(":") ? `[${hostname}]` : hostname;
  return {
    url: `${tls === undefined ? "http" : "https"}://${host}:${listener.port}`,
    port: listener.port,
    get connections() {
      return table.size;
    },
    close,
  };
}

function createPlain(table: ConnectionTable): ListenerOptions["create"] {
  const options = { allowHalfOpen: true, noDelay: true };
  return (onAccept) =>
    createServer(options, (socket) => {
      onAccept(table.isFull);
      table.add(socket, false);
    });
}

function createSecure(
  table: ConnectionTable,
  { cert, key }: { readonly cert: string; readonly key: string },
): ListenerOptions["create"] {
  checkPair(cert, key);
  const options = {
    cert,
    key,
    ALPNProtocols: ["http/1.1"],
    handshakeTimeout: table.limits.handshakeTimeoutMs,
    allowHalfOpen: true,
    noDelay: true,
  };
  return (onAccept) => {
    const server = createTlsServer(options);
    server.on("connection", (socket: Socket) => {
      onAccept(table.isFull);
      table.addHandshake(socket);
    });
    server.on("secureConnection", (socket: Socket) => table.add(socket, true));
    server.on("tlsClientError", (_error, socket: Socket) => socket.destroy());
    return server;
  };
}

/** Deno's server takes any text, and fails at each connection. */
function checkPair(cert: string, key: string): void {
  let belongTogether: boolean;
  try {
    belongTogether = new X509Certificate(cert).checkPrivateKey(createPrivateKey(key));
  } catch (cause) {
    throw new TypeError("The certificate or the private key cannot be read", { cause });
  }
  if (!belongTogether) throw new TypeError("The certificate and the private key do not belong together");
}

async function closeServer(listener: Listener, table: ConnectionTable, graceMs: number): Promise<void> {
  const closed = listener.close();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, graceMs);
  });
  await Promise.race([table.drain(), late]);
  clearTimeout(timer);
  table.cut();
  await closed;
}
