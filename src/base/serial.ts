import { QueueFullError } from "./queue_full_error.ts";

/** Options for {@linkcode Serial}. */
interface SerialOptions {
  /** How many pieces of work may wait or run. */
  readonly maxWaiting?: number;
}

/** Beyond this, whoever adds work adds it faster than it can ever be done. */
const defaultMaxWaiting = 10_000;

/** Runs asynchronous work one piece after the other, in the order it was given. A failure concerns its caller alone. */
export class Serial {
  readonly #maxWaiting: number;
  /** Resolves when all that was given so far has ended; never rejects. */
  #last: Promise<void> = Promise.resolve();
  #size = 0;
  #isClosed = false;

  constructor({ maxWaiting = defaultMaxWaiting }: SerialOptions = {}) {
    this.#maxWaiting = maxWaiting;
  }

  /** How many pieces of work wait or run. */
  get size(): number {
    return this.#size;
  }

  /**
   * Runs `work` when everything before it has ended, never before this call returns. `signal` takes it out while it
   * waits; work that runs has to look at the signal itself.
   *
   * @throws what `work` throws, the signal's reason, and {@linkcode QueueFullError} when too many wait already.
   */
  async run<T>(work: () => T | Promise<T>, signal?: AbortSignal): Promise<T> {
    signal?.throwIfAborted();
    if (this.#isClosed) throw new TypeError("Cannot run: it is closed");
    if (this.#size >= this.#maxWaiting) throw new QueueFullError();
    const turn = this.#last;
    const ended = Promise.withResolvers<void>();
    this.#last = turn.then(() => ended.promise);
    this.#size++;
    try {
      await untilAborted(turn, signal);
      return await work();
    } finally {
      this.#size--;
      ended.resolve();
    }
  }

  /** Resolves when nothing waits or runs, what is added meanwhile included. */
  async idle(): Promise<void> {
    while (this.#size > 0) await this.#last;
  }

  /** Takes nothing more; resolves when what was given has ended. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.idle();
  }
}

/** Resolves with `turn`, or rejects with the reason of `signal` if that aborts before. */
async function untilAborted(turn: Promise<void>, signal: AbortSignal | undefined): Promise<void> {
  if (signal === undefined) return await turn;
  const aborted = Promise.withResolvers<never>();
  const onAbort = () => aborted.reject(signal.reason);
  signal.addEventListener("abort", onAbort, { once: true });
  try {
    await Promise.race([turn, aborted.promise]);
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}
