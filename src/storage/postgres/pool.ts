import { Backoff, type Delays } from "../../base/backoff.ts";
import { type Clock, sleep } from "../../base/clock.ts";
import { isFinal } from "./explain_failure.ts";
import type { Session } from "./session.ts";

/** Options for {@linkcode Pool}. */
interface PoolOptions {
  /** Opens a connection that is ready to be used. */
  readonly connect: () => Promise<Session>;
  /** Gives what is thrown when there is no connection. */
  readonly explain: (error: unknown) => unknown;
  readonly maxConnections: number;
  readonly clock: Clock;
}

/** How long work waits for a connection, in milliseconds: through a restart of the server, or a standby's promotion. */
const maxWaitMs = 10_000;
const reconnectDelays: Delays = { minMs: 50, maxMs: 1_000 };
/** How much work may wait for connections. */
const maxWaiting = 10_000;

/** Who waits for a connection. */
interface Waiter {
  take(session: Session): void;
  fail(error: unknown): void;
}

/** A bounded number of connections to one database, made when they are needed. */
export class Pool {
  readonly #options: PoolOptions;
  readonly #idle: Session[] = [];
  /** In the order in which they came. */
  readonly #waiting = new Set<Waiter>();
  readonly #closing = new AbortController();
  readonly #working = new Set<Promise<void>>();
  #open = 0;

  constructor(options: PoolOptions) {
    this.#options = options;
  }

  /** Lends `work` a connection, which is closed when it breaks. */
  async use<T>(work: (session: Session) => Promise<T>): Promise<T> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#working.add(promise);
    try {
      const session = await this.#take();
      try {
        return await work(session);
      } finally {
        await this.#giveBack(session);
      }
    } finally {
      this.#working.delete(promise);
      resolve();
    }
  }

  /** Closes all connections. Work that has one ends first; what waits for one is refused. */
  async close(): Promise<void> {
    this.#closing.abort();
    for (const waiter of [...this.#waiting]) waiter.fail(this.#options.explain(new Error("it is closed")));
    await Promise.all(this.#working);
    await Promise.all(this.#idle.splice(0).map((session) => this.#discard(session)));
  }

  async #take(): Promise<Session> {
    const { explain, maxConnections } = this.#options;
    for (let session = this.#idle.pop(); session !== undefined; session = this.#idle.pop()) {
      if (!session.isBroken) return session;
      await this.#discard(session);
    }
    if (this.#closing.signal.aborted) throw explain(new Error("it is closed"));
    if (this.#open < maxConnections) return await this.#connect();
    if (this.#waiting.size >= maxWaiting) throw explain(new Error("too much waits for a connection"));
    return await this.#wait();
  }

  async #connect(): Promise<Session> {
    const { clock, connect, explain } = this.#options;
    const { signal } = this.#closing;
    const untilMs = clock.now() + maxWaitMs;
    const backoff = new Backoff(reconnectDelays);
    this.#open++;
    for (;;) {
      try {
        return await connect();
      } catch (error) {
        const delayMs = backoff.recordFailure();
        if (signal.aborted || isFinal(error) || clock.now() + delayMs >= untilMs) {
          this.#open--;
          throw explain(error);
        }
        await sleep(clock, delayMs, signal);
      }
    }
  }

  #wait(): Promise<Session> {
    return new Promise((resolve, reject) => {
      const leave = () => {
        cancel();
        this.#waiting.delete(waiter);
      };
      const waiter: Waiter = {
        take(session) {
          leave();
          resolve(session);
        },
        fail(error) {
          leave();
          reject(error);
        },
      };
      const { clock, explain } = this.#options;
      const cancel = clock.schedule(
        () => waiter.fail(explain(new Error("no connection is free"))),
        maxWaitMs,
      );
      this.#waiting.add(waiter);
    });
  }

  async #giveBack(session: Session): Promise<void> {
    if (session.isBroken) await this.#discard(session);
    const [next] = this.#waiting;
    if (next === undefined) {
      if (!session.isBroken) this.#idle.push(session);
    } else if (!session.isBroken) {
      next.take(session);
    } else {
      await this.#replaceFor(next);
    }
  }

  /** A connection broke while somebody waits for one: a new one is theirs. */
  async #replaceFor(waiter: Waiter): Promise<void> {
    this.#waiting.delete(waiter);
    try {
      waiter.take(await this.#connect());
    } catch (error) {
      waiter.fail(error);
    }
  }

  async #discard(session: Session): Promise<void> {
    this.#open--;
    await session.close();
  }
}
