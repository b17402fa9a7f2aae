import { type Fault, fault } from "../faults/fault.ts";
import { Worker } from "node:worker_threads";
import { Backoff, type Delays } from "../base/backoff.ts";
import type { Clock } from "../base/clock.ts";
import { faultOf, OperationalError } from "../base/errors.ts";
import type { Logger } from "../base/logger.ts";
import { RefusedCalls } from "./refused_calls.ts";
import { hasSpareFiles } from "../base/spare_files.ts";
import {
  closeMethod,
  movedIn,
  type ThreadCall,
  type ThreadNews,
  type ThreadStart,
  toError,
} from "./thread_messages.ts";

/** Options for {@linkcode Thread}. */
export interface ThreadOptions {
  /** What the thread is called in errors and the log, such as `archive`. */
  readonly name: string;
  /** The module that it runs; it calls {@linkcode serveThread}. */
  readonly url: URL;
  /** What the other side's `open` is given; plain data. */
  readonly data: unknown;
  readonly clock: Clock;
  readonly logger: Logger;
  /** How long opening may take, in milliseconds; half an hour unless given. */
  readonly openLimitMs?: number;
  /** How long a call may take once it is begun, and wait until it is, in milliseconds; 2 minutes unless given. */
  readonly callLimitMs?: (method: string) => number;
  /**
   * Waits for each call as long as it takes, for a thread whose work must not be cut off: a call that takes more than
   * ten seconds is a {@linkcode Thread.stall} meanwhile.
   */
  readonly isPatient?: boolean;
  /** Told what the other side tells of its own accord; it comes before the answers that follow it. */
  readonly onTold?: (event: unknown) => void;
}

/** Options of one call. */
interface ThreadCallOptions {
  /** Ends the wait for the answer; what the thread does is done all the same. */
  readonly signal?: AbortSignal;
}

/** That a thread did not answer in time. */
interface ThreadStall {
  /** What it was doing: the method of a call, or `open`. */
  readonly method: string;
  readonly sinceMs: number;
}

/** A call that is not answered yet. */
interface PendingCall {
  readonly method: string;
  readonly parameters: readonly unknown[];
  readonly waiting: PromiseWithResolvers<unknown>;
  readonly sinceMs: number;
  isBegun: boolean;
  cancelLimit: () => void;
}

const defaultCallLimitMs = 120_000;
/** A migration of a large database may take minutes. */
const defaultOpenLimitMs = 1_800_000;
/** How long a call of a patient thread may take before it counts as a stall, in milliseconds. */
const stallMs = 10_000;
/** How long what is under way may take when the thread is to close, in milliseconds. */
const closeLimitMs = 10_000;
/** Files that a thread opens while it starts, its databases included. */
const filesToStart = 12;
/** Waits before a thread that failed several times in a row is started once more, in milliseconds. */
const restartDelays: Delays = { minMs: 500, maxMs: 60_000, jitter: 0 };

/**
 * Another thread. It starts with the first call. When it dies, or does not answer in time, it is ended, calls under way
 * fail, and a later call starts it again: at once the first time, then after growing waits. A call that made it hang
 * twice is refused from then on for an hour.
 */
export class Thread {
  readonly #options: ThreadOptions;
  readonly #calls = new Map<number, PendingCall>();
  readonly #refused: RefusedCalls;
  #worker: Worker | undefined;
  #isOpen = false;
  #nextId = 1;
  #isClosed = false;
  #cancelOpenLimit: () => void = () => {};
  /** Counts deaths since the last answer. */
  readonly #restarting = new Backoff(restartDelays);
  #restartAtMs = 0;
  #restarts = 0;
  #stall: ThreadStall | undefined;
  /** Looks for a stall while a patient thread works. */
  #cancelWatch: (() => void) | undefined;

  constructor(options: ThreadOptions) {
    this.#options = options;
    this.#refused = new RefusedCalls(options.clock);
  }

