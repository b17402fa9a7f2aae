import { type Fault, fault } from "../faults/fault.ts";
import { type Clock, sleep } from "../base/clock.ts";
import type { Logger } from "../base/logger.ts";
import type { Worker } from "./outcome.ts";
import type { Job, LaneKey, NewJob } from "./job.ts";
import { RoutingLane } from "./routing_lane.ts";
import { type FailingLane, LaneTrouble } from "./lane_trouble.ts";
import { interruptedTrace } from "./lane_traces.ts";
import type { RoutingStore } from "./routing_store.ts";
import type { TraceResult } from "./trace.ts";

/** Options for {@linkcode RoutingLanes}. */
interface RoutingLanesOptions {
  readonly store: RoutingStore;
  readonly worker: Worker;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Numbers in [0, 1); the jitter of repeated attempts. */
  readonly random: () => number;
}

/** Status of routing for the updates of one bot, or all it lets a bot send. */
export interface LaneCounts {
  /** Sent since the start. */
  routed: number;
  /** Given up since the start. */
  failed: number;
}

/** Maximum entries that wait in one queue. */
export const maxWaiting = 10_000;
/** Nobody waits longer for calls under way. */
const maxSettlingMs = 10_000;
/** Calls under way are given this long when BotMux stops. */
const graceMs = 2_000;

/**
 * The queues of routing: one for each rule and bot it sends by, so that a bot that is dead, or that Telegram slows down,
 * makes its own queue wait and no other.
 */
export class RoutingLanes {
  readonly #options: RoutingLanesOptions;
  readonly #lanes = new Map<string, RoutingLane>();
  readonly #sending = new Map<number, Set<Promise<unknown>>>();
  readonly #counts = new Map<number, LaneCounts>();
  readonly #trouble: LaneTrouble;
  readonly #stopping = new AbortController();
  readonly #closing = new AbortController();

  constructor(options: RoutingLanesOptions) {
    this.#options = options;
    this.#trouble = new LaneTrouble(options.clock);
  }

  /** Goes on with what waits since the last time; what was under way then is reported, and not repeated. */
  async start(): Promise<void> {
    const { store, clock } = this.#options;
    const begun = await store.begun();
    if (begun.length > 0) {
      await store.finish({
        jobs: begun,
        links: [],
        traces: begun.map((job) => interruptedTrace(job, clock.now())),
      });
    }
    for (const { waiting, ...key } of await store.lanes()) this.#lane(key).add(waiting);
  }

  /** Whether a queue takes no more. */
  isFull(key: LaneKey): boolean {
    return (this.#lanes.get(nameOf(key))?.waiting ?? 0) >= maxWaiting;
  }

  /** Entries that the store keeps already. */
  added(jobs: readonly NewJob[]): void {
    for (const job of jobs) this.#lane(job).add(1);
  }

  /** How many entries wait to be sent by a bot. */
  waiting(bot: number): number {
    let waiting = 0;
    for (const lane of this.#lanes.values()) if (lane.key.bot === bot) waiting += lane.waiting;
    return waiting;
  }

  /** What was sent by a bot. */
  counts(bot: number): Readonly<LaneCounts> {
    return this.#countsOf(bot);
  }

  /** The queues that cannot send. */
  failing(): readonly FailingLane[] {
    return this.#trouble.all();
  }

  /** Rules changed: what failed before says nothing any more. */
  forgetFailures(): void {
    this.#trouble.clear();
  }

  /** Resolves when what is being sent to a chat now is sent, and kept; or when that takes too long. */
  async settled(chat: number): Promise<void> {
    const sending = this.#sending.get(chat);
    if (sending === undefined) return;
    const isOver = new AbortController();
    const signal = AbortSignal.any([isOver.signal, this.#stopping.signal]);
    await Promise.race([Promise.all(sending), sleep(this.#options.clock, maxSettlingMs, signal)]);
    isOver.abort();
  }

  /** Ends after what is under way, or cuts it off. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    const lanes = Promise.all([...this.#lanes.values()].map((lane) => lane.ended()));
    const inTime = new AbortController();
    await Promise.race([lanes, sleep(this.#options.clock, graceMs, inTime.signal)]);
    inTime.abort();
    this.#closing.abort();
    await lanes;
  }

  #lane(key: LaneKey): RoutingLane {
    const name = nameOf(key);
    const known = this.#lanes.get(name);
    if (known !== undefined) return known;
    const lane = new RoutingLane({ routeId: key.routeId, bot: key.bot }, {
      ...this.#options,
      stopping: this.#stopping.signal,
      closing: this.#closing.signal,
      onSending: (jobs, work) => this.#note(jobs, work),
      onDone: (result, details) => this.#count(key, result, details),
      onPostponed: (why) => this.#trouble.postponed(key, why),
      onNext: (jobs) => this.added(jobs),
      onEmpty: () => void this.#lanes.delete(name),
    });
    this.#lanes.set(name, lane);
    return lane;
  }

  #count(key: LaneKey, result: TraceResult, details: readonly Fault[]): void {
    const isSent = result === "sent" || result === "degraded";
    const counts = this.#countsOf(key.bot);
    if (isSent) counts.routed++;
    else counts.failed++;
    if (isSent) this.#trouble.sent(key);
    else if (result === "failed") this.#trouble.failed(key, details[0] ?? fault("routing_failed"));
  }

  #countsOf(bot: number): LaneCounts {
    const known = this.#counts.get(bot) ?? { routed: 0, failed: 0 };
    this.#counts.set(bot, known);
    return known;
  }

  #note(jobs: readonly Job[], work: Promise<unknown>): void {
    const [first] = jobs;
    if (first === undefined || !("chat" in first.task)) return;
    const { chat } = first.task;
    const all = this.#sending.get(chat) ?? new Set();
    this.#sending.set(chat, all.add(work));
    const forget = () => {
      all.delete(work);
      if (all.size === 0 && this.#sending.get(chat) === all) this.#sending.delete(chat);
    };
    work.then(forget, forget);
  }
}

function nameOf({ routeId, bot }: LaneKey): string {
  return `${routeId} ${bot}`;
}
