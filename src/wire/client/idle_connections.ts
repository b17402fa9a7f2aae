import type { Clock } from "../../base/clock.ts";
import type { Connection } from "./connection.ts";
import { lostBeforeAnswer } from "./request_failure.ts";

/** The Bot API server's, when it pushes. */
const defaultIdleMs = 60_000;
/** A request needs so long on its way; one that arrives when the server has just closed is lost. */
const travelMs = 1000;

interface Idle {
  readonly connection: Connection;
  readonly sinceMs: number;
  readonly endMs: number;
}

/**
 * Connections that wait for their next request, closed when it does not come within 60 s or as long as the server said
 * it keeps them. One timer serves all. It is left alone while connections are taken and put back: setting it anew for
 * each request costs Deno a tenth of the whole call. It never outlives the last connection.
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
    const sinceMs = this.#clock.now();
    const keepAliveMs = Math.max(0, (connection.keepAliveMs ?? Infinity) - travelMs);
    this.#idle.push({ connection, sinceMs, endMs: sinceMs + Math.min(defaultIdleMs, keepAliveMs) });
    this.#cancelTimer ??= this.#clock.schedule(this.#onTimer, defaultIdleMs);
  }

  /** The one that was used last, so that those beyond need grow old. */
  take(): Connection | undefined {
    for (;;) {
      const idle = this.#idle.pop();
      if (idle === undefined || idle.endMs > this.#clock.now()) return idle?.connection;
      idle.connection.destroy(lostBeforeAnswer());
    }
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
    for (const { connection, endMs } of [...this.#idle]) {
      if (endMs <= nowMs) connection.destroy(lostBeforeAnswer());
    }
    const [oldest] = this.#idle;
    if (oldest === undefined) return;
    this.#cancelTimer = this.#clock.schedule(this.#onTimer, oldest.sinceMs + defaultIdleMs - nowMs);
  };
}
