import type { Socket } from "node:net";
import type { Clock } from "../../base/clock.ts";
import { fault } from "../../faults/fault.ts";
import { AnswerTimers } from "./answer_timers.ts";
import type { ClientRequest } from "./client_request.ts";
import { Connection, type ConnectionOptions } from "./connection.ts";
import {
  type Answer,
  Exchange,
  type ExchangeOutcome,
  type RequestOptions,
  type WholeAnswer,
} from "./exchange.ts";
import { IdleConnections } from "./idle_connections.ts";
import { lostBeforeAnswer, RequestFailure } from "./request_failure.ts";
import { Route, type RouteOptions } from "./route.ts";

/** Which server, how it is connected to, and how often at once. */
export interface HttpClientOptions extends RouteOptions {
  readonly clock: Clock;
  /** Maximum open connections; more requests wait. Default: 1024. */
  readonly maxConnections?: number | undefined;
  /** Maximum requests that wait for a connection; more fail with `queue_full`. Default: 8192. */
  readonly maxWaiting?: number | undefined;
}

const defaultMaxConnections = 1024;
const defaultMaxWaiting = 8192;

/**
 * Sends HTTP/1.1 requests to one server, over connections that are kept alive for 60 s. Each carries one request at a
 * time. When all that may be open are in use, requests wait for one in the order they came.
 */
export class HttpClient {
  readonly #route: Route;
  readonly #timers: AnswerTimers;
  readonly #maxConnections: number;
  readonly #maxWaiting: number;
  readonly #connectionOptions: ConnectionOptions;
  readonly #connections = new Set<Connection>();
  readonly #idle: IdleConnections;
  readonly #waiting = new Set<Exchange>();
  /** Those that are being opened. */
  readonly #dials = new Set<AbortController>();
  #isClosed = false;

