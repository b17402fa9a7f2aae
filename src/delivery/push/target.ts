import { Queue } from "../../base/queue.ts";
import type { Lane } from "./lane.ts";
import { Latencies, type Percentiles } from "./latencies.ts";
import type { Poster } from "./poster.ts";

/** Status of one URL. Times are milliseconds since the epoch, 0 for never. */
export interface TargetStatus {
  /** Scheme, host and port: paths are often secret. */
  readonly url: string;
  /** IP address connected to last; empty for none yet. */
  readonly address: string;
  /** HTTP status of the last answer; 0 when the last try had none. */
  readonly lastStatus: number;
  readonly lastAttemptMs: number;
  readonly lastSuccessMs: number;
  readonly failuresInARow: number;
  /** When the first of them was. */
  readonly failingSinceMs: number;
  /** From the request's first byte to the answer's last, of answers of any status, in milliseconds. */
  readonly latency: Percentiles;
  readonly underWay: number;
  /** Whether it gets single probes only, because it cannot be reached. */
  readonly isPaused: boolean;
}

/** When a target is taken for dead: so many failures in a row, and no success for this long. */
interface BreakerLimits {
  readonly failures: number;
  readonly quietMs: number;
}

/** A single URL: nobody else can take over, so it is given time. */
export const singleLimits: BreakerLimits = { failures: 8, quietMs: 10_000 };
/** One of a group: its chats go to the others soon. */
export const groupLimits: BreakerLimits = { failures: 3, quietMs: 0 };

/** A dead target is tried this often, one request at a time. */
const probeEveryMs = 2000;

/**
 * One URL of a push consumer: the lanes that wait for a free connection, and a circuit breaker. Invariant: `underWay`
 * never exceeds the limit; while paused it is at most 1.
 */
export class Target {
  /** The whole URL. Never shown. */
  readonly url: string;
  readonly poster: Poster;
  readonly ready: Queue<Lane> = new Queue();
  readonly #name: string;
  readonly #maxInFlight: number;
  readonly #limits: BreakerLimits;
  readonly #latencies = new Latencies();
  #underWay = 0;
  #failuresInARow = 0;
  #failingSinceMs = 0;
  #lastStatus = 0;
  #lastAttemptMs = 0;
  #attemptBeforeMs = 0;
  #lastSuccessMs: number;
  #hasSucceeded = false;
  #isPaused = false;

  /** @param nowMs the beginning counts as a success: a new target is given time. */
  constructor(
    options: {
      readonly url: string;
      readonly name: string;
      readonly poster: Poster;
      readonly maxInFlight: number;
      readonly limits: BreakerLimits;
    },
    nowMs: number,
  ) {
    this.url = options.url;
    this.poster = options.poster;
    this.#name = options.name;
    this.#maxInFlight = options.maxInFlight;
    this.#limits = options.limits;
    this.#lastSuccessMs = nowMs;
  }

  get underWay(): number {
    return this.#underWay;
  }

  get isPaused(): boolean {
    return this.#isPaused;
  }

  /** When the next request may start; `Infinity` while one must end first. */
  nextStartMs(): number {
    if (!this.#isPaused) return this.#underWay < this.#maxInFlight ? 0 : Infinity;
    return this.#underWay === 0 ? this.#lastAttemptMs + probeEveryMs : Infinity;
  }

  /** A request starts. */
  begin(nowMs: number): void {
    this.#underWay++;
    this.#attemptBeforeMs = this.#lastAttemptMs;
    this.#lastAttemptMs = nowMs;
  }

  /** It ended without a try: there was nothing to send after all, or it was cut off by us. */
  release(): void {
    this.#underWay--;
    this.#lastAttemptMs = this.#attemptBeforeMs;
  }

  /** It was answered, with whatever status. */
  answered(status: number, latencyMs: number): void {
    this.#lastStatus = status;
    this.#latencies.add(latencyMs);
  }

  /**
   * The update was taken.
   *
   * @returns whether this ends a pause.
   */
  succeed(nowMs: number): boolean {
    const wasPaused = this.#isPaused;
    this.#underWay--;
    this.#failuresInARow = 0;
    this.#failingSinceMs = 0;
    this.#lastSuccessMs = nowMs;
    this.#hasSucceeded = true;
    this.#isPaused = false;
    return wasPaused;
  }

  /**
   * The update was not taken. An answer by which a backend refuses one update says nothing about the target: only what
   * `isBackendFailure` counts toward pausing it.
   *
   * @returns whether the target is paused by this.
   */
  fail(nowMs: number, status: number, isBackendFailure: boolean): boolean {
    this.#underWay--;
    this.#lastStatus = status;
    this.#failuresInARow++;
    this.#failingSinceMs ||= nowMs;
    const { failures, quietMs } = this.#limits;
    const isDead = isBackendFailure && this.#failuresInARow >= failures &&
      nowMs - this.#lastSuccessMs >= quietMs;
    const isPausedNow = isDead && !this.#isPaused;
    this.#isPaused ||= isDead;
    return isPausedNow;
  }

  status(): TargetStatus {
    return {
      url: this.#name,
      address: this.poster.address,
      lastStatus: this.#lastStatus,
      lastAttemptMs: this.#lastAttemptMs,
      lastSuccessMs: this.#hasSucceeded ? this.#lastSuccessMs : 0,
      failuresInARow: this.#failuresInARow,
      failingSinceMs: this.#failingSinceMs,
      latency: this.#latencies.percentiles(),
      underWay: this.#underWay,
      isPaused: this.#isPaused,
    };
  }
}
