import type { CancelSignal } from "../base/cancel_signal.ts";
import type { Clock } from "../base/clock.ts";
import { encodeUtf8 } from "../base/bytes.ts";
import type { Cursor } from "../journal/cursor.ts";
import type { CompiledFilter, ViewLimits } from "../journal/filter.ts";
import type { Journal } from "../journal/journal.ts";
import type { AnswerLimits, Picked } from "../journal/answer.ts";
import type { Consumer } from "../registry/entities/consumer.ts";
import { descriptions, disabledError, tooManyRequests } from "../telegram/envelope.ts";
import { answerBudgetBytes, type GetUpdatesParameters } from "../telegram/get_updates.ts";
import { ConflictWindow } from "./conflict_window.ts";
import { viewOf } from "./scoped_view.ts";
import type { StaleUpdates } from "./stale_updates.ts";
import { StartingTickets } from "./starting_tickets.ts";

/** An offset this far below the oldest unconfirmed update is taken for none. */
const maxReachBack = 100_000;
/** An offset may lie this far beyond the next update. */
const maxReachAhead = 10;
/** Two calls with the same offset this close, in milliseconds: a short wait becomes one of three seconds. */
const repeatMs = 3000;
const repeatWaitSec = 3;
/** Two calls with the same offset this close, in milliseconds: one update at a time. */
const hotRepeatMs = 500;

/** The answer when nothing came. */
const emptyAnswer = encodeUtf8('{"ok":true,"result":[]}');

/** Whether an answer of {@linkcode PollDoor.getUpdates} holds no update. */
export function isEmptyAnswer(answer: Uint8Array): boolean {
  return answer === emptyAnswer;
}

/** How many polls of one process may wait at the same time. */
export class ParkingSpace {
  readonly #places: number;
  #taken = 0;

  constructor(places: number) {
    this.#places = places;
  }

  get taken(): number {
    return this.#taken;
  }

  /** @throws {TelegramError} 429 when all places are taken. */
  enter(): void {
    if (this.#taken >= this.#places) throw tooManyRequests(repeatWaitSec);
    this.#taken++;
  }

  leave(): void {
    this.#taken--;
  }
}

/** A call that waits for updates. */
interface ParkedPoll {
  /** Ends the wait with a 409. */
  readonly evict: (description: string) => void;
  /** Ends the wait with an empty answer. */
  readonly finish: () => void;
}

/** Options for {@linkcode PollDoor}. */
interface PollDoorOptions {
  readonly journal: Journal;
  readonly cursor: Cursor;
  readonly clock: Clock;
  readonly parking: ParkingSpace;
  readonly stale: StaleUpdates;
}

/** One consumer's getUpdates: the official semantics over a cursor of its own. */
export class PollDoor {
  readonly #journal: Journal;
  readonly #cursor: Cursor;
  readonly #clock: Clock;
  readonly #parking: ParkingSpace;
  readonly #stale: StaleUpdates;
  readonly #conflicts: ConflictWindow;
  /** The pace of answers to who asks for what cannot be read. */
  readonly #failures: ConflictWindow;
  readonly #tickets: StartingTickets;
  readonly #parked = new Set<ParkedPoll>();
  #given = 0;
  #previous: { readonly offset: number; readonly atMs: number } | undefined;

  constructor(options: PollDoorOptions) {
    this.#journal = options.journal;
    this.#cursor = options.cursor;
    this.#clock = options.clock;
    this.#parking = options.parking;
    this.#stale = options.stale;
    this.#conflicts = new ConflictWindow(options.clock);
    this.#failures = new ConflictWindow(options.clock);
    this.#tickets = new StartingTickets(options.clock);
  }

  get waiting(): number {
    return this.#parked.size;
  }

  /** Updates that stood in answers; those that somebody asked for again stand in two. */
  get given(): number {
    return this.#given;
  }