  constructor(options: HttpClientOptions) {
    const { clock, maxConnections = defaultMaxConnections, maxWaiting = defaultMaxWaiting } = options;
    this.#route = new Route(options);
    this.#timers = new AnswerTimers(clock);
    this.#maxConnections = maxConnections;
    this.#maxWaiting = maxWaiting;
    this.#idle = new IdleConnections(clock);
    this.#connectionOptions = {
      prefix: this.#route.prefix,
      onFree: (connection) => this.#give(connection),
      onOver: (connection) => {
        this.#connections.delete(connection);
        this.#idle.remove(connection);
        this.#startWaiting();
      },
    };
  }

  /** IP address that was connected to last; empty before the first time. */
  get address(): string {
    return this.#route.address;
  }

  /** Connections that are open or being opened. */
  get connections(): number {
    return this.#connections.size + this.#dials.size;
  }

  /** Requests that wait for a connection. */
  get waiting(): number {
    return this.#waiting.size;
  }

  /**
   * Sends a request and resolves with its answer, whatever the status. The bytes of `request` are not needed any more
   * when this settles.
   *
   * @throws {RequestFailure} when no answer comes that can be used; the reason of `signal` when that aborts; what reading
   * a streamed body throws.
   */
  send(request: ClientRequest, options: RequestOptions): Promise<Answer> {
    return new Promise((resolve, reject) => this.start(request, options, { resolve, reject }));
  }

  /** Like {@linkcode send}, and tells `outcome` in the same turn of the event loop in which it is known. */
  start(request: ClientRequest, options: RequestOptions, outcome: ExchangeOutcome): void {
    const exchange = new Exchange(request, options, this.#timers, outcome);
    if (!exchange.isOver) this.#dispatch(exchange);
  }

  /** Like {@linkcode send}, for answers that are wanted whole. */
  sendWhole(request: ClientRequest, options: Omit<RequestOptions, "streamAboveBytes">): Promise<WholeAnswer> {
    // Without a bound above which bodies are streams, none is.
    return this.send(request, options) as Promise<WholeAnswer>;
  }

  /**
   * Looks the host up and judges its addresses. Nothing is connected to.
   *
   * @throws {RequestFailure} when one of these fails; the reason of `signal` when that aborts.
   */
  findAddresses(signal: AbortSignal): Promise<void> {
    return this.#route.findAddresses(signal);
  }

  /**
   * Looks the host up, connects and, for https, shakes hands. The connection is kept for a request.
   *
   * @throws {RequestFailure} when one of these fails; the reason of `signal` when that aborts.
   */
  async connect(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    const dial = new AbortController();
    const onAbort = () => dial.abort(signal.reason);
    signal.addEventListener("abort", onAbort, { once: true });
    try {
      this.#give(await this.#open(dial));
    } finally {
      signal.removeEventListener("abort", onAbort);
    }
  }

  /** Ends all connections; requests under way and later ones are rejected as `lost_before_answer`. */
  close(): void {
    this.#isClosed = true;
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const exchange of waiting) exchange.fail(closedFailure());
    for (const dial of this.#dials) dial.abort(closedFailure());
    for (const connection of this.#connections) connection.destroy(lostBeforeAnswer());
  }

  /** On a kept connection, a new one, or when one becomes free. */
  #dispatch(exchange: Exchange): void {
    if (this.#isClosed) return exchange.fail(closedFailure());
    const kept = this.#idle.take();
    if (kept !== undefined) this.#begin(exchange, kept);
    else if (this.connections < this.#maxConnections) void this.#dialFor(exchange);
    else if (this.#waiting.size < this.#maxWaiting) this.#wait(exchange);
    else exchange.fail(new RequestFailure("queue_full", fault("connections_busy")));
  }

  #wait(exchange: Exchange): void {
    this.#waiting.add(exchange);
    exchange.cancelStage = (reason) => {
      this.#waiting.delete(exchange);
      exchange.fail(reason);
    };
  }

  /** Sends it on a connection that carried others before. */
  #begin(exchange: Exchange, kept: Connection): void {
    const { request, options } = exchange;
    const isHeld = request.body === undefined || request.body instanceof Uint8Array;
    if (options.mayRepeat && isHeld && !exchange.isSent) exchange.repeat = () => void this.#dialFor(exchange);
    kept.begin(exchange);
  }

  /** Opens a connection for it, beyond the limit when the one it had is lost. */
  async #dialFor(exchange: Exchange): Promise<void> {
    if (this.#isClosed) return exchange.fail(closedFailure());
    const dial = new AbortController();
    exchange.cancelStage = (reason) => dial.abort(reason);
    try {
      const connection = await this.#open(dial);
      if (!dial.signal.aborted) return connection.begin(exchange);
      exchange.fail(dial.signal.reason);
      this.#give(connection);
    } catch (error) {
      exchange.fail(error);
      this.#startWaiting();
    }
  }

  async #open(dial: AbortController): Promise<Connection> {
    this.#dials.add(dial);
    try {
      const socket = await this.#route.connect(dial.signal);
      return this.#adopt(socket, dial.signal);
    } finally {
      this.#dials.delete(dial);
    }
  }

  #adopt(socket: Socket, signal: AbortSignal): Connection {
    if (signal.aborted) socket.destroy();
    signal.throwIfAborted();
    if (socket.destroyed) throw closedFailure();
    const connection = new Connection(socket, this.#connectionOptions);
    this.#connections.add(connection);
    return connection;
  }

  /** To the request that waits longest, or kept until there is one. */
  #give(connection: Connection): void {
    if (connection.isOver) return;
    const [next] = this.#waiting;
    if (next === undefined) return this.#idle.put(connection);
    this.#waiting.delete(next);
    this.#begin(next, connection);
  }

  /** A connection may be opened. */
  #startWaiting(): void {
    while (this.connections < this.#maxConnections) {
      const [next] = this.#waiting;
      if (next === undefined) return;
      this.#waiting.delete(next);
      void this.#dialFor(next);
    }
  }
}

function closedFailure(): RequestFailure {
  return lostBeforeAnswer({ mayHaveArrived: false });
}
