import type { Clock } from "../../base/clock.ts";
import { Deadlines } from "../../base/deadlines.ts";
import type { Logger } from "../../base/logger.ts";
import { fault, type PushFault } from "../../faults/fault.ts";
import { MinHeap } from "../../base/min_heap.ts";
import type { KeptUpdate } from "../../journal/collected.ts";
import type { Cursor } from "../../journal/cursor.ts";
import type { CompiledFilter } from "../../journal/filter.ts";
import type { Journal } from "../../journal/journal.ts";
import type { PushTarget } from "../../registry/entities/push_target.ts";
import type { Consumer } from "../../registry/entities/consumer.ts";
import { Backlog } from "./backlog.ts";
import { ConsumerDeadLetters } from "./consumer_dead_letters.ts";
import type { DeadLetters } from "./dead_letters.ts";
import { type Failure, isBackendFailure, toFailure } from "./failure.ts";
import type { Lane } from "./lane.ts";
import { type PostAnswer, type Poster, PostFailure } from "./poster.ts";
import type { PushErrors } from "./push_errors.ts";
import type { ReplyDesk } from "./reply_desk.ts";
import type { StaleUpdates } from "../stale_updates.ts";
import { groupLimits, singleLimits, Target, type TargetStatus } from "./target.ts";

/** Options for {@linkcode Pusher}. */
interface PusherOptions {
  readonly consumer: Consumer;
  readonly push: PushTarget;
  readonly cursor: Cursor;
  /** The cursor's filter, perhaps narrowed; asked for at each look. */
  readonly view: { readonly filter: CompiledFilter };
  readonly journal: Journal;
  readonly deadLetters: DeadLetters;
  readonly errors: PushErrors;
  readonly stale: StaleUpdates;
  readonly replies: ReplyDesk;
  readonly createPoster: (url: string) => Poster;
  /** What may be shown of a URL. */
  readonly showUrl: (url: string) => string;
  /** Told once when every URL has been answering 410 Gone for most of a day. */
  readonly onGone: () => void;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Numbers in [0, 1). */
  readonly random: () => number;
}

/** What a pusher has done and is doing. */
export interface PushStatus {
  readonly targets: readonly TargetStatus[];
  /** Updates taken by a backend since the start. */
  readonly delivered: number;
  /** Failed delivery attempts. */
  readonly failed: number;
  /** Updates given up since the start. */
  readonly dead: number;
  /** Lanes whose first update waits for its next try. */
  readonly waitingLanes: number;
  /** When the next of them is due, in milliseconds since the epoch; 0 when none waits. */
  readonly nextAttemptMs: number;
}

/** Whether a URL can be reached. */
export interface CheckedUrl {
  /** Scheme, host and port. */
  readonly url: string;
  /** Why it cannot. */
  readonly error: PushFault | undefined;
}

/** One try of a lane's first update. */
interface Attempt {
  readonly lane: Lane;
  readonly target: Target;
  readonly abort: AbortController;
}

/** A URL that answers 410 Gone and nothing else for longer than this is disabled. */
const goneForGoodMs = 23 * 3_600_000;

/**
 * Pushes one consumer's updates: has its backlog read ahead as far as there are free connections, and sends the first
 * of each lane. Invariant: at most one request per lane. Lanes that wait stand in one heap with one timer.
 */
export class Pusher {
  readonly #options: PusherOptions;
  readonly #targets: readonly Target[];
  readonly #backlog: Backlog;
  /** Lanes that wait for their next try. */
  readonly #due = new MinHeap<Lane>();
  readonly #deadlines: Deadlines;
  readonly #deadLetters: ConsumerDeadLetters;
  readonly #inFlight = new Set<AbortController>();
  #isPumping = false;
  #isStopped = false;
  #idle: PromiseWithResolvers<void> | undefined;
  #timer: { readonly atMs: number; readonly cancel: () => void } | undefined;
  #delivered = 0;
  #failed = 0;

