import type { Socket } from "node:net";
import type { Clock } from "../clock.ts";
import { type Answer, Connection, type ConnectionOptions } from "./connection.ts";
import type { ParsedAnswer } from "./answer_parser.ts";
import { dial, type TlsTarget } from "./dial.ts";
import { connectionLost, ExchangeFailure } from "./exchange_failure.ts";
import { HostAddresses, type Resolve } from "./host_addresses.ts";
import { IdleConnections } from "./idle_connections.ts";

/** Which server, and how it is spoken to. */
export interface HttpClientOptions extends Pick<ConnectionOptions, "answers" | "deadlines"> {
  /** `http:` or `https:`; only scheme, host and port are used. */
  readonly url: URL;
  /** IP address to connect to, instead of asking DNS; empty for none. */
  readonly ipAddress?: string;
  /** PEM texts of the only trusted roots; `undefined` for the runtime's. */
  readonly roots?: readonly string[] | undefined;
  /** Whether connections may lead to an IP address; asked for each that is connected to, so DNS cannot get around it. */
  readonly isAllowed: (address: string) => boolean;
  readonly clock: Clock;
  /** Default: the system's resolver. */
  readonly resolve?: Resolve | undefined;
}

/** What {@linkcode HttpClient} needs to know of one request. */
export interface RequestOptions {
  readonly signal: AbortSignal;
  /**
   * Whether it may be sent a second time, on a new connection, when a kept-alive one ends before the first byte of an
   * answer (RFC 9112 9.3.1): the server had most likely closed it for idleness.
   */
  readonly mayRepeat: boolean;
}

/**
 * Sends ready-made HTTP/1.1 requests to one server, over connections of its own that are kept alive for 60 s. It does
 * not count them: there are as many as there are requests at the same time.
 *
 * Beside the runtimes' `fetch` it leaves headers and addresses to its user, and knows no limit of requests at once. It
 * is about as fast as `fetch` on Bun and faster on Deno.
 */
export class HttpClient {
  readonly #clock: Clock;
  readonly #port: number;
  readonly #hostAddresses: HostAddresses;
  readonly #tls: TlsTarget | undefined;
  readonly #connectionOptions: ConnectionOptions;
  readonly #connections = new Set<Connection>();
  readonly #idle: IdleConnections;
  readonly #closing = new AbortController();
  #address = "";

  constructor(options: HttpClientOptions) {
    const { url, ipAddress = "", roots, answers, deadlines, isAllowed, clock, resolve } = options;
    const host = url.hostname.replace(/^\[|\]$/g, "");
    const isSecure = url.protocol === "https:";
    this.#clock = clock;
    this.#port = Number(url.port) || (isSecure ? 443 : 80);
    this.#hostAddresses = new HostAddresses({ host, pinned: ipAddress, isAllowed, clock, resolve });
    this.#tls = isSecure ? { host, roots } : undefined;
    this.#idle = new IdleConnections(clock);
    this.#connectionOptions = {
      answers,
      deadlines,
      onFree: (connection) => this.#idle.put(connection),
      onOver: (connection) => {
        this.#connections.delete(connection);
        this.#idle.remove(connection);
      },
    };
  }

  /** IP address that was connected to last; empty before the first time. */
  get address(): string {
    return this.#address;
  }

  /**
   * Sends a whole request and resolves with the whole answer, whatever its status. `request` is not needed any more
   * when this settles.
   *
   * @throws {ExchangeFailure} when no complete answer comes; the reason of `signal` when that aborts.
   */
  exchange(request: Uint8Array, options: RequestOptions): Promise<ParsedAnswer> {
    return this.#send(options, (connection) => connection.exchange(request, options.signal));
  }

  /** Like {@linkcode exchange}; a body beyond `streamAboveBytes` is handed on as it comes. */
  exchangeStreaming(request: Uint8Array, options: RequestOptions, streamAboveBytes: number): Promise<Answer> {
    return this.#send(
      options,
      (connection) => connection.exchangeStreaming(request, options.signal, streamAboveBytes),
    );
  }

  /**
   * Looks the host up and judges its addresses. Nothing is connected to.
   *
   * @throws {ExchangeFailure} when one of these fails; the reason of `signal` when that aborts.
   */
  async findAddresses(signal: AbortSignal): Promise<void> {
    const addresses = await this.#hostAddresses.find(signal);
    this.#address ||= addresses[0] ?? "";
  }

  /**
   * Looks the host up, connects and, for https, shakes hands. The connection is kept for a request.
   *
   * @throws {ExchangeFailure} when one of these fails; the reason of `signal` when that aborts.
   */
  async connect(signal: AbortSignal): Promise<void> {
    const connection = await this.#open(signal);
    if (!connection.isOver) this.#idle.put(connection);
  }

  /** Ends all connections; requests under way are rejected as `lost`. */
  close(): void {
    const reason = connectionLost();
    this.#closing.abort(reason);
    for (const connection of this.#connections) connection.destroy(reason);
  }

  async #send<T>(options: RequestOptions, send: (connection: Connection) => Promise<T>): Promise<T> {
    const { signal, mayRepeat } = options;
    signal.throwIfAborted();
    const kept = this.#idle.take();
    if (kept === undefined) return await send(await this.#open(signal));
    if (!mayRepeat) return await send(kept);
    try {
      return await send(kept);
    } catch (error) {
      if (!(error instanceof ExchangeFailure) || error.code !== "lost" || this.#closing.signal.aborted) {
        throw error;
      }
      return await send(await this.#open(signal));
    }
  }

  /** A new connection, to the first of the host's addresses that takes it. */
  async #open(caller: AbortSignal): Promise<Connection> {
    const signal = AbortSignal.any([caller, this.#closing.signal]);
    signal.throwIfAborted();
    const addresses = await this.#hostAddresses.find(signal);
    let firstFailure: unknown;
    for (const address of addresses) {
      this.#address = address;
      try {
        const socket = await dial({ address, port: this.#port, tls: this.#tls }, this.#clock, signal);
        return this.#adopt(socket, signal);
      } catch (error) {
        signal.throwIfAborted();
        firstFailure ??= error;
      }
    }
    this.#hostAddresses.forget();
    throw firstFailure;
  }

  #adopt(socket: Socket, signal: AbortSignal): Connection {
    if (signal.aborted) socket.destroy();
    signal.throwIfAborted();
    const connection = new Connection(socket, this.#connectionOptions);
    this.#connections.add(connection);
    return connection;
  }
}