  /** Whether the other thread runs. */
  get isRunning(): boolean {
    return this.#worker !== undefined;
  }

  /** How often it died or was ended because it did not answer. */
  get restarts(): number {
    return this.#restarts;
  }

  /** Set from when it did not answer in time until it answers again. */
  get stall(): ThreadStall | undefined {
    return this.#stall;
  }

  /**
   * Calls a function over there.
   *
   * @throws what the function throws, with its words and its class when that is built in, and
   * {@linkcode OperationalError} when the thread dies, does not answer in time, or is closed.
   */
  async call(
    method: string,
    parameters: readonly unknown[],
    { signal }: ThreadCallOptions = {},
  ): Promise<unknown> {
    signal?.throwIfAborted();
    this.#admit(method, parameters);
    const call: ThreadCall = { id: this.#nextId++, method, parameters };
    const waiting = Promise.withResolvers<unknown>();
    const { isPatient = false, clock } = this.#options;
    const pending: PendingCall = {
      method,
      // Kept to know a call again that made the thread hang, which a patient one is not ended for.
      parameters: isPatient ? [] : parameters,
      waiting,
      sinceMs: clock.now(),
      isBegun: isPatient,
      cancelLimit: () => {},
    };
    const onAbort = () => waiting.reject(signal?.reason);
    try {
      this.#worker ??= this.#start();
      this.#worker.postMessage(call, movedIn(parameters));
      this.#calls.set(call.id, pending);
      if (isPatient) this.#watch();
      else if (this.#isOpen) this.#limit(pending);
      signal?.addEventListener("abort", onAbort, { once: true });
      return await waiting.promise;
    } finally {
      signal?.removeEventListener("abort", onAbort);
    }
  }

  /** Lets what comes before in the order of calls end, then the thread; what takes longer is cut off and fails. */
  async close(): Promise<void> {
    const worker = this.#worker;
    if (this.#isClosed || worker === undefined) {
      this.#isClosed = true;
      return;
    }
    const { clock } = this.#options;
    const closed = this.call(closeMethod, []);
    this.#isClosed = true;
    const cancelLimit = clock.schedule(() => this.#end(worker, closeMethod), closeLimitMs);
    try {
      await closed;
    } finally {
      cancelLimit();
      // Whatever still runs over there ends without an answer.
      this.#fail(worker, fault("thread_was_closed"));
      // One that hangs may never end; it ends with the process.
      if (this.#stall === undefined) await worker.terminate();
    }
  }

  /** @throws {OperationalError} when a call cannot be carried out now. */
  #admit(method: string, parameters: readonly unknown[]): void {
    const { name, clock } = this.#options;
    if (this.#isClosed) throw new OperationalError(fault("thread_closed"));
    if (this.#refused.isRefused({ method, parameters })) {
      throw new OperationalError(fault("thread_call_refused", { thread: name, method }));
    }
    const waitMs = this.#worker === undefined ? this.#restartAtMs - clock.now() : 0;
    if (waitMs > 0) {
      throw new OperationalError(
        fault("thread_restarting", { thread: name, seconds: Math.ceil(waitMs / 1000) }),
      );
    }
  }

  /** @throws {OperationalError} when too few files can be opened: both runtimes would end the whole process. */
  #start(): Worker {
    const { name, url, data, clock, openLimitMs = defaultOpenLimitMs, isPatient = false } = this.#options;
    if (!hasSpareFiles(filesToStart)) {
      throw new OperationalError(fault("thread_out_of_files", { thread: name }));
    }
    const start: ThreadStart = { data, tellsBegun: !isPatient };
    const worker = new Worker(url, { workerData: start });
    worker.on("message", (news: ThreadNews) => this.#hear(worker, news));
    worker.on("error", (error) => this.#fail(worker, faultOf(error)));
    worker.on("exit", () => this.#fail(worker, fault("thread_ended")));
    this.#isOpen = false;
    this.#cancelOpenLimit = clock.schedule(() => this.#end(worker, "open"), openLimitMs);
    return worker;
  }

  #hear(worker: Worker, news: ThreadNews): void {
    if (this.#worker !== worker) return;
    if (news.news === "told") return this.#options.onTold?.(news.event);
    if (!this.#isOpen) this.#opened();
    if (news.news === "opened") return;
    const call = this.#calls.get(news.id);
    call?.cancelLimit();
    if (news.news === "begun") {
      if (call === undefined) return;
      call.isBegun = true;
      return this.#limit(call);
    }
    this.#calls.delete(news.id);
    this.#restarting.reset();
    this.#stall = undefined;
    if (call === undefined) return;
    if (news.error === undefined) call.waiting.resolve(news.result);
    else call.waiting.reject(toError(news.error));
  }

  #opened(): void {
    this.#isOpen = true;
    this.#cancelOpenLimit();
    if (this.#options.isPatient) return;
    for (const call of this.#calls.values()) this.#limit(call);
  }

  #watch(): void {
    const { name, clock, logger } = this.#options;
    this.#cancelWatch ??= clock.schedule(() => {
      this.#cancelWatch = undefined;
      const [oldest] = this.#calls.values();
      if (oldest === undefined) return;
      const { method, sinceMs } = oldest;
      if (this.#isOpen && this.#stall === undefined && clock.now() - sinceMs >= stallMs) {
        this.#stall = { method, sinceMs };
        logger.warn("thread slow, waiting for it", { thread: name, method });
      }
      this.#watch();
    }, stallMs);
  }

  /** Ends the thread unless the call is begun, or answered when it is begun already, in time. */
  #limit(call: PendingCall): void {
    const { clock, callLimitMs } = this.#options;
    const limitMs = call.isBegun ? callLimitMs?.(call.method) ?? defaultCallLimitMs : defaultCallLimitMs;
    const worker = this.#worker;
    call.cancelLimit = clock.schedule(() => worker && this.#endHung(worker, call), limitMs);
  }

  /** `late` was not begun, or not answered, in time: what the thread began last holds it up. */
  #endHung(worker: Worker, late: PendingCall): void {
    if (this.#worker !== worker) return;
    const lastBegun = [...this.#calls.values()].findLast(({ isBegun }) => isBegun);
    for (const call of new Set([lastBegun, late])) if (call?.isBegun) this.#refused.note(call);
    this.#end(worker, lastBegun?.method ?? late.method);
  }

  /** The thread did not answer in time. */
  #end(worker: Worker, method: string): void {
    if (this.#worker !== worker) return;
    const { name, clock, logger } = this.#options;
    this.#stall = { method, sinceMs: clock.now() };
    logger.error("thread not responding, restarting it", { thread: name, method });
    this.#fail(worker, fault("thread_stalled", { method }));
    // One that is stuck in native code ends when it comes back from there.
    void worker.terminate();
  }

  #stopWatching(): void {
    this.#cancelWatch?.();
    this.#cancelWatch = undefined;
  }

  #fail(worker: Worker, cause: Fault): void {
    if (this.#worker !== worker) return;
    const { name, clock } = this.#options;
    this.#worker = undefined;
    this.#stopWatching();
    this.#cancelOpenLimit();
    if (!this.#isClosed) {
      this.#restarts++;
      const isFirst = this.#restarting.failures === 0;
      const delayMs = this.#restarting.recordFailure();
      this.#restartAtMs = isFirst ? 0 : clock.now() + delayMs;
    }
    const calls = [...this.#calls.values()];
    this.#calls.clear();
    for (const { waiting, cancelLimit, isBegun } of calls) {
      cancelLimit();
      const code = isBegun ? "thread_call_failed" : "thread_call_lost";
      waiting.reject(new OperationalError(fault(code, { thread: name, cause })));
    }
  }
}
