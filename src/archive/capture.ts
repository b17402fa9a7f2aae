import { Queue } from "../base/queue.ts";
import { Retry } from "../base/retry.ts";
import type { AnsweredCall } from "../telegram/answered_call.ts";
import { costOf, isWorthNoting } from "./call_worth.ts";
import type { CallSpool, CaptureOptions, SpooledStretch } from "./capture_ports.ts";
import { DroppedCalls } from "./dropped_calls.ts";
import { FlushTimer } from "./flush_timer.ts";
import { gatherTimeMs, maxBatch } from "./gather_time.ts";
import { CallEncoder, encodeCall } from "./packed_calls.ts";
import { type KeptCall, KeptCalls } from "./kept_calls.ts";
import { OpenCalls } from "./open_calls.ts";
import { isAboutContent } from "./poison_finder.ts";
import type { CapturedCall } from "./read_call.ts";
import { SpilledCalls } from "./spilled_calls.ts";
import { SkippedCalls } from "./skipped_calls.ts";
import { SuspectBots } from "./suspect_bots.ts";
import { SuspectCalls } from "./suspect_calls.ts";

const defaultMaxBytes = 8 * 1024 * 1024;
const defaultMaxSpilledBytes = 256 * 1024 * 1024;
/** When more than this waits in memory, the archive reads what comes from the spool: handing it over takes the event loop. */
const maxHandedBytes = 256 * 1024;

/**
 * Takes note of calls that bots made. Telling it costs a moment and never fails: the call is encoded and handed to the
 * spool at the end of this turn of the event loop, when its answer has left, so that a `kill -9` does not lose it. Calls
 * wait in memory and are archived in groups; the archive reads those beyond a bound from the spool. What is beyond the spool's bound, or that of a bot whose calls cannot be archived, is dropped and counted. A call
 * that makes archiving fail again and again is skipped and counted; those of other bots go on meanwhile.
 */
export class Capture {
  readonly #options: CaptureOptions;
  readonly #maxBytes: number;
  /** Seen in this turn of the event loop. */
  #fresh: CapturedCall[] = [];
  /** What those of bots in `#suspects` among them take. */
  #freshSuspectBytes = 0;
  #turn: NodeJS.Immediate | undefined;
  #spool: CallSpool | undefined;
  readonly #waiting = new Queue<KeptCall>();
  readonly #spilled = new SpilledCalls();
  readonly #open = new OpenCalls<KeptCall>();
  /** Whether those are lost. */
  #isLost = false;
  readonly #suspects = new SuspectBots<KeptCall>();
  /** Number of the last call that the spool was given. */
  #lastNumber = 0;
  #waitingBytes = 0;
  readonly #kept = new KeptCalls();
  readonly #encoder = new CallEncoder();
  #captured = 0;
  /** Written by the last flush. */
  #lastCount = 0;
  readonly #dropped: DroppedCalls;
  readonly #skipped: SkippedCalls;
  readonly #timer: FlushTimer;
  #writing: Promise<void> | undefined;
  #isStopped = false;
  readonly #retry: Retry;

  constructor(options: CaptureOptions) {
    this.#options = options;
    this.#maxBytes = options.maxBytes ?? defaultMaxBytes;
    this.#timer = new FlushTimer(options.clock, () => void this.#begin());
    this.#dropped = new DroppedCalls(options.clock, options.logger);
    this.#skipped = new SkippedCalls(options.clock, options.logger);
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
    return this.#skipped.count;
  }

  /** When a call was skipped last, in milliseconds since the epoch; 0 for never. */
  get skippedAtMs(): number {
    return this.#skipped.lastAtMs;
  }

  /** Since when calls of some bot fail that may be at fault themselves, in milliseconds since the epoch; 0 for none. */
  get failingSinceMs(): number {
    return this.#suspects.failingSinceMs;
  }

  /** Begins to archive what a process before this one left. */
  start(): void {
    this.#openSpool();
  }