  /**
   * Answers one call with the finished body.
   *
   * @param limits what the caller's credential may see.
   * @param signal aborts when the client hangs up: the place becomes free, nobody else notices.
   * @throws {TelegramError} 409 when another caller or a webhook has the updates, 429 when too many wait.
   */
  async getUpdates(
    consumer: Consumer,
    parameters: GetUpdatesParameters,
    limits: ViewLimits,
    signal: CancelSignal,
  ): Promise<Uint8Array<ArrayBuffer>> {
    if (consumer.mode === "push") return await this.refuse(signal);
    if (parameters.allowedUpdates !== undefined) {
      this.#cursor.setAllowed(parameters.allowedUpdates, this.#tail());
    }
    const isExclusive = consumer.sharing === "exclusive";
    const { timeoutSec, limit } = this.#throttle(parameters, isExclusive);
    const { offset } = parameters;
    const start = offset < 0 ? await this.#reachBack(-offset) : this.#startAt(offset, isExclusive);
    const view = viewOf(this.#cursor, limits);
    const answerLimits: AnswerLimits = { updates: limit, bytes: answerBudgetBytes };
    // After the offset has confirmed what was delivered.
    const passing = this.#stale.passOver(start.from, signal);
    const from = passing instanceof Promise ? await this.#read(passing, signal) : passing;
    const poll = { ...start, from, view, limits: answerLimits, canConfirm: view === this.#cursor };
    const seenTail = this.#tail();
    const picking = this.#pick(poll);
    const picked = picking instanceof Promise ? await this.#read(picking, signal) : picking;
    if (picked.body !== undefined || timeoutSec === 0) return this.#confirmed(this.#answer(poll, picked));
    if (isExclusive) {
      for (const parked of this.#parked) parked.evict(descriptions.terminatedByGetUpdates);
    }
    return await this.#park(poll, seenTail, timeoutSec * 1000, signal);
  }

  /**
   * A webhook has the updates, or is about to.
   *
   * @throws {TelegramError} 409, always.
   */
  async refuse(signal: CancelSignal): Promise<never> {
    throw await this.#conflicts.conflict(descriptions.webhookActive, signal);
  }

  /**
   * The consumer is disabled. Paced like other refusals: programs that know no 403 of getUpdates ask again at once.
   *
   * @throws {TelegramError} 403, always.
   */
  async refuseDisabled(signal: CancelSignal): Promise<never> {
    await this.#failures.hold(signal);
    throw disabledError();
  }

  /** Confirms everything there is, as `drop_pending_updates` wants it. */
  dropPending(): void {
    this.#cursor.confirm(this.#tail());
    this.#tickets.clear();
  }

  /** The consumer's place was changed: whoever waits gets an empty answer, and begins at the new one. */
  startAnew(): void {
    this.#tickets.clear();
    this.finishAll();
  }

  /** Ends every wait with a 409, as setWebhook does. */
  evictAll(description: string): void {
    for (const parked of this.#parked) parked.evict(description);
  }

  /** Ends every wait with an empty answer: the consumer goes away or BotMux stops. */
  finishAll(): void {
    for (const parked of this.#parked) parked.finish();
  }

  /** The throttles for callers that ask the same again and again. */
  #throttle({ offset, limit, timeoutSec }: GetUpdatesParameters, isExclusive: boolean) {
    const nowMs = this.#clock.now();
    const sinceMs = this.#previous?.offset === offset ? nowMs - this.#previous.atMs : Infinity;
    this.#previous = { offset, atMs: nowMs };
    return {
      timeoutSec: sinceMs < repeatMs ? Math.max(timeoutSec, repeatWaitSec) : timeoutSec,
      // Independent callers may well stand at the same offset.
      limit: isExclusive && sinceMs < hotRepeatMs ? 1 : limit,
    };
  }

  /** A negative offset: confirms all but the newest `count`. */
  async #reachBack(count: number): Promise<Start> {
    const cursor = this.#cursor;
    cursor.confirm(await this.#journal.positionOfNewest(cursor, count));
    return { from: cursor.position, isAnchored: true };
  }

  /** Confirms what the offset confirms and says where the answer begins. */
  #startAt(offset: number, isExclusive: boolean): Start {
    const cursor = this.#cursor;
    // No update has id 0, so 1 asks for everything just as 0 does.
    const isAnchored = offset > 1 && offset >= cursor.position - maxReachBack &&
      offset <= this.#tail() + maxReachAhead;
    if (!isAnchored) {
      const from = isExclusive ? cursor.position : this.#tickets.take(cursor.position);
      return { from, isAnchored: isExclusive };
    }
    // Only what there is: updates that come later belong to whoever asks for them with a lower offset.
    cursor.confirm(Math.min(offset, this.#tail()));
    this.#tickets.redeem(offset);
    return { from: isExclusive ? Math.max(cursor.position, offset) : offset, isAnchored: true };
  }

  /** Synchronous while memory holds the updates: every answer comes this way, and each wait would cost a turn. */
  #pick(poll: Poll): Picked | Promise<Picked> {
    const picked = this.#journal.pick(this.#cursor.botId, poll.from, poll.view.filter, poll.limits);
    return picked instanceof Promise || !this.#isEnough(picked, poll.from)
      ? this.#pickOn(poll, picked)
      : this.#pass(poll, picked);
  }

  /** Goes on behind updates that the filter hides. */
  async #pickOn(poll: Poll, first: Picked | Promise<Picked>): Promise<Picked> {
    let from = poll.from;
    let picked = await first;
    while (!this.#isEnough(picked, from)) {
      from = picked.nextPosition;
      picked = await this.#journal.pick(this.#cursor.botId, from, poll.view.filter, poll.limits);
    }
    return this.#pass(poll, picked);
  }

  #isEnough(picked: Picked, from: number): boolean {
    return picked.count > 0 || picked.nextPosition <= from || picked.nextPosition >= this.#tail();
  }

  /** What the filter hides or time has expired is confirmed as the cursor passes. */
  #pass(poll: Poll, picked: Picked): Picked {
    if (picked.count === 0 && poll.canConfirm && poll.from === this.#cursor.position) {
      this.#cursor.confirm(Math.min(picked.nextPosition, this.#tail()));
    }
    return picked;
  }

  #answer(poll: Poll, picked: Picked): Uint8Array<ArrayBuffer> {
    this.#given += picked.count;
    if (!poll.isAnchored) {
      this.#tickets.keep(poll.from, picked.count > 0 ? picked.lastPosition + 1 : poll.from);
    }
    return picked.body ?? emptyAnswer;
  }

