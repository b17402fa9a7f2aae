import type { Clock } from "../clock.ts";
import type { Connection } from "./connection.ts";
import { connectionLost } from "./exchange_failure.ts";

/** The Bot API server's, when it pushes. */
const idleMs = 60_000;

interface Idle {
  readonly connection: Connection;
  readonly sinceMs: number;
}

/**
 * Connections that wait for their next request, closed when it does not come. One timer serves all. It is left alone
 * while connections are taken and put back: setting it anew for each request costs Deno a tenth of the whole post. It
 * never outlives the last connection.
 */
export class IdleConnections {
  readonly #clock: Clock;
  /** Longest idle first. */
  readonly #idle: Idle[] = [];
  #cancelTimer: (() => void) | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  put(connection: Connection): void {
    this.#idle.push({ connection, sinceMs: this.#clock.now() });
    this.#cancelTimer ??= this.#clock.schedule(this.#onTimer, idleMs);
  }

  /** The one that was used last, so that those beyond need grow old. */
  take(): Connection | undefined {
    return this.#idle.pop()?.connection;
  }

  /** To be told of every connection that is over, idle or not. */
  remove(connection: Connection): void {
    const index = this.#idle.findLastIndex((idle) => idle.connection === connection);
    if (index >= 0) this.#idle.splice(index, 1);
    if (this.#idle.length > 0) return;
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
  }

  readonly #onTimer = (): void => {
    this.#cancelTimer = undefined;
    const nowMs = this.#clock.now();
    for (const { connection, sinceMs } of [...this.#idle]) {
      if (sinceMs + idleMs <= nowMs) connection.destroy(connectionLost());
    }
    const [oldest] = this.#idle;
    if (oldest === undefined) return;
    this.#cancelTimer = this.#clock.schedule(this.#onTimer, oldest.sinceMs + idleMs - nowMs);
  };
}
