import type { Socket } from "node:net";
import { Connection } from "./connection.ts";
import type { ConnectionHost, ServedConnection } from "./connection_host.ts";
import type { Exchange } from "./exchange.ts";
import { planRefusal } from "./response_head.ts";
import type { ServerLimits } from "./server_limits.ts";
import { TickClock } from "./tick_clock.ts";
import { UnsentBytes } from "./unsent_bytes.ts";
import type { WireResponse } from "./wire_response.ts";
import { WriteTurns } from "./write_turns.ts";

/** What a server does with requests and failures. */
interface ServerHandlers {
  respond(exchange: Exchange): WireResponse | Promise<WireResponse>;
  onError(error: unknown): void;
}

/**
 * Connections that are told that there are too many, at a time; further ones are closed without a word. Each holds a file
 * handle until its client has gone.
 */
const maxRefused = 16;

/** Takes connections within a bound, and closes them in the end. */
export class ConnectionTable implements ConnectionHost {
  readonly limits: ServerLimits;
  readonly clock: TickClock;
  readonly turns = new WriteTurns();
  readonly unsent: UnsentBytes;
  readonly #handlers: ServerHandlers;
  readonly #connections = new Set<ServedConnection>();
  /** Sockets in their TLS handshake, by their peers: what comes out of it may be another object. */
  readonly #handshakes = new Map<string, Socket>();
  readonly #refused = new Set<Socket>();
  readonly #empty = Promise.withResolvers<void>();
  isClosing = false;

  constructor(limits: ServerLimits, handlers: ServerHandlers) {
    this.limits = limits;
    this.#handlers = handlers;
    this.clock = new TickClock(tickMs(limits));
    this.unsent = new UnsentBytes(limits.maxUnsentBytes);
  }

  /** Connections that are open. */
  get size(): number {
    return this.#connections.size;
  }

  /** Whether another connection would be one too many. */
  get isFull(): boolean {
    return this.#connections.size + this.#handshakes.size >= this.limits.maxConnections;
  }

  /** Takes a connection that can carry requests. */
  add(socket: Socket, isSecure: boolean): void {
    if (isSecure) this.#handshakes.delete(peerOf(socket));
    if (this.isClosing) socket.destroy();
    else if (this.#connections.size >= this.limits.maxConnections) this.#refuse(socket);
    else this.#connections.add(new Connection(this, socket, isSecure));
  }

  /** Takes a socket whose TLS handshake begins. */
  addHandshake(socket: Socket): void {
    if (this.isClosing || this.isFull) {
      socket.destroy();
      return;
    }
    const peer = peerOf(socket);
    this.#handshakes.set(peer, socket);
    socket.once("close", () => {
      if (this.#handshakes.get(peer) === socket) this.#handshakes.delete(peer);
    });
  }

  respond(exchange: Exchange): WireResponse | Promise<WireResponse> {
    return this.#handlers.respond(exchange);
  }

  onError(error: unknown): void {
    this.#handlers.onError(error);
  }

  onClose(connection: ServedConnection): void {
    this.#connections.delete(connection);
    if (this.isClosing) this.#checkEmpty();
  }

  /** Takes no more requests; resolves when those under way have their responses. */
  drain(): Promise<void> {
    this.isClosing = true;
    for (const connection of this.#connections) {
      if (connection.isIdle) connection.cut();
    }
    this.#cutOthers();
    this.#checkEmpty();
    return this.#empty.promise;
  }

  /** Closes everything at once. */
  cut(): void {
    for (const connection of this.#connections) connection.cut();
    this.#cutOthers();
  }

  #cutOthers(): void {
    for (const socket of [...this.#handshakes.values(), ...this.#refused]) socket.destroy();
  }

  #checkEmpty(): void {
    if (this.#connections.size === 0) this.#empty.resolve();
  }

  #refuse(socket: Socket): void {
    socket.on("error", () => {});
    if (this.#refused.size >= maxRefused) {
      socket.destroy();
      return;
    }
    this.#refused.add(socket);
    const timer = setTimeout(() => socket.destroy(), this.limits.lingerTimeoutMs);
    socket.once("close", () => {
      this.#refused.delete(socket);
      clearTimeout(timer);
    });
    socket.resume();
    socket.end(planRefusal(503), "latin1");
  }
}

function peerOf({ remoteAddress, remotePort }: Socket): string {
  return `${remoteAddress} ${remotePort}`;
}

/** Fine enough for the shortest limit. */
function tickMs(limits: ServerLimits): number {
  const { idleTimeoutMs, headTimeoutMs, bodyTimeoutMs, writeTimeoutMs, lingerTimeoutMs } = limits;
  const shortest = Math.min(idleTimeoutMs, headTimeoutMs, bodyTimeoutMs, writeTimeoutMs, lingerTimeoutMs);
  return Math.min(1000, Math.max(10, shortest / 2));
}
