import { backgroundDelays } from "../base/backoff.ts";
import type { Clock } from "../base/clock.ts";
import type { Logger } from "../base/logger.ts";
import { Queue } from "../base/queue.ts";
import { Retry } from "../base/retry.ts";
import { PoisonFinder } from "./poison_finder.ts";

/** What is to be known of a call that waits. */
export interface SuspectCall {
  /** Its number in the spool. */
  readonly number: number;
  /** What it takes in memory, in bytes. */
  readonly cost: number;
}

/** Options for {@linkcode SuspectCalls}. */
interface SuspectCallsOptions {
  readonly botId: number;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Numbers in [0, 1); the jitter. */
  readonly random?: (() => number) | undefined;
  /** Told when the calls are to be tried again. */
  readonly onDue: () => void;
}

/**
 * Calls of one bot that wait while one of them makes archiving fail. They are tried by themselves, so that those of other
 * bots go on, and with growing waits.
 */
export class SuspectCalls<Call extends SuspectCall> {
  readonly #options: SuspectCallsOptions;
  readonly #calls = new Queue<Call>();
  readonly #poison = new PoisonFinder();
  readonly #retry: Retry;
  #bytes = 0;
  #isDue = true;
  #cancelRetry: () => void = () => {};

  constructor(options: SuspectCallsOptions) {
    this.#options = options;
    const { botId } = options;
    this.#retry = new Retry({
      event: "cannot archive captured calls",
      fields: { bot: botId },
      delays: backgroundDelays,
      ...options,
    });
  }

  get size(): number {
    return this.#calls.size;
  }

  /** What the calls take in memory. */
  get bytes(): number {
    return this.#bytes;
  }

  /** The next call; `undefined` for none. */
  get first(): Call | undefined {
    return this.#calls.first;
  }

  /** Whether there is something that may be tried now. */
  get isDue(): boolean {
    return this.#isDue && this.size > 0;
  }

  /** When the first failure was since something was archived or skipped, in milliseconds since the epoch; 0 for none. */
  get failingSinceMs(): number {
    return this.#retry.failingSinceMs;
  }

  /** All that have been added come before it. */
  add(call: Call): void {
    this.#calls.add(call);
    this.#bytes += call.cost;
  }

  /** Takes out what is to be archived next, together. */
  take(): Call[] {
    const { first } = this;
    if (first === undefined) return [];
    const calls = this.#calls.takeUpTo(this.#poison.batchSize(first.number));
    for (const { cost } of calls) this.#bytes -= cost;
    return calls;
  }

  /** Takes all out. */
  takeAll(): Call[] {
    this.#bytes = 0;
    return this.#calls.takeAll();
  }

  /** Puts back, before all others, what was taken out. */
  putBack(calls: readonly Call[]): void {
    this.#calls.putBack(calls);
    for (const { cost } of calls) this.#bytes += cost;
  }

  /** Notes that something was archived. */
  succeeded(): void {
    this.#poison.succeeded();
    this.#moveOn();
  }

  /**
   * Notes that calls could not be archived, by a fault that may be theirs.
   *
   * @param size calls that were tried together, those of other bots included.
   * @returns whether it is one call, and was tried often enough.
   */
  failed(calls: readonly Call[], size: number, error: unknown): boolean {
    const from = calls[0]!.number;
    if (this.#poison.failed(from, calls.at(-1)!.number + 1, size, error)) return true;
    const { clock, onDue } = this.#options;
    this.#isDue = false;
    this.#cancelRetry();
    this.#cancelRetry = clock.schedule(() => {
      this.#isDue = true;
      onDue();
    }, this.#retry.recordFailure(error));
    return false;
  }

  /** Notes that a call was skipped: the next one is tried at once. */
  skipped(): void {
    this.#moveOn();
  }

  /** Lets them be tried now; leaves no timer. */
  hasten(): void {
    this.#cancelRetry();
    this.#isDue = true;
  }

  /** Leaves no timer. */
  stop(): void {
    this.#cancelRetry();
  }

  #moveOn(): void {
    this.hasten();
    this.#retry.reset();
  }
}