  /** Takes note of a call that upstream carried out. */
  answered(call: AnsweredCall): void {
    if (this.#isStopped || !isWorthNoting(call.method)) return;
    const { maxSpilledBytes = defaultMaxSpilledBytes, clock } = this.#options;
    const bytes = costOf(call);
    const isDropped = !this.#spilled.isEmpty
      ? this.#spilled.bytes + bytes > maxSpilledBytes
      : this.#suspects.has(call.botId) && !this.#hasRoom(call.botId, bytes);
    if (isDropped) return this.#dropped.add(1);
    this.#waitingBytes += bytes;
    if (this.#suspects.has(call.botId)) this.#freshSuspectBytes += bytes;
    this.#fresh.push({ ...call, atMs: clock.now() });
    this.#turn ??= setImmediate(() => this.#keepFresh());
    const gatheredBytes = this.#gatheredBytes();
    const isMuch = gatheredBytes > this.#maxBytes / 4;
    // Whoever gathers for long must not run out of room meanwhile.
    if (isMuch && gatheredBytes - bytes <= this.#maxBytes / 4) this.#timer.cancel();
    this.#scheduleFlush(isMuch ? 0 : gatherTimeMs(this.#lastCount));
  }

  /** Everything that was archived is committed. */
  committed(): void {
    this.#dropKept(this.#open.take().calls);
  }

  /** What was archived since the last commit is lost: it is archived again. */
  lost(): void {
    const { size } = this.#open;
    if (size === 0) return;
    this.#isLost = true;
    this.#captured -= size;
    if (!this.#isStopped) this.#scheduleFlush(0);
  }

  /** Archives what waits, once, without waiting for more. */
  async settled(): Promise<void> {
    this.#timer.cancel();
    while (this.#writing !== undefined) await this.#writing;
    this.#suspects.hasten();
    await this.#begin();
  }

  /** Archives what waits, once, and takes no more. What could not be archived is left for the next start. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.settled();
    this.#suspects.stop();
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
    for (const stretch of spool.left.stretches) this.#spilled.addLeft(stretch);
    const calls = spool.left.stretches.reduce((sum, { count }) => sum + count, 0);
    if (calls > 0) {
      this.#options.logger.info("archiving calls captured by the previous process", { calls });
      this.#scheduleFlush(0);
    }
    this.#release(spool);
    return spool;
  }

  /** Archives the next of the calls that wait in the spool alone, when no others wait. */
  async #archiveSpilled(): Promise<void> {
    this.#takeBack();
    if (this.#waiting.size > 0 || !this.#readsSpilled()) return;
    const spool = this.#openSpool();
    const stretch = this.#spilled.first!;
    // What is to be sorted by bot has to be read here.
    if (stretch.isLeft || this.#suspects.size > 0) return this.#takeSpilled(stretch);
    try {
      const { isCommitted, count } = await this.#options.keeper.captureSpooled(stretch, spool.id);
      this.#spilled.removeFirst();
      this.#dropped.add(stretch.count - count);
      this.#captured += count;
      this.#lastCount += count;
      if (!isCommitted) this.#open.addStretch({ ...stretch, count });
      this.#release(spool);
    } catch (error) {
      if (!isAboutContent(error)) throw error;
      this.#takeSpilled(stretch);
    }
  }

  /** Reads calls again that wait in the spool alone, the oldest of them. */
  #takeSpilled(stretch: SpooledStretch): void {
    this.#spilled.removeFirst();
    for (const kept of this.#readAgain(stretch)) {
      const { botId, cost } = kept;
      if (!this.#options.isArchived(botId)) continue;
      if (this.#suspects.has(botId) && !this.#hasRoom(botId, cost)) this.#dropped.add(1);
      else {
        this.#waitingBytes += cost;
        this.#keep(kept);
      }
    }
    if (this.#waiting.size === 0) this.#release(this.#openSpool());
  }

  /** Calls of a stretch; those that the disk lost are counted. */
  #readAgain(stretch: SpooledStretch): KeptCall[] {
    const calls = this.#kept.readAgain(this.#openSpool(), stretch);
    this.#dropped.add(stretch.count - calls.length);
    return calls;
  }

  /** Hands what is fresh to the spool. */
  #keepFresh(): void {
    clearImmediate(this.#turn);
    this.#turn = undefined;
    if (this.#fresh.length === 0) return;
    const calls = this.#fresh;
    this.#fresh = [];
    this.#freshSuspectBytes = 0;
    const { first, stretch } = this.#openSpool().append(this.#encoder.entriesOf(calls));
    this.#lastNumber = first + calls.length - 1;
    if (stretch !== undefined && this.#spills(calls)) {
      this.#spilled.add(stretch, calls);
      for (const call of calls) this.#waitingBytes -= costOf(call);
      return;
    }
    for (const [index, call] of calls.entries()) {
      // What the disk refused is lost where memory has no room for it either.
      if (this.#spilled.isEmpty && this.#hasRoom(call.botId, 0)) {
        this.#keep(this.#kept.note(call, { number: first + index, bytes: encodeCall(call, this.#encoder) }));
      } else {
        this.#waitingBytes -= costOf(call);
        this.#dropped.add(1);
      }
    }
  }

  /** Whether calls that were just written are to wait in the spool alone. */
  #spills(calls: readonly CapturedCall[]): boolean {
    if (!this.#spilled.isEmpty) return true;
    return (this.#gatheredBytes() > maxHandedBytes && this.#suspects.size === 0) ||
      calls.some(({ botId }) => !this.#hasRoom(botId, 0));
  }

  #keep(call: KeptCall): void {
    (this.#suspects.get(call.botId) ?? this.#waiting).add(call);
  }

  /** Everything before the first call that waits is archived or skipped, or nobody wants it any more. */
  #release(spool: CallSpool): void {
    const first = this.#waiting.first?.number ?? this.#spilled.firstNumber ?? this.#lastNumber + 1;
    spool.release(Math.min(first, this.#suspects.firstNumber, this.#open.firstNumber) - 1);
  }

  /** What waits of bots with a call that cannot be archived, and of all others, is bounded apart; and all together. */
  #hasRoom(botId: number, bytes: number): boolean {
    const suspectBytes = this.#freshSuspectBytes + this.#suspects.bytes;
    const alikeBytes = this.#suspects.has(botId) ? suspectBytes : this.#waitingBytes - suspectBytes;
    return alikeBytes + bytes <= this.#maxBytes && this.#waitingBytes + bytes <= 2 * this.#maxBytes;
  }

  /** What is to be archived as soon as may be. */
  #gatheredBytes(): number {
    return this.#waitingBytes - this.#freshSuspectBytes - this.#suspects.bytes - this.#open.bytes;
  }

  #scheduleFlush(delayMs: number): void {
    if (this.#writing === undefined) this.#timer.schedule(delayMs);
  }

  /** One flush after the other: what is archived first must have been called first. */
  #begin(): Promise<void> {
    return this.#writing = this.#flush().then((delayMs) => {
      this.#writing = undefined;
      if (this.#isStopped) return;
      if (this.#fresh.length > 0 || this.#hasWork()) this.#scheduleFlush(delayMs);
    });
  }

  /** Archives all that waits; gives how long to wait before the next time. */
  async #flush(): Promise<number> {
    this.#keepFresh();
    this.#lastCount = 0;
    try {
      while (this.#hasWork()) {
        await this.#archiveWaiting();
        await this.#archiveSpilled();
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
    return !this.#spilled.isEmpty && (!this.#isStopped || this.#spilled.bytes <= this.#maxBytes);
  }

  #hasWork(): boolean {
    return this.#isLost || this.#waiting.size > 0 || this.#readsSpilled() || this.#suspects.isDue;
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
    const isCommitted = await this.#options.keeper.capture(calls, this.#openSpool().id);
    this.#captured += calls.length;
    this.#lastCount += calls.length;
    if (isCommitted) return this.#dropKept(calls);
    this.#open.add(calls);
  }

  /** What was lost comes before all that waits. */
  #takeBack(): void {
    if (!this.#isLost) return;
    this.#isLost = false;
    const { calls, stretches } = this.#open.take();
    for (const call of stretches.flatMap((stretch) => this.#readAgain(stretch))) {
      this.#waitingBytes += call.cost;
      calls.push(call);
    }
    calls.sort((left, right) => left.number - right.number);
    const waiting: KeptCall[] = [];
    for (const [botId, ofBot] of Map.groupBy(calls, ({ botId }) => botId)) {
      const suspect = this.#suspects.get(botId);
      if (suspect === undefined) waiting.push(...ofBot);
      else suspect.putBack(ofBot);
    }
    this.#waiting.putBack(waiting);
  }

  /** Calls that were taken out need not be kept any more. */
  #dropKept(calls: readonly KeptCall[]): void {
    for (const { cost } of calls) this.#waitingBytes -= cost;
    this.#release(this.#openSpool());
  }

  /** Skips a call that failed by itself often enough, or that keeps too many others in the spool; puts back all else. */
  #failed(suspect: SuspectCalls<KeptCall>, calls: readonly KeptCall[], size: number, error: unknown): void {
    const [call] = calls;
    if (call === undefined) return;
    const isEnough = suspect.failed(calls, size, error);
    const isInTheWay = size === 1 && this.#kept.bytesSince(call) > 2 * this.#maxBytes;
    if (!isEnough && !isInTheWay) return suspect.putBack(calls);
    suspect.skipped();
    this.#skipped.add(call, error);
    this.#dropKept(calls);
  }

  /** Nobody wants the calls any more. */
  #discard(botId: number, suspect: SuspectCalls<KeptCall>): void {
    this.#suspects.delete(botId);
    suspect.stop();
    this.#dropKept(suspect.takeAll());
  }
}
