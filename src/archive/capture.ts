import type { Clock } from "../base/clock.ts";
import type { Logger } from "../base/logger.ts";
import { Queue } from "../base/queue.ts";
import { gatherTimeMs, mostTogether } from "./gather_time.ts";
import { decodeCall, encodeCall, type NumberedCall } from "./packed_calls.ts";
import type { CapturedCall } from "./read_call.ts";

/** A call as the one who saw it tells of it. */
export type SeenCall = Omit<CapturedCall, "atMs">;

/** A call that waits to be archived. */
export interface WaitingCall extends NumberedCall {
  readonly botId: number;
  readonly method: string;
}

/** Where captured calls are archived. */
export interface CaptureKeeper {
  /** Archives calls, all or nothing; those that were archived before under the same numbers are passed over. */
  capture(calls: readonly WaitingCall[], spool: string): Promise<void>;
}

/** Keeps calls on the disk until they are archived. It never throws; what it cannot keep, it tells elsewhere. */
export interface CallSpool {
  readonly id: string;
  /** What a process before this one left, oldest first. */
  readonly left: readonly NumberedCall[];
  /** Writes calls at once; gives the number of the first, those of the others follow. */
  append(calls: readonly Uint8Array<ArrayBuffer>[]): number;
  /** Calls up to this number are archived. */
  release(upTo: number): void;
  close(): void;
}

/** Options for {@linkcode Capture}. */
export interface CaptureOptions {
  readonly keeper: CaptureKeeper;
  readonly openSpool: () => CallSpool;
  /** Whether calls of a bot are archived now; asked about calls that a process before this one left. */
  readonly isArchived: (botId: number) => boolean;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Most bytes that may wait; 8 MiB unless said otherwise. */
  readonly mostBytes?: number;
}

/** After calls could not be written, in milliseconds. */
const retryMs = 1000;
const mostBytesByDefault = 8 * 1024 * 1024;
/** What a waiting call costs besides its bytes. */
const overheadBytes = 500;
/** Calls that are dropped are told of this often, in milliseconds. */
const complainMs = 60_000;

/**
 * Takes note of calls that bots made. Telling it costs a moment and never fails: the call is encoded and handed to the
 * spool at the end of this turn of the event loop, when its answer has left, so that a `kill -9` does not lose it however
 * long the archive takes. Calls wait in memory, up to a bound, and are archived in groups. What does not fit is dropped and
 * counted.
 */
export class Capture {
  readonly #options: CaptureOptions;
  /** Seen in this turn of the event loop. */
  #fresh: CapturedCall[] = [];
  #turn: NodeJS.Immediate | undefined;
  #spool: CallSpool | undefined;
  readonly #waiting = new Queue<WaitingCall & { readonly cost: number }>();
  /** Number of the last call that the spool was given. */
  #lastNumber = 0;
  #waitingBytes = 0;
  #captured = 0;
  /** Calls written by the last flush. */
  #lastCount = 0;
  #dropped = 0;
  #complainedAtMs = -Infinity;
  #cancelFlush: (() => void) | undefined;
  #writing: Promise<void> | undefined;
  #isStopped = false;

  constructor(options: CaptureOptions) {
    this.#options = options;
  }

  /** Calls written since the start. */
  get captured(): number {
    return this.#captured;
  }

  /** Calls dropped since the start. */
  get dropped(): number {
    return this.#dropped;
  }

  /** Begins to archive what a process before this one left. */
  start(): void {
    this.#openSpool();
  }

  /** Takes note of a call that upstream carried out. */
  answered(call: SeenCall): void {
    if (this.#isStopped || !isWorthNoting(call.method)) return;
    const { mostBytes = mostBytesByDefault, clock } = this.#options;
    const bytes = costOf(call);
    if (this.#waitingBytes + bytes > mostBytes) return this.#drop();
    this.#waitingBytes += bytes;
    this.#fresh.push({ ...call, atMs: clock.now() });
    this.#turn ??= setImmediate(() => this.#keepFresh());
    const isMuch = this.#waitingBytes > mostBytes / 4;
    // Whoever gathers for long must not run out of room meanwhile.
    if (isMuch && this.#waitingBytes - bytes <= mostBytes / 4) this.#cancelSchedule();
    this.#scheduleFlush(isMuch ? 0 : gatherTimeMs(this.#lastCount));
  }

  /** Archives what waits, once, without waiting for more; the spool is rid of it then. */
  async settled(): Promise<void> {
    this.#cancelSchedule();
    while (this.#writing !== undefined) await this.#writing;
    await this.#begin();
  }

  /** Archives what waits, once, and takes no more. What could not be archived is left for the next start. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.settled();
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
      const { botId, method } = call;
      if (!isArchived(botId)) continue;
      const cost = costOf(call);
      this.#waiting.add({ number, bytes, botId, method, cost });
      this.#waitingBytes += cost;
    }
    if (this.#waiting.size > 0) {
      logger.info("Archiving calls that were captured before BotMux ended", { calls: this.#waiting.size });
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
    const encoded = calls.map(encodeCall);
    const first = this.#openSpool().append(encoded);
    this.#lastNumber = first + calls.length - 1;
    for (const [index, call] of calls.entries()) {
      const { botId, method } = call;
      this.#waiting.add({ number: first + index, bytes: encoded[index]!, botId, method, cost: costOf(call) });
    }
  }

  /** Everything before the first call that waits is archived, or nobody wants it any more. */
  #release(spool: CallSpool): void {
    spool.release((this.#waiting.first?.number ?? this.#lastNumber + 1) - 1);
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
      if (this.#fresh.length + this.#waiting.size > 0 && !this.#isStopped) this.#scheduleFlush(delayMs);
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
    while (this.#waiting.size > 0) {
      const group: (WaitingCall & { readonly cost: number })[] = [];
      while (group.length < mostTogether) {
        const call = this.#waiting.take();
        if (call === undefined) break;
        group.push(call);
      }
      try {
        const spool = this.#openSpool();
        await this.#options.keeper.capture(group, spool.id);
        this.#captured += group.length;
        this.#lastCount += group.length;
        for (const { cost } of group) this.#waitingBytes -= cost;
        this.#release(spool);
      } catch (error) {
        this.#options.logger.error("Cannot archive calls that bots made; trying again", { error });
        for (const [index, call] of group.entries()) this.#waiting.insert(index, call);
        return retryMs;
      }
    }
    return gatherTimeMs(this.#lastCount);
  }

  #drop(): void {
    this.#dropped++;
    const nowMs = this.#options.clock.now();
    if (nowMs - this.#complainedAtMs < complainMs) return;
    this.#complainedAtMs = nowMs;
    this.#options.logger.warn("Bots call faster than the archive can write; some calls are not archived", {
      dropped: this.#dropped,
    });
  }
}

/** Reading leaves no trace worth keeping, but of chats; what is shown while a bot works is gone at once. */
function isWorthNoting(method: string): boolean {
  if (method.startsWith("get")) return method.startsWith("getchat");
  // Methods that deal with tokens answer with them.
  return method !== "sendchataction" && !method.endsWith("draft") && !method.includes("token");
}

function costOf({ sent, answer }: SeenCall): number {
  return (sent?.length ?? 0) + answer.length + overheadBytes;
}
