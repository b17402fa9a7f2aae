import type { Clock } from "../base/clock.ts";
import type { Logger } from "../base/logger.ts";
import { Queue } from "../base/queue.ts";
import { gatherTimeMs, mostTogether } from "./gather_time.ts";
import type { CapturedCall } from "./read_call.ts";

/** A call as the one who saw it tells of it. */
export type SeenCall = Omit<CapturedCall, "atMs">;

/** Where captured calls are archived. */
export interface CaptureKeeper {
  capture(calls: readonly CapturedCall[]): Promise<void>;
}

/** What a {@linkcode Capture} is made of. */
export interface CaptureOptions {
  readonly keeper: CaptureKeeper;
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
 * Takes note of calls that bots made. Telling it costs a moment and never fails: calls wait in memory, up to a bound,
 * and are written in groups after their answers have left. What does not fit is dropped and counted.
 */
export class Capture {
  readonly #options: CaptureOptions;
  readonly #waiting = new Queue<CapturedCall>();
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

  /** Takes note of a call that upstream carried out. */
  answered(call: SeenCall): void {
    if (this.#isStopped || !isWorthNoting(call.method)) return;
    const { mostBytes = mostBytesByDefault, clock } = this.#options;
    const bytes = costOf(call);
    if (this.#waitingBytes + bytes > mostBytes) return this.#drop();
    this.#waitingBytes += bytes;
    this.#waiting.add({ ...call, atMs: clock.now() });
    const isMuch = this.#waitingBytes > mostBytes / 4;
    // Whoever gathers for long must not run out of room meanwhile.
    if (isMuch && this.#waitingBytes - bytes <= mostBytes / 4) this.#cancelSchedule();
    this.#scheduleFlush(isMuch ? 0 : gatherTimeMs(this.#lastCount));
  }

  /** Writes what waits, once, without waiting for more. */
  async settled(): Promise<void> {
    await this.#writing;
    await this.#flush();
  }

  /** Writes what waits, once, and takes no more. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#cancelSchedule();
    await this.settled();
  }

  #scheduleFlush(delayMs: number): void {
    if (this.#cancelFlush !== undefined || this.#writing !== undefined) return;
    this.#cancelFlush = this.#options.clock.schedule(() => {
      this.#cancelFlush = undefined;
      this.#writing = this.#flush().then((delayMs) => {
        this.#writing = undefined;
        if (this.#waiting.size > 0 && !this.#isStopped) this.#scheduleFlush(delayMs);
      });
    }, delayMs);
  }

  #cancelSchedule(): void {
    this.#cancelFlush?.();
    this.#cancelFlush = undefined;
  }

  /** Writes all that waits; gives how long to wait before the next time. */
  async #flush(): Promise<number> {
    this.#lastCount = 0;
    while (this.#waiting.size > 0) {
      const group: CapturedCall[] = [];
      while (group.length < mostTogether) {
        const call = this.#waiting.take();
        if (call === undefined) break;
        group.push(call);
      }
      try {
        await this.#options.keeper.capture(group);
        this.#captured += group.length;
        this.#lastCount += group.length;
        for (const call of group) this.#waitingBytes -= costOf(call);
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
