import { type Fault, fault } from "../faults/fault.ts";
import { albumGatherMs, takeGroup } from "./album.ts";
import { Backoff, upstreamDelays } from "../base/backoff.ts";
import { type Clock, sleep } from "../base/clock.ts";
import { faultOf } from "../base/errors.ts";
import type { Logger } from "../base/logger.ts";
import { maskFault } from "../base/mask_fault.ts";
import { Retry } from "../base/retry.ts";
import { CallPostponed, CallRefused, CallUncertain } from "./bot_calls.ts";
import { type Outcome, toOutcome, type Worker } from "./outcome.ts";
import type { Job, LaneKey, NewJob } from "./job.ts";
import { toTrace } from "./lane_traces.ts";
import type { RoutingStore } from "./routing_store.ts";
import type { TraceResult } from "./trace.ts";

/** Options for {@linkcode RoutingLane}. */
interface RoutingLaneOptions {
  readonly store: RoutingStore;
  readonly worker: Worker;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly random: () => number;
  /** Ends it after what is under way. */
  readonly stopping: AbortSignal;
  /** Cuts off what is under way. */
  readonly closing: AbortSignal;
  /** Told of work that begins. */
  readonly onSending: (jobs: readonly Job[], work: Promise<unknown>) => void;
  readonly onDone: (result: TraceResult, details: readonly Fault[]) => void;
  /** Told that something waits for its next attempt, and why. */
  readonly onPostponed: (why: Fault) => void;
  /** Told of entries that follow from one, and are kept. */
  readonly onNext: (jobs: readonly NewJob[]) => void;
  /** Told when nothing is left; what comes then needs a new one. */
  readonly onEmpty: () => void;
}

/** Entries that are read at once; an album and what is between its parts should be among them. */
const readAtOnce = 50;
/** Whatever upstream asks for, it is tried again after so long: what it minds may be over sooner. */
const maxRetryAfterMs = 600_000;
/** An entry that could not be sent for so long is given up. */
const maxWaitMs = 86_400_000;

/** One queue: sends one thing after the other, waits as long as Telegram wants, and keeps what came of it. */
export class RoutingLane {
  readonly key: LaneKey;
  readonly #options: RoutingLaneOptions;
  readonly #backoff: Backoff;
  readonly #stepping: Retry;
  readonly #storing: Retry;
  #waiting = 0;
  #running: Promise<void> | undefined;

  constructor(key: LaneKey, options: RoutingLaneOptions) {
    this.key = key;
    this.#options = options;
    this.#backoff = new Backoff(upstreamDelays, options.random);
    const fields = { rule: key.routeId, bot: key.bot };
    this.#stepping = new Retry({ event: "cannot continue routing", fields, ...options });
    this.#storing = new Retry({ event: "cannot store routing results", fields, ...options });
  }

  /** How many entries wait, one under way included. */
  get waiting(): number {
    return this.#waiting;
  }

  /** So many more wait in the store. */
  add(count: number): void {
    this.#waiting += count;
    if (!this.#options.stopping.aborted) this.#running ??= this.#run();
  }

  /** Resolves when it has stopped. */
  async ended(): Promise<void> {
    await this.#running;
  }

  async #run(): Promise<void> {
    const { stopping, onEmpty } = this.#options;
    // What is added in the same breath is read at once.
    await Promise.resolve();
    while (!stopping.aborted) {
      try {
        const before = this.#waiting;
        const isMore = await this.#step();
        this.#stepping.reset();
        if (isMore) continue;
        // Something may have been added while the store was read.
        if (this.#waiting > before) continue;
        this.#waiting = 0;
        break;
      } catch (error) {
        await this.#stepping.pause(error, stopping);
      }
    }
    this.#running = undefined;
    if (!stopping.aborted) onEmpty();
  }

  /** Does the first thing that waits; false when nothing does. */
  async #step(): Promise<boolean> {
    const { store, clock, stopping } = this.#options;
    const jobs = await store.waiting(this.key, readAtOnce);
    if (jobs.length === 0) return false;
    const group = takeGroup(jobs);
    // More parts of an album may be on their way.
    const restMs = (group.at(-1)?.addedAtMs ?? 0) + albumGatherMs - clock.now();
    if (group[0]?.album !== "" && restMs > 0) await sleep(clock, Math.min(restMs, albumGatherMs), stopping);
    else await this.#send(group);
    return true;
  }

  async #send(group: readonly Job[]): Promise<void> {
    const { store, worker, clock, closing, stopping, onSending } = this.#options;
    await store.begin(group, clock.now());
    const work = worker.work(group, closing);
    // Kept before anybody who waits for it goes on.
    const kept = work.then((done) => this.#keep(done), (error) => this.#fail(group, error));
    onSending(group, kept);
    const delayMs = await kept;
    if (delayMs > 0) await sleep(clock, delayMs, stopping);
  }

  /** What to do about an error; gives how long to wait then. */
  async #fail(group: readonly Job[], error: unknown): Promise<number> {
    const { store, clock, logger, closing, onPostponed } = this.#options;
    // It stays begun: the next start reports it.
    if (closing.aborted) return 0;
    if (error instanceof CallPostponed) {
      const isOld = clock.now() - (group[0]?.addedAtMs ?? 0) > maxWaitMs;
      if (isOld) {
        return await this.#keep(
          toOutcome(group, "failed", fault("routing_given_up", { cause: error.fault })),
        );
      }
      onPostponed(error.fault);
      await this.#insist(() => store.putBack(group));
      return error.retryAfterMs === undefined
        ? this.#backoff.recordFailure()
        : Math.min(error.retryAfterMs, maxRetryAfterMs);
    }
    if (error instanceof CallUncertain) return await this.#keep(toOutcome(group, "unknown", error.fault));
    if (!(error instanceof CallRefused)) {
      logger.error("routing failed", { rule: this.key.routeId, bot: this.key.bot, error });
    }
    return await this.#keep(toOutcome(group, "failed", maskFault(faultOf(error))));
  }

  async #keep({ jobs, links, cut, next }: Outcome): Promise<number> {
    const { store, clock, onDone, onNext } = this.#options;
    const done = [...new Set(jobs.map(({ job }) => job))];
    const traces = jobs.map((each) => toTrace(each, clock.now()));
    await this.#insist(() =>
      store.finish({ jobs: done, links, traces, ...(cut && { cut }), ...(next && { next }) })
    );
    this.#waiting = Math.max(this.#waiting - done.length, 0);
    this.#backoff.reset();
    for (const { job, result, details } of jobs) {
      if (result !== "skipped" && job.task.do !== "choose") {
        onDone(result, details);
      }
    }
    if (next !== undefined) onNext(next);
    return 0;
  }

  /** What was sent must be kept, however long that takes; otherwise the next start can tell nothing of it. */
  async #insist(keep: () => Promise<void>): Promise<void> {
    const { closing } = this.#options;
    if (!closing.aborted) await this.#storing.run(keep, closing);
  }
}
