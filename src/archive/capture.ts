import { Queue } from "../base/queue.ts";
import { Retry } from "../base/retry.ts";
import type { AnsweredCall } from "../telegram/answered_call.ts";
import { costOf, isWorthNoting } from "./call_worth.ts";
import type { CallSpool, CaptureOptions, WaitingCall } from "./capture_ports.ts";
import { DroppedCalls } from "./dropped_calls.ts";
import { gatherTimeMs, maxBatch } from "./gather_time.ts";
import { encodeCall, type NumberedCall } from "./packed_calls.ts";
import { isAboutContent } from "./poison_finder.ts";
import type { CapturedCall } from "./read_call.ts";
import { SpilledCalls } from "./spilled_calls.ts";
import { type SuspectCall, SuspectCalls } from "./suspect_calls.ts";

/** A call with what is to be known of it until it is archived. */
interface KeptCall extends WaitingCall, SuspectCall {
  /** What all calls before it took, since the start: what the spool holds behind it follows from that, in bytes. */
  readonly startBytes: number;
}

const defaultMaxBytes = 8 * 1024 * 1024;
const defaultMaxSpilledBytes = 256 * 1024 * 1024;

/**
 * Takes note of calls that bots made. Telling it costs a moment and never fails: the call is encoded and handed to the
 * spool at the end of this turn of the event loop, when its answer has left, so that a `kill -9` does not lose it. Calls
 * wait in memory and are archived in groups; those beyond a bound wait in the spool alone and are read again in their
 * order. What is beyond the spool's bound, or that of a bot whose calls cannot be archived, is dropped and counted. A call
 * that makes archiving fail again and again is skipped and counted; those of other bots go on meanwhile.
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
  readonly #spilled = new SpilledCalls();
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
  #keptBytes = 0;
  #captured = 0;
  /** Written by the last flush. */
  #lastCount = 0;
  readonly #dropped: DroppedCalls;
  #skipped = 0;
  #skippedAtMs = 0;
  #cancelFlush: (() => void) | undefined;
  #writing: Promise<void> | undefined;
  #isStopped = false;
  readonly #retry: Retry;

  constructor(options: CaptureOptions) {
    this.#options = options;
    this.#dropped = new DroppedCalls(options.clock, options.logger);
    this.#retry = new Retry({ event: "cannot archive captured calls", ...options });
  }

  /** Calls written since the start. */
  get captured(): number {
    return this.#captured;
  }

  /** Calls dropped since the start. */
  get dropped(): number {
    return this.#dropped.count;
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
    const { maxBytes = defaultMaxBytes, maxSpilledBytes = defaultMaxSpilledBytes, clock } = this.#options;
    const bytes = costOf(call);
    const isDropped = this.#spilled.size > 0
      ? this.#spilled.bytes + bytes > maxSpilledBytes
      : this.#suspects.has(call.botId) && !this.#hasRoom(call.botId, bytes);
    if (isDropped) return this.#dropped.add(1);
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
    if (this.#spool !== undefined) return this.#spool;
    const spool = this.#spool = this.#options.openSpool();
    this.#lastNumber = spool.left.last;
    this.#spilled.addLeft(spool.left);
    const { size: calls } = this.#spilled;
    if (calls > 0) {
      this.#options.logger.info("archiving calls captured by the previous process", { calls });
      this.#scheduleFlush(0);
    }
    this.#release(spool);
    return spool;
  }

  /** Reads calls again that wait in the spool alone, when no others wait. */
  #takeSpilled(): void {
    if (this.#waiting.size > 0 || !this.#readsSpilled()) return;
    const { maxBytes = defaultMaxBytes, isArchived } = this.#options;
    const { calls, lost } = this.#spilled.take(this.#openSpool(), maxBytes / 4);
    this.#dropped.add(lost);
    for (const { call, number, bytes } of calls.filter(({ call }) => isArchived(call.botId))) {
      const cost = costOf(call);
      if (this.#suspects.has(call.botId) && !this.#hasRoom(call.botId, cost)) this.#dropped.add(1);
      else {
        this.#waitingBytes += cost;
        this.#keep(call, { number, bytes });
      }
    }
    if (this.#waiting.size === 0) this.#release(this.#openSpool());
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
      const numbered = { number: first + index, bytes: encoded[index]! };
      if (this.#spilled.size === 0 && this.#hasRoom(call.botId, 0)) this.#keep(call, numbered);
      else {
        this.#spilled.add(numbered);
        this.#waitingBytes -= costOf(call);
      }
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
    let first = this.#waiting.first?.number ?? this.#spilled.firstNumber ?? this.#lastNumber + 1;
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
      if (this.#fresh.length > 0 || this.#hasWork()) this.#scheduleFlush(delayMs);
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
      while (this.#hasWork()) {
        this.#takeSpilled();
        await this.#archiveWaiting();
        for (const [botId, suspect] of this.#suspects) await this.#archiveSuspect(botId, suspect);
      }
    } catch (error) {
      return this.#retry.recordFailure(error);
    }
    this.#retry.reset();
    return gatherTimeMs(this.#lastCount);
  }

  /** A stop waits for no more than memory may hold. */
  #readsSpilled(): boolean {
    const { maxBytes = defaultMaxBytes } = this.#options;
    return this.#spilled.size > 0 && (!this.#isStopped || this.#spilled.bytes <= maxBytes);
  }

  #hasWork(): boolean {
    return this.#isLost || this.#waiting.size > 0 || this.#readsSpilled() ||
      [...this.#suspects.values()].some(({ isDue }) => isDue);
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
}
