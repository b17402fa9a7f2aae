import { platform, setPriority } from "node:os";
import { parentPort, Worker, workerData } from "node:worker_threads";
import { describeError, OperationalError } from "../base/errors.ts";

/** One call to another thread. */
interface ThreadCall {
  readonly id: number;
  readonly method: string;
  readonly parameters: readonly unknown[];
}

/** Its answer. An error is told by its name and its words. */
interface ThreadAnswer {
  readonly id: number;
  readonly result?: unknown;
  readonly error?: { readonly name: string; readonly message: string };
}

/** Errors that are of the same class on both sides; all others are plain. */
const errorClasses: Readonly<Record<string, new (message: string) => Error>> = {
  OperationalError,
  RangeError,
  TypeError,
};

/** Functions that another thread offers. What they take and give must be plain data. */
export type ThreadFunctions = Readonly<Record<string, (...parameters: never[]) => Promise<unknown>>>;

/**
 * Another thread that runs the module at `url`, which calls {@linkcode serveThread}. It starts with the first call; when
 * it dies, calls under way fail and the next call starts it again.
 */
export class Thread {
  readonly #url: URL;
  readonly #data: unknown;
  readonly #calls = new Map<number, PromiseWithResolvers<unknown>>();
  #worker: Worker | undefined;
  #nextId = 1;
  #isClosed = false;

  /** @param data what the other side's `open` is given; plain data. */
  constructor(url: URL, data: unknown) {
    this.#url = url;
    this.#data = data;
  }

  /** Whether the other thread runs. */
  get isRunning(): boolean {
    return this.#worker !== undefined;
  }

  /**
   * Calls a function over there.
   *
   * @throws what the function throws, with its words and its class when that is built in, and {@linkcode OperationalError} when the thread dies or is closed.
   */
  call(method: string, parameters: readonly unknown[]): Promise<unknown> {
    if (this.#isClosed) {
      return Promise.reject(new OperationalError(`Cannot call ${method}: its thread is closed`));
    }
    const call: ThreadCall = { id: this.#nextId++, method, parameters };
    const waiting = Promise.withResolvers<unknown>();
    this.#calls.set(call.id, waiting);
    this.#worker ??= this.#start();
    this.#worker.postMessage(call);
    return waiting.promise;
  }

  /** Lets what comes before in the order of calls end, then the thread; what takes longer is cut off and fails. */
  async close(): Promise<void> {
    const worker = this.#worker;
    if (this.#isClosed || worker === undefined) {
      this.#isClosed = true;
      return;
    }
    const closed = this.call(closeMethod, []);
    this.#isClosed = true;
    try {
      await closed;
    } finally {
      // Whatever still runs over there ends without an answer.
      this.#fail(worker, new Error("it was closed"));
      await worker.terminate();
    }
  }

  #start(): Worker {
    const worker = new Worker(this.#url, { workerData: this.#data });
    worker.on("message", (answer: ThreadAnswer) => this.#settle(answer));
    worker.on("error", (error) => this.#fail(worker, error));
    worker.on("exit", () => this.#fail(worker, new Error("it ended")));
    return worker;
  }

  #settle({ id, result, error }: ThreadAnswer): void {
    const waiting = this.#calls.get(id);
    this.#calls.delete(id);
    if (error === undefined) waiting?.resolve(result);
    else waiting?.reject(new (errorClasses[error.name] ?? Error)(error.message));
  }

  #fail(worker: Worker, cause: unknown): void {
    if (this.#worker !== worker) return;
    this.#worker = undefined;
    const calls = [...this.#calls.values()];
    this.#calls.clear();
    for (const { reject } of calls) {
      reject(new OperationalError(`Cannot finish what another thread was doing: ${describeError(cause)}`));
    }
  }
}

/**
 * Lets this thread have only what others leave, where the system can do that for a thread alone: on Linux, whose
 * setpriority() takes threads for processes. Where processor time is scarce, about a tenth of a core is left to it.
 */
export function stepBack(): void {
  if (platform() === "linux") setPriority(0, 10);
}

/** Ends the functions of a thread. */
const closeMethod = "close";

/**
 * Offers functions to the thread that started this one. `open` makes them from the data it was given; its failure is
 * the answer to every call. Calls are carried out in the order they come, as far as their functions are synchronous.
 */
export function serveThread(
  open: (data: unknown) => Promise<{ readonly functions: ThreadFunctions; close(): void }>,
): void {
  const port = parentPort;
  if (port === null) throw new TypeError("Cannot serve a thread: this is the main thread");
  const opened = open(workerData);
  // Told with every call; without one there is nobody to tell.
  opened.catch(() => {});
  port.on("message", ({ id, method, parameters }: ThreadCall) => {
    const answer = async (): Promise<ThreadAnswer> => {
      try {
        const { functions, close } = await opened;
        if (method === closeMethod) return { id, result: close() };
        const work = functions[method];
        if (work === undefined) throw new TypeError(`Cannot call ${method}: there is no such function`);
        return { id, result: await work(...parameters as never[]) }; // Both sides are compiled against one type.
      } catch (error) {
        const name = error instanceof Error ? error.name : "Error";
        return { id, error: { name, message: describeError(error) } };
      }
    };
    void answer().then((message) => port.postMessage(message));
  });
}
