import type { Clock } from "../../base/clock.ts";
import { Deadlines } from "../../base/deadlines.ts";
import { type Connection, ConnectionLost } from "./connection.ts";

/** The official server's. */
const idleMs = 60_000;

interface Idle {
  readonly connection: Connection;
  readonly stopDeadline: () => void;
}

/** Connections that wait for their next request, closed when it does not come. One timer for all, none for none. */
export class IdleConnections {
  /** Longest idle first. */
  readonly #idle: Idle[] = [];
  readonly #deadlines: Deadlines;

  constructor(clock: Clock) {
    this.#deadlines = new Deadlines(clock, idleMs);
  }

  put(connection: Connection): void {
    const stopDeadline = this.#deadlines.start(() => connection.destroy(new ConnectionLost()));
    this.#idle.push({ connection, stopDeadline });
  }

  /** The one that was used last, so that those beyond need grow old. */
  take(): Connection | undefined {
    const last = this.#idle.pop();
    last?.stopDeadline();
    return last?.connection;
  }

  /** Forgets a connection that is over; nothing happens when it does not stand here. */
  remove(connection: Connection): void {
    const index = this.#idle.findLastIndex((idle) => idle.connection === connection);
    if (index < 0) return;
    const [removed] = this.#idle.splice(index, 1);
    removed?.stopDeadline();
  }
}
