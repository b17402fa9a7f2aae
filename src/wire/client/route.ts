import type { Socket } from "node:net";
import type { Clock } from "../../base/clock.ts";
import { proxyAuthorization } from "../../base/proxy.ts";
import type { RequestPrefix } from "./client_request.ts";
import { dial, type TlsTarget } from "./dial.ts";
import { HostAddresses, type Resolve } from "./host_addresses.ts";

/** Which server, and how it is connected to. */
export interface RouteOptions {
  /** `http:` or `https:`; only scheme, host and port are used. */
  readonly url: URL;
  readonly clock: Clock;
  /** Address to connect to instead of asking DNS; empty for none. */
  readonly ipAddress?: string | undefined;
  /** PEM texts of the only trusted roots; `undefined` for the runtime's. */
  readonly roots?: readonly string[] | undefined;
  /**
   * Whether connections may lead to an IP address; asked for each that is connected to, so DNS cannot get around it.
   * Absent: they may lead anywhere.
   */
  readonly isAllowed?: ((address: string) => boolean) | undefined;
  /**
   * HTTP proxy to go through, with its credentials. With `isAllowed` it is asked for a tunnel to an address that was
   * judged, whatever the scheme; otherwise for the host by its name, in a tunnel for https and by whole URLs for http.
   */
  readonly proxy?: URL | undefined;
  /** Default: the system's resolver. */
  readonly resolve?: Resolve | undefined;
}

/** The way to one server: its addresses, the proxy before it, and TLS. */
export class Route {
  /** How every request begins that takes it. */
  readonly prefix: RequestPrefix;
  readonly #clock: Clock;
  readonly #host: string;
  readonly #port: number;
  readonly #tls: TlsTarget | undefined;
  readonly #addresses: HostAddresses;
  readonly #isJudged: boolean;
  readonly #proxy: ProxyPeer | undefined;
  #address = "";

  constructor(options: RouteOptions) {
    const { url, clock, ipAddress: pinned = "", roots, isAllowed, proxy, resolve } = options;
    const isSecure = url.protocol === "https:";
    this.#clock = clock;
    this.#host = withoutBrackets(url.hostname);
    this.#port = Number(url.port) || (isSecure ? 443 : 80);
    this.#tls = isSecure ? { host: this.#host, roots } : undefined;
    this.#isJudged = isAllowed !== undefined || pinned !== "";
    this.#addresses = new HostAddresses({
      host: this.#host,
      pinned,
      isAllowed: isAllowed ?? (() => true),
      clock,
      resolve,
    });
    this.#proxy = proxy && toProxyPeer(proxy, clock);
    this.prefix = this.#proxy === undefined || isSecure || this.#isJudged
      ? { origin: "", proxyFields: "" }
      : { origin: url.origin, proxyFields: toProxyFields(this.#proxy.credentials) };
  }

  /** IP address that was connected to last, or is the first to be; empty before the first time and where a proxy asks DNS. */
  get address(): string {
    return this.#address;
  }

  /**
   * Looks the host up and judges its addresses. Nothing is connected to.
   *
   * @throws {RequestFailure} when one of these fails; the reason of `signal` when that aborts.
   */
  async findAddresses(signal: AbortSignal): Promise<void> {
    if (this.#proxy !== undefined && !this.#isJudged) return;
    const addresses = await this.#addresses.find(signal);
    this.#address ||= addresses[0] ?? "";
  }

  /**
   * A new connection, to the first address that takes it.
   *
   * @throws {RequestFailure} that of the first address when all fail; the reason of `signal` when that aborts.
   */
  async connect(signal: AbortSignal): Promise<Socket> {
    signal.throwIfAborted();
    if (this.#proxy === undefined) {
      return await this.#connectToFirst(this.#addresses, signal, (address) => {
        this.#address = address;
        return dial({ address, port: this.#port, tls: this.#tls }, this.#clock, signal);
      });
    }
    const proxy = this.#proxy;
    if (!this.#isJudged) return await this.#connectThrough(proxy, this.#host, signal);
    return await this.#connectToFirst(this.#addresses, signal, (address) => {
      this.#address = address;
      return this.#connectThrough(proxy, address, signal);
    });
  }

  #connectThrough(proxy: ProxyPeer, host: string, signal: AbortSignal): Promise<Socket> {
    const authority = `${host.includes(":") ? `[${host}]` : host}:${this.#port}`;
    const tunnel = this.prefix.origin === "" ? { authority, credentials: proxy.credentials } : undefined;
    return this.#connectToFirst(
      proxy.addresses,
      signal,
      (address) =>
        dial({ address, port: proxy.port, proxy: { tunnel }, tls: this.#tls }, this.#clock, signal),
    );
  }

  async #connectToFirst(
    hostAddresses: HostAddresses,
    signal: AbortSignal,
    connect: (address: string) => Promise<Socket>,
  ): Promise<Socket> {
    let firstFailure: unknown;
    for (const address of await hostAddresses.find(signal)) {
      try {
        return await connect(address);
      } catch (error) {
        signal.throwIfAborted();
        firstFailure ??= error;
      }
    }
    hostAddresses.forget();
    throw firstFailure;
  }
}

/** A proxy, and what it is told at each connection. */
interface ProxyPeer {
  readonly port: number;
  readonly addresses: HostAddresses;
  /** Value of `Proxy-Authorization`; `undefined` for none. */
  readonly credentials: string | undefined;
}

function toProxyPeer(proxy: URL, clock: Clock): ProxyPeer {
  // Whoever runs BotMux names the proxy: no rule holds for its address, and no test's resolver.
  const addresses = new HostAddresses({
    host: withoutBrackets(proxy.hostname),
    pinned: "",
    isAllowed: () => true,
    clock,
  });
  return { port: Number(proxy.port) || 80, addresses, credentials: proxyAuthorization(proxy) };
}

function toProxyFields(credentials: string | undefined): string {
  return credentials === undefined ? "" : `Proxy-Authorization: ${credentials}\r\n`;
}

function withoutBrackets(hostname: string): string {
  return hostname.replace(/^\[|\]$/g, "");
}