  constructor(options: PusherOptions) {
    const { consumer, push, clock, random, createPoster, showUrl } = options;
    this.#options = options;
    this.#deadlines = new Deadlines(clock, push.timeoutSec * 1000);
    const limits = push.urls.length === 1 ? singleLimits : groupLimits;
    this.#targets = push.urls.map((url) => {
      const parts = {
        url,
        name: showUrl(url),
        poster: createPoster(url),
        maxInFlight: push.maxConnections,
        limits,
      };
      return new Target(parts, clock.now());
    });
    this.#deadLetters = new ConsumerDeadLetters(consumer, options.deadLetters);
    this.#backlog = new Backlog({
      ...options,
      urls: push.urls,
      deadLetters: this.#deadLetters,
      retry: { maxAttempts: push.maxAttempts, random },
      onReady: (lane) => this.#makeReady(lane),
      onProgress: () => this.#pump(),
    });
  }

  start(): void {
    this.#pump();
  }

  /** Starts nothing more, gives requests under way `graceMs`, then cuts them. What was not taken is sent again. */
  async stop(graceMs: number): Promise<void> {
    this.#isStopped = true;
    this.#backlog.stop();
    this.#timer?.cancel();
    if (this.#inFlight.size > 0) {
      this.#idle ??= Promise.withResolvers();
      const cancel = this.#options.clock.schedule(() => this.#cut(), graceMs);
      await this.#idle.promise;
      cancel();
    }
    await this.#deadLetters.idle();
    for (const { poster } of this.#targets) poster.close();
  }

  /** Updates taken by backends. */
  get delivered(): number {
    return this.#delivered;
  }

  status(): PushStatus {
    return {
      targets: this.#targets.map((target) => target.status()),
      delivered: this.#delivered,
      failed: this.#failed,
      dead: this.#deadLetters.count,
      waitingLanes: this.#due.size,
      nextAttemptMs: this.#due.size === 0 ? 0 : this.#due.firstKey,
    };
  }

  /** The address connected to last; empty before the first. */
  get address(): string {
    return this.#targets[0]?.poster.address ?? "";
  }

  /** Tries to reach every URL, without sending anything. */
  check(signal: AbortSignal): Promise<CheckedUrl[]> {
    return Promise.all(this.#targets.map(async (target) => {
      const { url } = target.status();
      try {
        await target.poster.check(signal);
        return { url, error: undefined };
      } catch (error) {
        if (error instanceof PostFailure) return { url, error: error.fault };
        throw error;
      }
    }));
  }

  /** Retries at once what waits for its next attempt. */
  retryNow(): void {
    for (const lane of this.#takeDue(Infinity)) this.#makeReady(lane);
    this.#pump();
  }

  /** Sends only what the journal still keeps of what waits. */
  dropBuffered(): void {
    this.#backlog.dropBuffered();
  }

  /** Sends a dead letter once more, as if it had just arrived; false when it is on its way already. */
  redeliver(update: KeptUpdate, untilMs: number): boolean {
    if (!this.#deadLetters.redeliver(update.position, untilMs)) return false;
    this.#backlog.redeliver(update);
    this.#pump();
    return true;
  }

  /** Does all that can be done now, then waits for what comes first: a due lane, a connection, a new update. */
  #pump(): void {
    if (this.#isStopped || this.#isPumping) return;
    this.#isPumping = true;
    try {
      do {
        const nowMs = this.#options.clock.now();
        for (const lane of this.#takeDue(nowMs)) this.#makeReady(lane);
        for (const target of this.#targets) this.#serve(target, nowMs);
        // What was found to be over makes room for the next of its lane, perhaps at a target already served.
      } while (this.#canServe() || (this.#hasAppetite() && this.#backlog.readOn()));
    } finally {
      this.#isPumping = false;
    }
    this.#setTimer();
  }

  #takeDue(nowMs: number): Lane[] {
    const lanes: Lane[] = [];
    while (this.#due.firstKey <= nowMs) {
      const lane = this.#due.take();
      if (lane === undefined) break;
      lanes.push(lane);
    }
    return lanes;
  }

  /** Puts a lane where its next try will be made. */
  #makeReady(lane: Lane): void {
    this.#chooseTarget(lane).ready.add(lane);
  }

  /**
   * The first of a lane's targets that is well, or may be probed. Where all are paused, the one with the fewest lanes:
   * so every one of them is probed, and the first that is back takes all.
   */
  #chooseTarget(lane: Lane): Target {
    const nowMs = this.#options.clock.now();
    let chosen: Target | undefined;
    for (const index of lane.targets) {
      const target = this.#targets[index]!;
      if (!target.isPaused) return target;
      // What has failed is not risked once more where another may be well: it would be the probe for ever.
      const mayProbe = lane.isFresh && target.ready.size === 0 && target.nextStartMs() <= nowMs;
      if (mayProbe) return target;
      if (chosen === undefined || target.ready.size < chosen.ready.size) chosen = target;
    }
    return chosen!;
  }

  #canServe(): boolean {
    const nowMs = this.#options.clock.now();
    return this.#targets.some((target) => target.ready.size > 0 && target.nextStartMs() <= nowMs);
  }

  #serve(target: Target, nowMs: number): void {
    while (target.ready.size > 0 && target.nextStartMs() <= nowMs) {
      this.#send(target.ready.take()!, target);
    }
  }

  /** Whether there is a free connection with nothing to do, and room for more. */
  #hasAppetite(): boolean {
    return this.#backlog.canReadOn &&
      this.#targets.some((target) => target.ready.size === 0 && target.nextStartMs() === 0);
  }

  /** Sends a lane's first update, after reading it where its bytes are not at hand. */
  #send(lane: Lane, target: Target): void {
    const attempt: Attempt = { lane, target, abort: new AbortController() };
    target.begin(this.#options.clock.now());
    this.#inFlight.add(attempt.abort);
    const update = lane.take();
    if (update instanceof Promise) update.then((late) => this.#post(attempt, late));
    else this.#post(attempt, update);
  }

  #post(attempt: Attempt, update: KeptUpdate | undefined): void {
    const { target, abort } = attempt;
    if (update === undefined) {
      target.release();
      return this.#leave(attempt);
    }
    const cancelDeadline = this.#deadlines.start(() =>
      abort.abort(new PostFailure(fault("response_timeout")))
    );
    const startMs = performance.now();
    target.poster.post(update, abort.signal).then((answer) => {
      cancelDeadline();
      target.answered(answer.status, performance.now() - startMs);
      this.#judge(attempt, answer);
    }, (error) => {
      cancelDeadline();
      this.#unanswered(attempt, error);
    });
  }

  #judge(attempt: Attempt, answer: PostAnswer): void {
    const { clock, errors, replies, consumer } = this.#options;
    const nowMs = clock.now();
    const goneMs = errors.answered(answer.status, nowMs);
    if (answer.status >= 200 && answer.status <= 299) {
      if (attempt.target.succeed(nowMs)) this.#moveFromPaused();
      this.#delivered++;
      replies.take(consumer, answer);
      attempt.lane.done();
      return this.#leave(attempt);
    }
    const failure = toFailure(answer);
    errors.note(failure.error, nowMs);
    if (goneMs > goneForGoodMs) this.#options.onGone();
    this.#fail(attempt, failure);
  }

  #unanswered(attempt: Attempt, error: unknown): void {
    const { clock, errors, logger } = this.#options;
    if (this.#isStopped) {
      attempt.target.release();
      return this.#leave(attempt);
    }
    const isKnown = error instanceof PostFailure;
    const why = isKnown ? error.fault : fault("push_not_connected");
    if (!isKnown) logger.error("cannot push an update", { ...this.#name(), error });
    else if (error.isTold) errors.note(why, clock.now());
    this.#fail(attempt, { status: 0, error: why, retryAfter: "" });
  }

  /** Has the lane decide when the update is retried, and waits so long. */
  #fail(attempt: Attempt, failure: Failure): void {
    const { lane, target } = attempt;
    const nowMs = this.#options.clock.now();
    this.#failed++;
    const isDead = isBackendFailure(failure, this.#targets.length > 1);
    if (target.fail(nowMs, failure.status, isDead)) this.#moveAway(target);
    // The others of a group take over at once.
    const canMove = target.isPaused && this.#targets.some((other) => !other.isPaused);
    const delayMs = lane.failed(failure, canMove);
    if (delayMs === 0) this.#makeReady(lane);
    else if (delayMs !== undefined) this.#due.add(nowMs + delayMs, lane);
    this.#leave(attempt);
  }

  /** A target was paused: its lanes go to the others, if there are any. */
  #moveAway(target: Target): void {
    this.#options.logger.warn("webhook unreachable, probing", {
      ...this.#name(),
      url: target.status().url,
    });
    if (this.#targets.length === 1) return;
    for (const lane of target.ready.takeAll()) this.#makeReady(lane);
  }

  /** A target can be reached again: lanes that wait for probes of others need not. */
  #moveFromPaused(): void {
    for (const target of this.#targets) {
      if (!target.isPaused) continue;
      for (const lane of target.ready.takeAll()) this.#makeReady(lane);
    }
  }

  /** One request is over. */
  #leave({ abort }: Attempt): void {
    this.#inFlight.delete(abort);
    if (this.#isStopped) {
      if (this.#inFlight.size === 0) this.#idle?.resolve();
    } else this.#pump();
  }

  #cut(): void {
    for (const abort of this.#inFlight) {
      abort.abort(new PostFailure(fault("connection_closed"), { isTold: false }));
    }
  }

  /** One timer for all that waits. */
  #setTimer(): void {
    let atMs = this.#due.firstKey;
    for (const target of this.#targets) {
      if (target.ready.size > 0) atMs = Math.min(atMs, target.nextStartMs());
    }
    if (atMs === this.#timer?.atMs) return;
    this.#timer?.cancel();
    this.#timer = undefined;
    if (atMs === Infinity) return;
    const { clock } = this.#options;
    const cancel = clock.schedule(() => {
      this.#timer = undefined;
      this.#pump();
    }, Math.max(atMs - clock.now(), 0));
    this.#timer = { atMs, cancel };
  }

  #name() {
    const { botId, name } = this.#options.consumer;
    return { bot: botId, consumer: name };
  }
}
