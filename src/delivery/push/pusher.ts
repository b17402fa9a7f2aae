import type { Clock } from "../../base/clock.ts";
import { decodeUtf8 } from "../../base/bytes.ts";
import { Deadlines } from "../../base/deadlines.ts";
import type { Logger } from "../../base/logger.ts";
import { MinHeap } from "../../base/min_heap.ts";
import type { Collected, KeptUpdate } from "../../journal/collected.ts";
import type { Cursor } from "../../journal/cursor.ts";
import type { CompiledFilter } from "../../journal/filter.ts";
import type { Journal } from "../../journal/journal.ts";
import type { Consumer, PushTarget } from "../../registry/model.ts";
import { laneOf } from "../../telegram/lanes.ts";
import { retryDelayMs } from "../../telegram/webhook_retry.ts";
import type { Graveyard } from "./graveyard.ts";
import { Lane, mostHeldPerLane } from "./lane.ts";
import { Outstanding } from "./outstanding.ts";
import { type PostAnswer, type Poster, PostFailure } from "./poster.ts";
import type { PushErrors } from "./push_errors.ts";
import { ReadAhead } from "./read_ahead.ts";
import type { ReplyDesk } from "./reply_desk.ts";
import type { DeathCause } from "./store.ts";
import { groupLimits, singleLimits, Target, type TargetStatus } from "./target.ts";
import { targetOrder } from "./target_order.ts";

/** What a pusher works with. */
export interface PusherOptions {
  readonly consumer: Consumer;
  readonly push: PushTarget;
  readonly cursor: Cursor;
  /** The cursor's filter, perhaps narrowed; asked for at each look. */
  readonly view: { readonly filter: CompiledFilter };
  readonly journal: Journal;
  readonly graveyard: Graveyard;
  readonly errors: PushErrors;
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
  /** Tries that failed since the start. */
  readonly failed: number;
  /** Updates given up since the start. */
  readonly dead: number;
  /** Lanes whose first update waits for its next try. */
  readonly waitingLanes: number;
  /** When the next of them is due, in milliseconds since the epoch; 0 when none waits. */
  readonly nextAttemptMs: number;
}

/** A request takes at most this long, connecting included. */
const answerTimeoutMs = 60_000;
/** A `Retry-After` counts up to this. */
const longestRetryAfterSec = 3600;
/** A URL that answers 410 Gone and nothing else for longer than this is switched off. */
const goneForGoodMs = 23 * 3_600_000;
/** Updates read in one go. */
const scanStep = 100;
/** Positions held in memory, all lanes together; when so many wait, nothing further is read. */
const mostHeld = 32_768;
/** So many lanes may have more than they hold; each reads on by itself when its turn comes. */
const mostOverfull = 64;
const storeRetryMs = 1000;
/** Longest reason phrase that is remembered, in characters. */
const longestReason = 100;

/**
 * Pushes one consumer's updates: reads the journal ahead as far as there are free connections, puts updates into lanes
 * and sends the first of each lane. Invariants: at most one request per lane; a position is confirmed only when its
 * update was taken, given up or is gone; the cursor's mark never passes a position that is not.
 *
 * Lanes that wait stand in one heap with one timer. Positions are held, bytes only while a request needs them.
 */
export class Pusher {
  readonly #options: PusherOptions;
  readonly #targets: readonly Target[];
  readonly #lanes = new Map<string, Lane>();
  /** Lanes that wait for their next try. */
  readonly #due = new MinHeap<Lane>();
  readonly #overfull = new Set<Lane>();
  readonly #outstanding: Outstanding;
  readonly #readAhead: ReadAhead;
  readonly #deadlines: Deadlines;
  readonly #underWay = new Set<AbortController>();
  /** Dead letters that are sent again, with the moment until when. */
  readonly #revived = new Map<number, number>();
  /** Every update before this position was looked at. */
  #scanned: number;
  #held = 0;
  #isScanning = false;
  #isPumping = false;
  #isStopped = false;
  #idle: PromiseWithResolvers<void> | undefined;
  #stopWaiting: (() => void) | undefined;
  /** Looks at the store that are tried again. */
  readonly #postponed = new Set<() => void>();
  #timer: { readonly atMs: number; readonly cancel: () => void } | undefined;
  #delivered = 0;
  #failed = 0;
  #dead = 0;