  /** @throws what the store throws, not at once when it threw just before. */
  async #read<T>(reading: Promise<T>, signal: CancelSignal): Promise<T> {
    try {
      return await reading;
    } catch (error) {
      await this.#failures.hold(signal);
      throw error;
    }
  }

  /** An answer, once the store has what the call confirmed. Synchronous while it has it already. */
  #confirmed(answer: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> | Promise<Uint8Array<ArrayBuffer>> {
    return this.#journal.written(this.#cursor)?.then(() => answer) ?? answer;
  }

  /** @param seenTail the tail of the journal when it was last found to hold nothing for this poll. */
  #park(
    poll: Poll,
    seenTail: number,
    waitMs: number,
    signal: CancelSignal,
  ): Promise<Uint8Array<ArrayBuffer>> {
    this.#parking.enter();
    return new Promise((resolve, reject) => {
      let stopWaiting: () => void = () => {};
      let isDone = false;
      const leave = () => {
        isDone = true;
        stopWaiting();
        cancelDeadline();
        signal.removeEventListener("abort", finishEmpty);
        this.#parked.delete(parked);
        this.#parking.leave();
      };
      const finish = (picked: Picked, isDeadline: boolean) => {
        if (isDone) return;
        if (picked.body === undefined && !isDeadline) return wait();
        leave();
        resolve(this.#confirmed(this.#answer(poll, picked)));
      };
      const fail = (error: unknown) => {
        if (!isDone) leave();
        reject(error);
      };
      const attempt = (isDeadline: boolean) => {
        try {
          seenTail = this.#tail();
          const picked = this.#pick(poll);
          if (picked instanceof Promise) picked.then((late) => finish(late, isDeadline)).catch(fail);
          else finish(picked, isDeadline);
        } catch (error) {
          fail(error);
        }
      };
      const wait = () => {
        // Something may have been committed between looking and getting here; nobody would wake us for it.
        if (this.#tail() !== seenTail) return attempt(false);
        stopWaiting = this.#journal.wait(this.#cursor.botId, {
          from: poll.from,
          get filter() {
            return poll.view.filter;
          },
          wake: () => attempt(false),
        });
      };
      const cancelDeadline = this.#clock.schedule(() => attempt(true), waitMs);
      const finishEmpty = () => {
        if (isDone) return;
        leave();
        resolve(this.#confirmed(emptyAnswer));
      };
      const parked: ParkedPoll = {
        evict: (description) => {
          leave();
          this.#conflicts.conflict(description, signal).then(reject);
        },
        finish: finishEmpty,
      };
      this.#parked.add(parked);
      signal.addEventListener("abort", finishEmpty, { once: true });
      wait();
      if (signal.aborted) finishEmpty();
    });
  }

  /** The position the next update will get. */
  #tail(): number {
    return this.#journal.logState(this.#cursor.botId).lastPosition + 1;
  }
}

/** Where an answer begins, and whether the caller said so itself. */
interface Start {
  readonly from: number;
  readonly isAnchored: boolean;
}

/** One call after its parameters are understood. */
interface Poll extends Start {
  readonly view: { readonly filter: CompiledFilter };
  readonly limits: AnswerLimits;
  /** Whether what it does not see is confirmed for the consumer. */
  readonly canConfirm: boolean;
}
