import { Agent, type AgentOptions, type RequestOptions } from "node:https";
import { connect, isIP, Socket } from "node:net";
import type { Duplex } from "node:stream";
import { connect as connectTls } from "node:tls";
import { proxyAuthorization } from "../base/proxy.ts";

type Connected = (error: Error | null, stream: Duplex) => void;

/** A proxy that has not opened the tunnel after this long never will. */
const openMs = 15_000;
/** More than this before the end of the proxy's header is no HTTP answer. */
const maxHeaderBytes = 16 * 1024;

/** Connections to `https:` servers through an HTTP proxy's CONNECT. */
export class TunnelAgent extends Agent {
  readonly #proxy: URL;

  constructor(proxy: URL, options: AgentOptions) {
    super(options);
    this.#proxy = proxy;
  }

  /** Called by `node:https` for each new connection. */
  override createConnection(destination: RequestOptions, connected?: Connected): undefined {
    const host = destination.host ?? "";
    const target = `${host.includes(":") ? `[${host}]` : host}:${destination.port ?? 443}`;
    openTunnel(this.#proxy, target).then((socket) => {
      const { ca } = this.options;
      // Server names are for names; an address is checked against the certificate all the same.
      const name = isIP(host) === 0 ? { servername: host } : {};
      const secure = connectTls({ socket, host, ...name, ...(ca === undefined ? {} : { ca }) });
      connected?.(null, secure);
    }, (error: Error) => connected?.(error, new Socket()));
    return undefined;
  }
}

function openTunnel(proxy: URL, target: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(proxy.port || 80), proxy.hostname.replace(/^\[|\]$/g, ""));
    let header = "";
    const fail = (why: string) => {
      socket.destroy();
      reject(new Error(`Cannot reach ${target} through the proxy ${proxy.host}: ${why}`));
    };
    const onData = (chunk: Uint8Array) => {
      header += new TextDecoder("latin1").decode(chunk);
      const end = header.indexOf("\r\n\r\n");
      if (end < 0) {
        if (header.length > maxHeaderBytes) fail("it does not answer as an HTTP proxy does");
        return;
      }
      const status = /^HTTP\/1\.[01] (\d{3})/.exec(header)?.[1];
      if (status !== "200") return fail(`it answered ${status ?? "something else than HTTP"}`);
      // The far side speaks only after our TLS greeting.
      if (header.length > end + 4) return fail("it sent more than its answer");
      socket.setTimeout(0);
      socket.removeAllListeners();
      resolve(socket);
    };
    socket.setTimeout(openMs, () => fail("it does not answer"));
    socket.on("error", (error) => fail(error.message || "connection failed"));
    socket.on("close", () => fail("it closed the connection"));
    socket.on("data", onData);
    socket.on("connect", () => {
      const credentials = proxyAuthorization(proxy);
      const lines = [`CONNECT ${target} HTTP/1.1`, `Host: ${target}`];
      if (credentials !== undefined) lines.push(`Proxy-Authorization: ${credentials}`);
      socket.write(`${lines.join("\r\n")}\r\n\r\n`);
    });
  });
}
