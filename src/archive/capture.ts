import { Queue } from "../base/queue.ts";
import { Retry } from "../base/retry.ts";
import type { AnsweredCall } from "../telegram/answered_call.ts";
import { costOf, isWorthNoting } from "./call_worth.ts";
import type { CallSpool, CaptureOptions, WaitingCall } from "./capture_ports.ts";
import { gatherTimeMs, maxBatch } from "./gather_time.ts";
import { decodeCall, encodeCall, type NumberedCall } from "./packed_calls.ts";
import { isAboutContent } from "./poison_finder.ts";
import type { CapturedCall } from "./read_call.ts";
import { type SuspectCall, SuspectCalls } from "./suspect_calls.ts";

/** A call with what is to be known of it until it is archived. */
interface KeptCall extends WaitingCall, SuspectCall {
  /** What all calls before it took, since the start: what the spool holds behind it follows from that, in bytes. */
  readonly startBytes: number;
}

const defaultMaxBytes = 8 * 1024 * 1024;
/** Calls that are dropped are told of this often, in milliseconds. */
const complainMs = 60_000;

/**
 * Takes note of calls that bots made. Telling it costs a moment and never fails: the call is encoded and handed to the
 * spool at the end of this turn of the event loop, when its answer has left, so that a `kill -9` does not lose it however
 * long the archive takes. Calls wait in memory, up to a bound, and are archived in groups. What does not fit is dropped and
 * counted. A call that makes archiving fail again and again is skipped and counted; those of other bots go on meanwhile.
 */
export class Capture {
  readonly #options: CaptureOptions;
  /** Seen in this turn of the event loop. */
  #fresh: CapturedCall[] = [];
  /** What those of bots in `#suspects` among them take. */
  #freshSuspectBytes = 0;
  #turn: NodeJS.Immediate | undefined;
  #spool: CallSpool | undefined;
  readonly #waiting = new Queue<KeptCall>();
  /** Calls that are archived but not committed, in the order of archiving. */
  #open: KeptCall[] = [];
  #openBytes = 0;
  /** Whether those are lost. */
  #isLost = false;
  /** Calls that wait of bots whose calls cannot be archived, by bot. */
  readonly #suspects = new Map<number, SuspectCalls<KeptCall>>();
  /** Number of the last call that the spool was given. */
  #lastNumber = 0;
  #waitingBytes = 0;
  /** What all calls took that were kept since the start. */
  #keptBytes = 0;
  #captured = 0;
  /** Calls written by the last flush. */
  #lastCount = 0;
  #dropped = 0;
  #skipped = 0;
  #skippedAtMs = 0;
  #complainedAtMs = -Infinity;
  #cancelFlush: (() => void) | undefined;
  #writing: Promise<void> | undefined;
  #isStopped = false;
  readonly #retry: Retry;

  constructor(options: CaptureOptions) {
    this.#options = options;
    this.#retry = new Retry({ event: "cannot archive captured calls", ...options });
  }

  /** Calls written since the start. */
  get captured(): number {
    return this.#captured;
  }

  /** Calls dropped since the start. */
  get dropped(): number {
    return this.#dropped;
  }

  /** Calls skipped since the start because each attempt to archive them failed. */
  get skipped(): number {
    return this.#skipped;
  }

  /** When a call was skipped last, in milliseconds since the epoch; 0 for never. */
  get skippedAtMs(): number {
    return this.#skippedAtMs;
  }

