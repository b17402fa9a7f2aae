import { Backoff, upstreamDelays } from "../base/backoff.ts";
import { encodeUtf8 } from "../base/bytes.ts";
import { type Clock, sleep } from "../base/clock.ts";
import { describeError } from "../base/errors.ts";
import type { Logger } from "../base/logger.ts";
import { Retry } from "../base/retry.ts";
import { jsonContentType } from "../telegram/envelope.ts";
import { prepareAudience } from "./audience.ts";
import type { Broadcast, PauseReason } from "./broadcast.ts";
import type { BroadcastStore, Claim, RecipientResult } from "./broadcast_store.ts";
import { isQuiet } from "./quiet_hours.ts";
import { describePerson, toCall } from "./message.ts";
import { judge, type Verdict } from "./outcome.ts";
import { parsePersonalMessage, type PersonalMessage } from "./placeholders.ts";
import type { BotState, BroadcastCalls, People, Person } from "./ports.ts";

/** What a run needs of the others. */
export interface RunContext {
  readonly store: BroadcastStore;
  readonly calls: BroadcastCalls;
  readonly people: People;
  readonly botState: (botId: number) => BotState;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Numbers in [0, 1); the jitter of waits. */
  readonly random: () => number;
}

/** How long calls that have left may take to end when the run stops, in milliseconds; uncertain after that. */
const graceMs = 5_000;
/** How long results wait at most before they are written, in milliseconds. */
const flushMs = 500;
/** So many messages in a row that Telegram rejects for what they are pause the broadcast. */
const maxRejectedInRow = 10;

/** A recipient whose call was begun. */
interface Flight {
  /** Whether the call has left: before that, nothing was sent. */
  hasLeft: boolean;
  readonly abort: AbortController;
}

/**
 * Sends one broadcast until it is done, paused, in its quiet hours, or told to stop. Claims the recipients of about half
 * a second at a time, and writes what came of the ones before in the same commit.
 */
export class BroadcastRun {
  readonly #context: RunContext;
  readonly #broadcast: Broadcast;
  readonly #message: PersonalMessage;
  readonly #page: number;
  readonly #maxWaiting: number;
  readonly #maxInFlight: number;
  readonly #backoff: Backoff;
  readonly #retry: Retry;
  readonly #isPaid: boolean;
  /** Claimed recipients whose calls have not begun. */
  #claims: (Claim & { readonly person: Person })[] = [];
  readonly #flights = new Map<number, Flight>();
  #results: RecipientResult[] = [];
  #putBack: number[] = [];
  /** Nothing begins before then. */
  #restsUntilMs = 0;
  #rejectedInRow = 0;
  #pause: { readonly reason: PauseReason; readonly detail: string } | undefined;
  #isExhausted = false;
  #wake = Promise.withResolvers<void>();
  readonly #startedAtMs: number;
  #ended = 0;

