import type { Clock } from "../../base/clock.ts";
import { Queue } from "../../base/queue.ts";
import type { KeptUpdate } from "../../journal/collected.ts";
import type { GiveUpDetails } from "./dead_letters.ts";
import type { Failure } from "./failure.ts";
import { PushRetry, type PushRetryOptions } from "./push_retry.ts";
import type { GiveUpReason } from "./push_store.ts";

/**
 * How an update of a lane ended. `lost`: the journal does not keep it any more. `stale`: it is older than its
 * consumer's maximum age.
 */
export type LaneOutcome = "delivered" | "dead-lettered" | "lost" | "stale";

/** What a lane asks of the backlog that it belongs to. */
export interface LaneOwner {
  readonly clock: Clock;
  readonly retry: PushRetryOptions;
  /** The update at a position; `undefined` when it is not kept any more. Rejects when the store cannot be read. */
  read(position: number): KeptUpdate | undefined | Promise<KeptUpdate | undefined>;
  /** Whether an update is too old for its consumer. */
  isStale(update: KeptUpdate): boolean;
  /** Until when an update may be sent, in milliseconds since the epoch. */
  expiresAtMs(update: KeptUpdate): number;
  /** Stores an update that is given up; false when BotMux stops before that is done. */
  deadLetter(update: KeptUpdate, details: GiveUpDetails): Promise<boolean>;
  /** The first update of a lane could not be read. */
  readFailed(lane: Lane, error: unknown): void;
  /** The first update of a lane ended, and the lane has moved on to the next one. */
  finished(lane: Lane, position: number, outcome: LaneOutcome): void;
}

/**
 * Updates that must go out one after another, such as those of one chat: only the first is in flight or waits for its
 * next attempt. Holds positions, and the bytes of the first update at most. Whoever sends calls {@linkcode Lane.take},
 * then {@linkcode Lane.done} or {@linkcode Lane.failed}.
 */
export class Lane {
  readonly key: string;
  /** Indexes of the targets, preferred first: its updates go to the first one that is well. */
  readonly targets: readonly number[];
  readonly #owner: LaneOwner;
  readonly #positions = new Queue<number>();
  /** The first update, when its bytes are at hand. */
  #head: KeptUpdate | undefined;
  /** The first update while it is in flight. */
  #taken: KeptUpdate | undefined;
  /** Set once an attempt to send the first update failed. */
  #retry: PushRetry | undefined;

  constructor(key: string, targets: readonly number[], owner: LaneOwner) {
    this.key = key;
    this.targets = targets;
    this.#owner = owner;
  }

  /** Updates that it holds. */
  get size(): number {
    return this.#positions.size;
  }

  /** Whether no attempt to send its first update failed. */
  get isFresh(): boolean {
    return this.#retry === undefined;
  }

  /**
   * Its first update, to be sent now. `undefined` when there is nothing to send now after all: the update is lost,
   * stale or expired, or could not be read; the lane becomes ready again by itself. Never rejects.
   */
  take(): KeptUpdate | undefined | Promise<KeptUpdate | undefined> {
    const first = this.#head ?? this.#owner.read(this.#positions.first!);
    if (!(first instanceof Promise)) return this.#begin(first);
    return first.then((late) => this.#begin(late), (error) => {
      this.#owner.readFailed(this, error);
      return undefined;
    });
  }

  /** What was taken was delivered. */
  done(): void {
    this.#finish("delivered");
  }

  /**
   * What was taken was not delivered; `canMove` when another target takes over at once.
   *
   * @returns how many milliseconds to wait before it is taken again; `undefined` when it is given up: the lane becomes
   * ready by itself once that is stored.
   */
  failed(failure: Failure, canMove: boolean): number | undefined {
    const update = this.#taken!;
    this.#head = undefined;
    this.#taken = undefined;
    this.#retry ??= new PushRetry(this.#owner.retry);
    const nowMs = this.#owner.clock.now();
    const expiresAtMs = this.#owner.expiresAtMs(update);
    const next = this.#retry.recordFailure({ failure, nowMs, expiresAtMs, canMove });
    if (typeof next === "number") return next;
    void this.#giveUp(update, next);
    return undefined;
  }

  /** Adds an update behind all others. */
  add(update: KeptUpdate): void {
    if (this.#positions.size === 0) this.#head = update;
    this.#positions.add(update.position);
  }

  /** Adds an update behind the one that is in flight or waits. */
  addNext(position: number): void {
    this.#positions.insert(1, position);
  }

  /** Keeps no bytes of what waits. */
  dropBuffered(): void {
    this.#head = undefined;
  }

  #begin(update: KeptUpdate | undefined): KeptUpdate | undefined {
    if (update === undefined) {
      this.#finish("lost");
      return undefined;
    }
    if (this.#owner.isStale(update)) {
      this.#finish("stale");
      return undefined;
    }
    if (this.#owner.expiresAtMs(update) < this.#owner.clock.now()) {
      void this.#giveUp(update, "expired");
      return undefined;
    }
    return this.#taken = update;
  }

  async #giveUp(update: KeptUpdate, cause: GiveUpReason): Promise<void> {
    const { attempts = 0, lastError } = this.#retry ?? {};
    const isStored = await this.#owner.deadLetter(update, { cause, attempts, lastError });
    if (isStored) this.#finish("dead-lettered");
  }

  /** The first update has ended; the next one begins from nothing. */
  #finish(outcome: LaneOutcome): void {
    const position = this.#positions.take()!;
    this.#head = undefined;
    this.#taken = undefined;
    this.#retry = undefined;
    this.#owner.finished(this, position, outcome);
  }
}