  constructor(options: PusherOptions) {
    const { push, cursor, view, journal, clock, createPoster, showUrl } = options;
    this.#options = options;
    this.#scanned = cursor.position;
    this.#outstanding = new Outstanding((position) => cursor.isConfirmed(position));
    this.#readAhead = new ReadAhead({
      at: (position) => journal.entryAt(cursor.botId, position),
      after: (position) => journal.collect(cursor.botId, position, view.filter, scanStep),
    });
    this.#deadlines = new Deadlines(clock, answerTimeoutMs);
    const limits = push.urls.length === 1 ? singleLimits : groupLimits;
    this.#targets = push.urls.map((url) => {
      const parts = {
        url,
        name: showUrl(url),
        poster: createPoster(url),
        mostUnderWay: push.maxConnections,
        limits,
      };
      return new Target(parts, clock.now());
    });
  }

  start(): void {
    this.#pump();
  }

  /** Starts nothing more, gives requests under way `graceMs`, then cuts them. What was not taken is sent again. */
  async stop(graceMs: number): Promise<void> {
    this.#isStopped = true;
    this.#stopWaiting?.();
    this.#timer?.cancel();
    for (const cancel of this.#postponed) cancel();
    if (this.#underWay.size > 0) {
      this.#idle ??= Promise.withResolvers();
      const cancel = this.#options.clock.schedule(() => this.#cut(), graceMs);
      await this.#idle.promise;
      cancel();
    }
    for (const { poster } of this.#targets) poster.close();
  }

  status(): PushStatus {
    return {
      targets: this.#targets.map((target) => target.status()),
      delivered: this.#delivered,
      failed: this.#failed,
      dead: this.#dead,
      waitingLanes: this.#due.size,
      nextAttemptMs: this.#due.size === 0 ? 0 : this.#due.firstKey,
    };
  }

  /** The address connected to last; empty before the first. */
  get address(): string {
    return this.#targets[0]?.poster.address ?? "";
  }

  /** Tries to reach every URL, without sending anything: empty texts, or what is wrong. */
  check(signal: AbortSignal): Promise<{ readonly url: string; readonly error: string }[]> {
    return Promise.all(this.#targets.map(async (target) => {
      const { url } = target.status();
      try {
        await target.poster.check(signal);
        return { url, error: "" };
      } catch (error) {
        if (error instanceof PostFailure) return { url, error: error.message };
        throw error;
      }
    }));
  }

  /** Sends what waits for its next try now. */
  hurry(): void {
    for (const lane of this.#takeDue(Infinity)) this.#makeReady(lane);
    this.#pump();
  }

  /** Sends a dead letter once more, as if it had just arrived; false when it is on its way already. */
  revive(update: KeptUpdate, untilMs: number): boolean {
    if (this.#revived.has(update.position)) return false;
    this.#revived.set(update.position, untilMs);
    const lane = this.#laneFor(update);
    const isIdle = lane.positions.size === 0 && !lane.isReading;
    // Behind the one that is under way or waits.
    lane.positions.insert(1, update.position);
    this.#held++;
    if (isIdle) this.#makeReady(lane);
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
      } while (this.#canServe() || (this.#hasAppetite() && this.#scan()));
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
      const mayProbe = lane.attempts === 0 && target.ready.size === 0 && target.nextStartMs() <= nowMs;
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
    if (this.#isScanning || this.#held >= mostHeld || this.#overfull.size >= mostOverfull) return false;
    return this.#targets.some((target) => target.ready.size === 0 && target.nextStartMs() === 0);
  }

  /** Reads on in the journal; true when that is done and found something to look at. */
  #scan(): boolean {
    const { journal, cursor, view } = this.#options;
    if (this.#scanned > journal.logState(cursor.botId).lastPosition) {
      this.#waitForMore();
      return false;
    }
    const collected = journal.collect(cursor.botId, this.#scanned, view.filter, scanStep);
    if (!(collected instanceof Promise)) return this.#takeIn(collected);
    this.#isScanning = true;
    oneTurnLater(collected).then((late) => {
      this.#isScanning = false;
      if (this.#isStopped) return;
      this.#takeIn(late);
      this.#pump();
    }, (error) => this.#postponeScan(error));
    return false;
  }

  /** The store cannot be read just now. */
  #postponeScan(error: unknown): void {
    this.#postpone(error, () => {
      this.#isScanning = false;
      this.#pump();
    });
  }

  #postpone(error: unknown, work: () => void): void {
    const { clock, logger } = this.#options;
    if (this.#isStopped) return;
    logger.error("Cannot read updates that are to be pushed; trying again", { ...this.#name(), error });
    const cancel = clock.schedule(() => {
      this.#postponed.delete(cancel);
      work();
    }, storeRetryMs);
    this.#postponed.add(cancel);
  }

  #waitForMore(): void {
    if (this.#stopWaiting !== undefined) return;
    const { journal, cursor, view } = this.#options;
    this.#stopWaiting = journal.wait(cursor.botId, {
      from: this.#scanned,
      get filter() {
        return view.filter;
      },
      wake: () => {
        this.#stopWaiting = undefined;
        this.#pump();
      },
    });
  }

  /** Puts what was read into lanes; false when that has to wait for the store. */
  #takeIn({ updates, nextPosition }: Collected): boolean {
    const { cursor, clock } = this.#options;
    const nowMs = clock.now();
    const expired: KeptUpdate[] = [];
    this.#scanned = Math.max(this.#scanned, nextPosition);
    for (const update of updates) {
      if (cursor.isConfirmed(update.position)) continue;
      if (update.expiresAtMs > nowMs) this.#enlist(update);
      else {
        this.#outstanding.add(update.position);
        expired.push(update);
      }
    }
    if (expired.length === 0) {
      this.#moveMark(0);
      return true;
    }
    this.#isScanning = true;
    this.#bury(expired, "expired", 0, "").then((isBuried) => {
      this.#isScanning = false;
      if (!isBuried) return;
      for (const { position } of expired) this.#confirm(position);
      this.#pump();
    });
    return false;
  }

  #enlist(update: KeptUpdate): void {
    const lane = this.#laneFor(update);
    // A lane that has more than it holds comes to this one when it reads on.
    if (lane.unheldFrom !== Infinity) return;
    if (lane.positions.size >= mostHeldPerLane) {
      lane.unheldFrom = update.position;
      this.#overfull.add(lane);
      return;
    }
    const isFirst = lane.positions.size === 0;
    this.#hold(lane, update.position);
    if (!isFirst) return;
    lane.head = update;
    this.#makeReady(lane);
  }

  #hold(lane: Lane, position: number): void {
    lane.positions.add(position);
    this.#held++;
    this.#outstanding.add(position);
  }

  #laneFor(update: KeptUpdate): Lane {
    const key = keyOf(update);
    let lane = this.#lanes.get(key);
    if (lane === undefined) {
      const owner = String(update.chatId || update.userId || key);
      lane = new Lane(key, targetOrder(owner, this.#options.push.urls));
      this.#lanes.set(key, lane);
    }
    return lane;
  }

  /** Sends a lane's first update, after reading it where its bytes are not at hand. */
  #send(lane: Lane, target: Target): void {
    target.begin(this.#options.clock.now());
    const abort = new AbortController();
    this.#underWay.add(abort);
    const head = lane.head ?? this.#readAhead.take(lane.positions.first!);
    if (!(head instanceof Promise)) return this.#post(lane, target, head, abort);
    head.then((late) => this.#post(lane, target, late, abort), (error) => {
      target.release();
      this.#postpone(error, () => {
        this.#makeReady(lane);
        this.#pump();
      });
      this.#leave(abort);
    });
  }

  #post(lane: Lane, target: Target, update: KeptUpdate | undefined, abort: AbortController): void {
    const nowMs = this.#options.clock.now();
    if (update === undefined) {
      // Retention took it; the journal has counted it as lost.
      target.release();
      this.#finish(lane);
      return this.#leave(abort);
    }
    if (this.#lifeEndMs(update) < nowMs) {
      target.release();
      return this.#giveUp(lane, update, "expired", abort);
    }
    lane.attempts++;
    const cancelDeadline = this.#deadlines.start(() => abort.abort(new PostFailure("Read timeout expired")));
    const startMs = performance.now();
    target.poster.post(update.bytes, abort.signal).then((answer) => {
      cancelDeadline();
      target.answered(answer.status, performance.now() - startMs);
      this.#judge(lane, target, update, answer, abort);
    }, (error) => {
      cancelDeadline();
      this.#unanswered(lane, target, update, error, abort);
    });
  }

  #judge(lane: Lane, target: Target, update: KeptUpdate, answer: PostAnswer, abort: AbortController): void {
    const { clock, errors, replies, consumer } = this.#options;
    const nowMs = clock.now();
    const { status } = answer;
    if (status >= 200 && status <= 299) {
      errors.answered(status, nowMs);
      if (target.succeed(nowMs)) this.#moveFromPaused();
      this.#delivered++;
      this.#unearth(lane.positions.first!);
      replies.take(consumer, answer);
      this.#finish(lane);
      return this.#leave(abort);
    }
    lane.lastError = `Wrong response from the webhook: ${
      `${status} ${toShownReason(answer.reason)}`.trimEnd()
    }`;
    errors.note(lane.lastError, nowMs);
    if (errors.answered(status, nowMs) > goneForGoodMs) this.#options.onGone();
    const isGateway = status >= 502 && status <= 504;
    const isDeadly = this.#targets.length > 1 ? status >= 500 : isGateway;
    this.#fail(lane, target, update, { status, isDeadly, retryAfter: answer.retryAfter }, abort);
  }

  #unanswered(lane: Lane, target: Target, update: KeptUpdate, error: unknown, abort: AbortController): void {
    const { clock, errors, logger } = this.#options;
    if (this.#isStopped) {
      target.release();
      return this.#leave(abort);
    }
    if (error instanceof PostFailure) {
      lane.lastError = error.message;
      if (error.isTold) errors.note(error.message, clock.now());
    } else {
      lane.lastError = "Can't connect to the webhook";
      logger.error("An update could not be pushed", { ...this.#name(), error });
    }
    this.#fail(lane, target, update, { status: 0, isDeadly: true, retryAfter: "" }, abort);
  }

  /** Decides when a failed update is tried again, or gives it up. */
  #fail(
    lane: Lane,
    target: Target,
    update: KeptUpdate,
    failure: { readonly status: number; readonly isDeadly: boolean; readonly retryAfter: string },
    abort: AbortController,
  ): void {
    const { clock, random, push } = this.#options;
    const nowMs = clock.now();
    this.#failed++;
    if (target.fail(nowMs, failure.status, failure.isDeadly)) this.#moveAway(target);
    const delayMs = target.isPaused && this.#targets.some((other) => !other.isPaused)
      // The others of the group take over at once.
      ? 0
      : /^\d{1,9}$/.test(failure.retryAfter)
      ? Math.min(Number(failure.retryAfter), longestRetryAfterSec) * 1000
      : retryDelayMs(lane.failures++, random);
    if (push.mostAttempts > 0 && lane.attempts >= push.mostAttempts) {
      return this.#giveUp(lane, update, "attempts", abort);
    }
    if (nowMs + delayMs > this.#lifeEndMs(update)) return this.#giveUp(lane, update, "expired", abort);
    lane.head = undefined;
    if (delayMs === 0) this.#makeReady(lane);
    else this.#due.add(nowMs + delayMs, lane);
    this.#leave(abort);
  }

  /** A target was paused: its lanes go to the others, if there are any. */
  #moveAway(target: Target): void {
    this.#options.logger.warn("A webhook URL cannot be reached; it is probed until it can", {
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

  #giveUp(lane: Lane, update: KeptUpdate, cause: DeathCause, abort: AbortController): void {
    this.#bury([update], cause, lane.attempts, lane.lastError).then((isBuried) => {
      if (isBuried) this.#finish(lane);
      this.#leave(abort);
    });
  }

  /** Writes down what is given up, so that it can be confirmed; false when BotMux stops before that is done. */
  async #bury(
    updates: readonly KeptUpdate[],
    cause: DeathCause,
    attempts: number,
    lastError: string,
  ): Promise<boolean> {
    const { consumer, graveyard } = this.#options;
    const isBuried = await graveyard.bury(consumer, updates, { cause, attempts, lastError });
    if (!isBuried) return false;
    this.#dead += updates.length;
    for (const { position } of updates) this.#revived.delete(position);
    return true;
  }

  /** A dead letter that was sent again was taken. */
  #unearth(position: number): void {
    if (this.#revived.delete(position)) {
      void this.#options.graveyard.unearth(this.#options.consumer, position);
    }
  }

  /** A lane's first update is over: it is confirmed, and the next one's turn has come. */
  #finish(lane: Lane): void {
    const position = lane.positions.first!;
    lane.shift();
    this.#held--;
    this.#confirm(position);
    if (lane.positions.size > 0) this.#makeReady(lane);
    else if (lane.unheldFrom !== Infinity) this.#readOn(lane);
    else this.#lanes.delete(lane.key);
  }

  #confirm(position: number): void {
    if (position < this.#options.cursor.position) return;
    this.#moveMark(position);
  }

  /** Confirms `position` (0 for none), and all before the lowest that is not done. */
  #moveMark(position: number): void {
    const { cursor } = this.#options;
    let mark = Math.min(this.#outstanding.lowestBut(position), this.#scanned);
    for (const lane of this.#overfull) mark = Math.min(mark, lane.unheldFrom);
    if (position > 0) cursor.confirmOne(position, mark);
    else cursor.confirm(mark);
  }

  /** Reads what a lane did not hold, up to where everything is read. */
  #readOn(lane: Lane): void {
    const { journal, cursor, view } = this.#options;
    lane.isReading = true;
    while (lane.unheldFrom < this.#scanned && lane.positions.size < mostHeldPerLane / 2) {
      const collected = journal.collect(cursor.botId, lane.unheldFrom, view.filter, scanStep);
      if (collected instanceof Promise) {
        oneTurnLater(collected).then((late) => {
          if (this.#isStopped) return;
          this.#takeOn(lane, late);
          this.#readOn(lane);
          this.#pump();
        }, (error) =>
          this.#postpone(error, () => {
            this.#readOn(lane);
            this.#pump();
          }));
        return;
      }
      this.#takeOn(lane, collected);
    }
    lane.isReading = false;
    if (lane.unheldFrom >= this.#scanned) {
      lane.unheldFrom = Infinity;
      this.#overfull.delete(lane);
    }
    if (lane.positions.size > 0) this.#makeReady(lane);
    else this.#lanes.delete(lane.key);
    this.#moveMark(0);
  }

  #takeOn(lane: Lane, { updates, nextPosition }: Collected): void {
    const { cursor } = this.#options;
    for (const update of updates) {
      if (update.position >= this.#scanned) break;
      if (keyOf(update) === lane.key && !cursor.isConfirmed(update.position)) {
        this.#hold(lane, update.position);
      }
    }
    lane.unheldFrom = nextPosition;
  }

  #lifeEndMs(update: KeptUpdate): number {
    return this.#revived.get(update.position) ?? update.expiresAtMs;
  }

  /** One request is over. */
  #leave(abort: AbortController): void {
    this.#underWay.delete(abort);
    if (this.#isStopped) {
      if (this.#underWay.size === 0) this.#idle?.resolve();
    } else this.#pump();
  }

  #cut(): void {
    for (const abort of this.#underWay) abort.abort(new PostFailure("BotMux stops", { isTold: false }));
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

/** A reason phrase as people may see it: a backend can write anything there. */
function toShownReason(reason: string): string {
  // deno-lint-ignore no-control-regex -- control characters are what is taken out
  return reason.replace(/[\u0000-\u001f\u007f-\u009f]/g, " ").slice(0, longestReason);
}

/** A store that answers at once would let nobody else run until all is read. */
async function oneTurnLater<T>(reading: Promise<T>): Promise<T> {
  const result = await reading;
  await new Promise((resolve) => setImmediate(resolve));
  return result;
}

/** The lane of an update; those that keep no order have one each. */
function keyOf(update: KeptUpdate): string {
  return laneOf(update, () => readBody(update)) || `update ${update.position}`;
}

/** What stands beside `update_id`. The journal holds only what could be parsed when it came. */
function readBody({ kind, bytes }: KeptUpdate): unknown {
  const update: unknown = JSON.parse(decodeUtf8(bytes));
  return (update as Readonly<Record<string, unknown>>)[kind]; // An object: it has an update_id.
}