  constructor(context: RunContext, broadcast: Broadcast) {
    const { calls, clock, logger, random } = context;
    this.#context = context;
    this.#broadcast = broadcast;
    this.#message = parsePersonalMessage(broadcast.parameters);
    this.#isPaid = broadcast.parameters.allow_paid_broadcast === true;
    const rate = calls.ratePerSec(broadcast.botId, this.#isPaid);
    this.#page = clamp(rate / 2, 1, 500);
    this.#maxWaiting = clamp(rate / 4, 2, 64);
    this.#maxInFlight = clamp(rate * 4, 8, 500);
    this.#backoff = new Backoff(upstreamDelays, random);
    this.#retry = new Retry({
      event: "broadcast interrupted",
      fields: { bot: broadcast.botId, broadcast: broadcast.id },
      random,
      clock,
      logger,
    });
    this.#startedAtMs = clock.now();
  }

  get id(): number {
    return this.#broadcast.id;
  }

  /** Recipients done in a second since the run began; `undefined` while that says nothing yet. */
  get perSec(): number | undefined {
    const elapsedSec = (this.#context.clock.now() - this.#startedAtMs) / 1000;
    return elapsedSec < 2 || this.#ended === 0 ? undefined : this.#ended / elapsedSec;
  }

  /** Resolves when no call is in flight and everything is written down; never rejects. */
  async run(signal: AbortSignal): Promise<void> {
    const { store } = this.#context;
    const onAbort = () => this.#wakeUp();
    signal.addEventListener("abort", onAbort);
    try {
      await this.#retry.run(async () => void await store.interrupt(this.id), signal);
      await this.#prepare(signal);
      while (!signal.aborted && this.#pause === undefined && !await this.#isDone(signal)) {
        if (isQuiet(this.#broadcast, this.#context.clock.now())) break;
        await this.#step(signal);
      }
    } finally {
      signal.removeEventListener("abort", onAbort);
      await this.#land();
    }
    await this.#noteEnd(signal);
  }

  async #prepare(signal: AbortSignal): Promise<void> {
    if (this.#broadcast.isPrepared) return;
    await this.#retry.run(async () => {
      this.#pause = await prepareAudience(this.#context, this.#broadcast, signal);
    }, signal);
  }

  /** One turn: begins what may begin, and writes what came of the others; waits when there is nothing to do. */
  async #step(signal: AbortSignal): Promise<void> {
    const { clock } = this.#context;
    this.#wake = Promise.withResolvers<void>();
    const restMs = this.#restsUntilMs - clock.now();
    if (restMs > 0) return await this.#rest(restMs, signal);
    this.#checkBot();
    if (this.#pause !== undefined) return;
    this.#begin(signal);
    if (this.#claims.length <= this.#page / 2 && !this.#isExhausted) {
      return await this.#advance(this.#page, signal);
    }
    const timer = new AbortController();
    await Promise.race([this.#wake.promise, sleep(clock, flushMs, timer.signal)]);
    timer.abort();
    if (this.#results.length >= this.#page || this.#isExhausted || this.#isFlushDue()) {
      await this.#advance(0, signal);
    }
  }

  /** Nothing stays claimed while the broadcast waits for long. */
  async #rest(ms: number, signal: AbortSignal): Promise<void> {
    this.#returnClaims();
    for (const { hasLeft, abort } of this.#flights.values()) if (!hasLeft) abort.abort();
    await this.#advance(0, signal);
    const timer = new AbortController();
    await Promise.race([this.#wake.promise, sleep(this.#context.clock, Math.min(ms, 1000), timer.signal)]);
    timer.abort();
  }

  #isFlushDue(): boolean {
    return this.#results.length > 0 || this.#putBack.length > 0;
  }

  #checkBot(): void {
    const state = this.#context.botState(this.#broadcast.botId);
    if (state === "revoked") this.#pause = { reason: "token_rejected", detail: "" };
    else if (state !== "active") this.#pause = { reason: "bot_removed", detail: "" };
  }

  #begin(signal: AbortSignal): void {
    while (this.#claims.length > 0 && !signal.aborted) {
      const waiting = [...this.#flights.values()].filter(({ hasLeft }) => !hasLeft).length;
      if (waiting >= this.#maxWaiting || this.#flights.size >= this.#maxInFlight) return;
      const claim = this.#claims.shift();
      if (claim !== undefined) void this.#send(claim, claim.person);
    }
  }

  async #send(claim: Claim, person: Person): Promise<void> {
    const { botId } = this.#broadcast;
    const { calls, logger } = this.#context;
    const { chatId } = claim;
    const flight: Flight = { hasLeft: false, abort: new AbortController() };
    this.#flights.set(chatId, flight);
    try {
      const { method, parameters, weight } = toCall(
        this.#broadcast,
        this.#message.fill(person, chatId),
        claim,
      );
      const body = {
        contentType: jsonContentType,
        bytes: encodeUtf8(JSON.stringify({ ...parameters, chat_id: calls.currentChat(botId, chatId) })),
      };
      const onLeave = () => {
        flight.hasLeft = true;
        this.#wakeUp();
      };
      const call = { botId, chatId, method, body, weight, isPaid: this.#isPaid, onLeave };
      const outcome = await calls.call(call, flight.abort.signal);
      if (outcome === undefined) {
        this.#pause ??= { reason: "bot_removed", detail: "" };
        this.#return([chatId]);
      } else this.#note(chatId, judge(outcome));
    } catch (error) {
      if (!flight.abort.signal.aborted) {
        logger.error("cannot send a message of a broadcast", { bot: botId, broadcast: this.id, error });
        this.#pause ??= { reason: "failed", detail: describeError(error) };
      }
      if (flight.hasLeft) this.#noteInterrupted(chatId);
      else this.#return([chatId]);
    } finally {
      this.#flights.delete(chatId);
      this.#wakeUp();
    }
  }

  #note(chatId: number, verdict: Verdict): void {
    if (verdict.kind === "put-back") {
      this.#return([chatId]);
      const waitMs = verdict.waitMs ?? this.#backoff.recordFailure();
      this.#restsUntilMs = Math.max(this.#restsUntilMs, this.#context.clock.now() + waitMs);
      return;
    }
    if (verdict.kind === "token-rejected") {
      this.#return([chatId]);
      this.#pause ??= { reason: "token_rejected", detail: "" };
      return;
    }
    const { result } = verdict;
    this.#results.push({ chatId, ...result });
    this.#ended++;
    if (result.reason === "no_answer") {
      this.#restsUntilMs = this.#context.clock.now() + this.#backoff.recordFailure();
    } else this.#backoff.reset();
    this.#rejectedInRow = result.reason === "rejected" ? this.#rejectedInRow + 1 : 0;
    if (this.#rejectedInRow >= maxRejectedInRow) {
      this.#pause ??= { reason: "message_rejected", detail: result.detail };
    }
  }

  /** Recipients to whom certainly nothing was sent are pending again with the next commit. */
  #return(chatIds: readonly number[]): void {
    if (chatIds.length === 0) return;
    this.#putBack.push(...chatIds);
    this.#isExhausted = false;
  }

  #returnClaims(): void {
    this.#return(this.#claims.map(({ chatId }) => chatId));
    this.#claims = [];
  }

  #noteInterrupted(chatId: number): void {
    this.#results.push({ chatId, state: "uncertain", reason: "interrupted", detail: "", messageIds: [] });
  }

  /** Writes what there is to write and claims more. */
  async #advance(claim: number, signal: AbortSignal): Promise<void> {
    if (claim === 0 && !this.#isFlushDue()) return;
    const { store, clock } = this.#context;
    const [results, putBack] = [this.#results, this.#putBack];
    [this.#results, this.#putBack] = [[], []];
    try {
      const claims = await store.advance(this.id, { results, putBack, claim, atMs: clock.now() });
      this.#retry.reset();
      if (claim > 0) {
        this.#isExhausted = claims.length === 0;
        await this.#take(claims);
      }
    } catch (error) {
      // Whatever was written of it is not written twice.
      this.#results = [...results, ...this.#results];
      this.#putBack = [...putBack, ...this.#putBack];
      await this.#retry.pause(error, signal);
      await this.#reclaim(signal);
    }
  }

  /** After a claim whose fate is unknown: once no call is in flight, whatever stands as claimed was not sent by this run. */
  async #reclaim(signal: AbortSignal): Promise<void> {
    this.#returnClaims();
    while (this.#flights.size > 0) {
      await this.#wake.promise;
      this.#wake = Promise.withResolvers<void>();
    }
    const { store, clock } = this.#context;
    await this.#retry.run(async () => {
      await store.advance(this.id, {
        results: this.#results,
        putBack: this.#putBack,
        claim: 0,
        atMs: clock.now(),
      });
      await store.interrupt(this.id);
      [this.#results, this.#putBack] = [[], []];
    }, signal);
  }

  /** Finds out what is known of claimed recipients; without it they are put back. */
  async #take(claims: readonly Claim[]): Promise<void> {
    const { people, logger, clock } = this.#context;
    const { botId } = this.#broadcast;
    try {
      const known = this.#message.isPersonal
        ? await people.of(botId, claims.map(({ chatId }) => chatId))
        : undefined;
      const found = claims.map((claim) => ({ ...claim, person: describePerson(known?.get(claim.chatId)) }));
      this.#claims = [...this.#claims, ...found];
    } catch (error) {
      const waitMs = this.#backoff.recordFailure();
      logger.error("cannot look up the recipients of a broadcast", { bot: botId, broadcast: this.id, error });
      this.#return(claims.map(({ chatId }) => chatId));
      this.#restsUntilMs = clock.now() + waitMs;
    }
  }

  /** Whether nobody is left; uncertain recipients get their second attempt where the broadcast says so. */
  async #isDone(signal: AbortSignal): Promise<boolean> {
    if (!this.#isExhausted || this.#flights.size > 0 || this.#claims.length > 0) return false;
    if (this.#isFlushDue()) {
      await this.#advance(0, signal);
      return false;
    }
    if (!this.#broadcast.retriesUncertain) return true;
    let retried = 0;
    await this.#retry.run(async () => {
      retried = await this.#context.store.retryUncertain(this.id);
    }, signal);
    this.#isExhausted = retried === 0;
    return retried === 0;
  }

  /** Ends what is in flight: what has not left is put back, what has may still answer for a while. */
  async #land(): Promise<void> {
    const { clock } = this.#context;
    for (const { hasLeft, abort } of this.#flights.values()) if (!hasLeft) abort.abort();
    const timer = new AbortController();
    const late = sleep(clock, graceMs, timer.signal);
    let isLate = false;
    void late.then(() => {
      isLate = !timer.signal.aborted;
      this.#wakeUp();
    });
    while (this.#flights.size > 0) {
      this.#wake = Promise.withResolvers<void>();
      if (isLate) { for (const { abort } of this.#flights.values()) abort.abort(); }
      await this.#wake.promise;
    }
    timer.abort();
    this.#returnClaims();
    if (!this.#isFlushDue()) return;
    const { store, logger } = this.#context;
    try {
      await store.advance(this.id, {
        results: this.#results,
        putBack: this.#putBack,
        claim: 0,
        atMs: clock.now(),
      });
    } catch (error) {
      // They stand as sending, and are uncertain from the next start on.
      logger.error("cannot write down what a broadcast sent", { broadcast: this.id, error });
    }
  }

  async #noteEnd(signal: AbortSignal): Promise<void> {
    const { store, clock } = this.#context;
    const isDone = this.#isExhausted && this.#pause === undefined && !signal.aborted &&
      !isQuiet(this.#broadcast, clock.now());
    if (!isDone && this.#pause === undefined) return;
    await this.#retry.run(async () => {
      await store.changeState(this.#broadcast.botId, this.id, {
        from: ["active"],
        to: this.#pause === undefined ? "finished" : "paused",
        ...this.#pause,
        atMs: clock.now(),
      });
    }, signal);
  }

  #wakeUp(): void {
    this.#wake.resolve();
  }
}

function clamp(value: number, min: number, max: number): number {
  return Math.min(Math.max(Math.ceil(value), min), max);
}
