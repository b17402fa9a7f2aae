import type { Clock } from "../base/clock.ts";
import { descriptions, errorResponse, jsonContentType, TelegramError } from "../telegram/envelope.ts";
import type { GetUpdatesParameters } from "../telegram/get_updates.ts";
import { type UpdateQueue, updatesAnswer } from "./update_queue.ts";

const conflictWindowMs = 3_000;
const samePollWindowMs = 3_000;
const hotLoopWindowMs = 500;
/** A woken poll answers so long after the latest update, but no later than twice that after the first. */
const batchingMs = 1;

interface ParkedPoll {
  readonly fromId: number;
  readonly limit: number;
  readonly finish: (response: Response) => void;
  readonly cancelDeadline: () => void;
  cancelWake?: () => void;
  firstUpdateAtMs?: number;
  wakeAtMs?: number;
}

/** The getUpdates callers of one bot: at most one of them waits. */
export class PollLine {
  readonly #queue: UpdateQueue;
  readonly #clock: Clock;
  #parked: ParkedPoll | undefined;
  #lastOffset: number | undefined;
  #lastStartMs = -Infinity;
  #conflictUntilMs = -Infinity;
  /** Let go of 409s that are held back. */
  readonly #held = new Set<() => void>();
  #isClosed = false;

  constructor(queue: UpdateQueue, clock: Clock) {
    this.#queue = queue;
    this.#clock = clock;
  }

  /** Answers one getUpdates call; `signal` aborts when the caller hangs up. */
  poll(asked: GetUpdatesParameters, signal: AbortSignal): Promise<Response> | Response {
    const { limit, timeoutSec } = this.#throttle(asked);
    const fromId = this.#queue.applyOffset(asked.offset);
    const updates = this.#queue.read(fromId, limit);
    if (updates.length > 0 || timeoutSec === 0 || this.#isClosed) return toResponse(updates);
    this.terminate(descriptions.terminatedByGetUpdates);
    return this.#park(fromId, limit, timeoutSec * 1000, signal);
  }

  /** An update was stored: whoever waits is answered after the batching window. */
  wake(): void {
    const parked = this.#parked;
    if (parked === undefined) return;
    const nowMs = this.#clock.now();
    parked.firstUpdateAtMs ??= nowMs;
    const wakeAtMs = Math.min(nowMs + batchingMs, parked.firstUpdateAtMs + 2 * batchingMs);
    if (wakeAtMs === parked.wakeAtMs) return;
    parked.wakeAtMs = wakeAtMs;
    parked.cancelWake?.();
    parked.cancelWake = this.#clock.schedule(() => this.#answerWoken(parked), wakeAtMs - nowMs);
  }

  /** Answers whoever waits with what there is, mostly nothing. */
  release(): void {
    const parked = this.#parked;
    if (parked !== undefined) this.#finish(parked, toResponse(this.#readFor(parked)));
  }

  /** Answers everyone and leaves no timer behind; from now on nobody waits. */
  close(): void {
    this.#isClosed = true;
    this.release();
    for (const release of this.#held) release();
  }

  /** Ends the waiting call, if any, with a refusal. */
  refuse(error: TelegramError): void {
    if (this.#parked !== undefined) this.#finish(this.#parked, errorResponse(error));
  }

  /** Ends the waiting call, if any, with a 409. */
  terminate(description: string): void {
    const parked = this.#parked;
    if (parked === undefined) return;
    this.#leave(parked);
    this.conflict(description).then(parked.finish);
  }

  /** A 409. The first one goes out at once; those that follow within three seconds are held for three seconds. */
  conflict(description: string): Promise<Response> {
    const response = errorResponse(new TelegramError(409, description));
    const nowMs = this.#clock.now();
    if (nowMs >= this.#conflictUntilMs || this.#isClosed) {
      this.#conflictUntilMs = nowMs + conflictWindowMs;
      return Promise.resolve(response);
    }
    return new Promise((resolve) => {
      const release = () => {
        cancel();
        this.#held.delete(release);
        resolve(response);
      };
      const cancel = this.#clock.schedule(release, conflictWindowMs);
      this.#held.add(release);
    });
  }

  #throttle(asked: GetUpdatesParameters): { limit: number; timeoutSec: number } {
    const nowMs = this.#clock.now();
    const sinceMs = asked.offset === this.#lastOffset ? nowMs - this.#lastStartMs : Infinity;
    this.#lastOffset = asked.offset;
    this.#lastStartMs = nowMs;
    return {
      limit: sinceMs < hotLoopWindowMs ? 1 : asked.limit,
      timeoutSec: sinceMs < samePollWindowMs
        ? Math.max(asked.timeoutSec, samePollWindowMs / 1000)
        : asked.timeoutSec,
    };
  }

  #park(fromId: number, limit: number, waitMs: number, signal: AbortSignal): Promise<Response> {
    return new Promise((resolve) => {
      const drop = () => this.#finish(parked, toResponse([]));
      const finish = (response: Response) => {
        signal.removeEventListener("abort", drop);
        resolve(response);
      };
      const cancelDeadline = this.#clock.schedule(
        () => this.#finish(parked, toResponse(this.#readFor(parked))),
        waitMs,
      );
      const parked: ParkedPoll = { fromId, limit, finish, cancelDeadline };
      this.#parked = parked;
      signal.addEventListener("abort", drop, { once: true });
      if (signal.aborted) drop();
    });
  }

  #answerWoken(parked: ParkedPoll): void {
    const updates = this.#readFor(parked);
    if (updates.length > 0) return this.#finish(parked, toResponse(updates));
    // A poll with an offset above the next id swallows updates until ids catch up, and goes on waiting.
    delete parked.cancelWake;
    delete parked.firstUpdateAtMs;
    delete parked.wakeAtMs;
  }

  #readFor(parked: ParkedPoll): Uint8Array[] {
    return this.#queue.read(this.#queue.applyOffset(parked.fromId), parked.limit);
  }

  #finish(parked: ParkedPoll, response: Response): void {
    this.#leave(parked);
    parked.finish(response);
  }

  #leave(parked: ParkedPoll): void {
    if (this.#parked === parked) this.#parked = undefined;
    parked.cancelDeadline();
    parked.cancelWake?.();
  }
}

function toResponse(updates: readonly Uint8Array[]): Response {
  return new Response(updatesAnswer(updates), { headers: { "content-type": jsonContentType } });
}