  /** Since when calls of some bot fail that may be at fault themselves, in milliseconds since the epoch; 0 for none. */
  get failingSinceMs(): number {
    const failing = [...this.#suspects.values()].map(({ failingSinceMs }) => failingSinceMs);
    return failing.filter((sinceMs) => sinceMs > 0).sort((left, right) => left - right)[0] ?? 0;
  }

  /** Begins to archive what a process before this one left. */
  start(): void {
    this.#openSpool();
  }

  /** Takes note of a call that upstream carried out. */
  answered(call: AnsweredCall): void {
    if (this.#isStopped || !isWorthNoting(call.method)) return;
    const { maxBytes = defaultMaxBytes, clock } = this.#options;
    const bytes = costOf(call);
    if (!this.#hasRoom(call.botId, bytes)) return this.#drop();
    this.#waitingBytes += bytes;
    if (this.#suspects.has(call.botId)) this.#freshSuspectBytes += bytes;
    this.#fresh.push({ ...call, atMs: clock.now() });
    this.#turn ??= setImmediate(() => this.#keepFresh());
    const gatheredBytes = this.#waitingBytes - this.#suspectBytes() - this.#openBytes;
    const isMuch = gatheredBytes > maxBytes / 4;
    // Whoever gathers for long must not run out of room meanwhile.
    if (isMuch && gatheredBytes - bytes <= maxBytes / 4) this.#cancelSchedule();
    this.#scheduleFlush(isMuch ? 0 : gatherTimeMs(this.#lastCount));
  }

  /** Everything that was archived is committed. */
  committed(): void {
    const calls = this.#open;
    this.#open = [];
    this.#openBytes = 0;
    this.#dropKept(calls);
  }

  /** What was archived since the last commit is lost: it is archived again. */
  lost(): void {
    if (this.#open.length === 0) return;
    this.#isLost = true;
    this.#captured -= this.#open.length;
    if (!this.#isStopped) this.#scheduleFlush(0);
  }

  /** Archives what waits, once, without waiting for more. */
  async settled(): Promise<void> {
    this.#cancelSchedule();
    while (this.#writing !== undefined) await this.#writing;
    for (const suspect of this.#suspects.values()) suspect.hasten();
    await this.#begin();
  }

  /** Archives what waits, once, and takes no more. What could not be archived is left for the next start. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.settled();
    for (const suspect of this.#suspects.values()) suspect.stop();
  }

  /** Closes the spool. */
  close(): void {
    this.#spool?.close();
  }

  /** Opens the spool once; what it holds comes before all else. */
  #openSpool(): CallSpool {
    if (this.#spool === undefined) {
      this.#spool = this.#options.openSpool();
      this.#takeLeft(this.#spool);
    }
    return this.#spool;
  }

  #takeLeft(spool: CallSpool): void {
    const { left } = spool;
    const { isArchived, logger } = this.#options;
    for (const { number, bytes } of left) {
      const call = decodeCall(bytes);
      if (!isArchived(call.botId)) continue;
      this.#keep(call, { number, bytes });
      this.#waitingBytes += costOf(call);
    }
    if (this.#waiting.size > 0) {
      logger.info("archiving calls captured by the previous process", { calls: this.#waiting.size });
      this.#scheduleFlush(0);
    }
    this.#lastNumber = left.at(-1)?.number ?? 0;
    this.#release(spool);
  }

  /** Hands what is fresh to the spool. */
  #keepFresh(): void {
    clearImmediate(this.#turn);
    this.#turn = undefined;
    if (this.#fresh.length === 0) return;
    const calls = this.#fresh;
    this.#fresh = [];
    this.#freshSuspectBytes = 0;
    const encoded = calls.map(encodeCall);
    const first = this.#openSpool().append(encoded);
    this.#lastNumber = first + calls.length - 1;
    for (const [index, call] of calls.entries()) {
      this.#keep(call, { number: first + index, bytes: encoded[index]! });
    }
  }

  #keep(call: CapturedCall, { number, bytes }: NumberedCall): void {
    const { botId, method } = call;
    const cost = costOf(call);
    (this.#suspects.get(botId) ?? this.#waiting).add({
      number,
      bytes,
      botId,
      method,
      cost,
      startBytes: this.#keptBytes,
    });
    this.#keptBytes += cost;
  }

  /** Everything before the first call that waits is archived or skipped, or nobody wants it any more. */
  #release(spool: CallSpool): void {
    let first = this.#waiting.first?.number ?? this.#lastNumber + 1;
    for (const suspect of this.#suspects.values()) first = Math.min(first, suspect.first?.number ?? first);
    for (const { number } of this.#open) first = Math.min(first, number);
    spool.release(first - 1);
  }

  /** What waits of bots with a call that cannot be archived, and of all others, is bounded apart; and all together. */
  #hasRoom(botId: number, bytes: number): boolean {
    const { maxBytes = defaultMaxBytes } = this.#options;
    const suspectBytes = this.#suspectBytes();
    const alikeBytes = this.#suspects.has(botId) ? suspectBytes : this.#waitingBytes - suspectBytes;
    return alikeBytes + bytes <= maxBytes && this.#waitingBytes + bytes <= 2 * maxBytes;
  }

  #suspectBytes(): number {
    let sum = this.#freshSuspectBytes;
    for (const { bytes } of this.#suspects.values()) sum += bytes;
    return sum;
  }

  #scheduleFlush(delayMs: number): void {
    if (this.#cancelFlush !== undefined || this.#writing !== undefined) return;
    this.#cancelFlush = this.#options.clock.schedule(() => {
      this.#cancelFlush = undefined;
      void this.#begin();
    }, delayMs);
  }

  /** One flush after the other: what is archived first must have been called first. */
  #begin(): Promise<void> {
    return this.#writing = this.#flush().then((delayMs) => {
      this.#writing = undefined;
      if (this.#isStopped) return;
      if (this.#isLost || this.#fresh.length + this.#waiting.size > 0 || this.#hasDue()) {
        this.#scheduleFlush(delayMs);
      }
    });
  }

  #cancelSchedule(): void {
    this.#cancelFlush?.();
    this.#cancelFlush = undefined;
  }

  /** Archives all that waits; gives how long to wait before the next time. */
  async #flush(): Promise<number> {
    this.#keepFresh();
    this.#lastCount = 0;
    try {
      while (this.#isLost || this.#waiting.size > 0 || this.#hasDue()) {
        await this.#archiveWaiting();
        for (const [botId, suspect] of this.#suspects) await this.#archiveSuspect(botId, suspect);
      }
    } catch (error) {
      return this.#retry.recordFailure(error);
    }
    this.#retry.reset();
    return gatherTimeMs(this.#lastCount);
  }

  #hasDue(): boolean {
    for (const { isDue } of this.#suspects.values()) if (isDue) return true;
    return false;
  }

  /** Archives a group of what waits; throws when the fault is none of theirs. */
  async #archiveWaiting(): Promise<void> {
    this.#takeBack();
    const group = this.#waiting.takeUpTo(maxBatch);
    if (group.length === 0) return;
    try {
      await this.#archive(group);
    } catch (error) {
      if (isAboutContent(error)) return this.#suspect(group, error);
      this.#waiting.putBack(group);
      throw error;
    }
  }

  /** One of these calls may be at fault: what waits of their bots is tried bot by bot from now on. */
  #suspect(group: readonly KeptCall[], error: unknown): void {
    const { clock, logger, random } = this.#options;
    const onDue = () => this.#scheduleFlush(0);
    for (const [botId, calls] of Map.groupBy(group, ({ botId }) => botId)) {
      const suspect = new SuspectCalls<KeptCall>({ botId, clock, logger, random, onDue });
      this.#suspects.set(botId, suspect);
      this.#failed(suspect, calls, group.length, error);
    }
    for (const call of this.#waiting.takeAll()) (this.#suspects.get(call.botId) ?? this.#waiting).add(call);
  }

  /** Archives what is next of a bot's suspect calls, if it is time; throws when the fault is none of theirs. */
  async #archiveSuspect(botId: number, suspect: SuspectCalls<KeptCall>): Promise<void> {
    if (!this.#options.isArchived(botId)) this.#discard(botId, suspect);
    this.#takeBack();
    if (!suspect.isDue) return;
    const calls = suspect.take();
    try {
      await this.#archive(calls);
      suspect.succeeded();
      if (suspect.size === 0) this.#suspects.delete(botId);
    } catch (error) {
      if (isAboutContent(error)) return this.#failed(suspect, calls, calls.length, error);
      suspect.putBack(calls);
      throw error;
    }
  }

  async #archive(calls: readonly KeptCall[]): Promise<void> {
    const spool = this.#openSpool();
    const isCommitted = await this.#options.keeper.capture(calls, spool.id);
    this.#captured += calls.length;
    this.#lastCount += calls.length;
    if (isCommitted) return this.#dropKept(calls);
    for (const call of calls) {
      this.#open.push(call);
      this.#openBytes += call.cost;
    }
  }

  /** What was lost comes before all that waits. */
  #takeBack(): void {
    if (!this.#isLost) return;
    this.#isLost = false;
    const calls = this.#open;
    this.#open = [];
    this.#openBytes = 0;
    const waiting: KeptCall[] = [];
    for (const [botId, ofBot] of Map.groupBy(calls, ({ botId }) => botId)) {
      const suspect = this.#suspects.get(botId);
      if (suspect === undefined) waiting.push(...ofBot);
      else suspect.putBack(ofBot);
    }
    this.#waiting.putBack(waiting.sort((left, right) => left.number - right.number));
  }

  /** Calls that were taken out need not be kept any more. */
  #dropKept(calls: readonly KeptCall[]): void {
    for (const { cost } of calls) this.#waitingBytes -= cost;
    this.#release(this.#openSpool());
  }

  /** Skips a call that failed by itself often enough, or that keeps too many others in the spool; puts back all else. */
  #failed(
    suspect: SuspectCalls<KeptCall>,
    calls: readonly KeptCall[],
    size: number,
    error: unknown,
  ): void {
    const { clock, logger, maxBytes = defaultMaxBytes } = this.#options;
    const [call] = calls;
    if (call === undefined) return;
    const isEnough = suspect.failed(calls, size, error);
    const isInTheWay = size === 1 && this.#keptBytes - call.startBytes > 2 * maxBytes;
    if (!isEnough && !isInTheWay) return suspect.putBack(calls);
    const { botId, method } = call;
    logger.error("cannot archive a captured call, skipping it", { bot: botId, method, error });
    suspect.skipped();
    this.#skipped++;
    this.#skippedAtMs = clock.now();
    this.#dropKept(calls);
  }

  /** Nobody wants the calls any more. */
  #discard(botId: number, suspect: SuspectCalls<KeptCall>): void {
    this.#suspects.delete(botId);
    suspect.stop();
    const calls: KeptCall[] = [];
    while (suspect.size > 0) calls.push(...suspect.take());
    this.#dropKept(calls);
  }

  #drop(): void {
    this.#dropped++;
    const nowMs = this.#options.clock.now();
    if (nowMs - this.#complainedAtMs < complainMs) return;
    this.#complainedAtMs = nowMs;
    this.#options.logger.warn("archive cannot keep up, dropping captured calls", {
      dropped: this.#dropped,
    });
  }
}
