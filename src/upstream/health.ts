import { maskFault } from "../base/mask_fault.ts";
import { type Fault, fault, type HealthCode } from "../faults/fault.ts";

/**
 * Status of a bot upstream. `refused`: its token was refused, perhaps by a hiccup; `revoked`: again and again. `removing`:
 * its old webhook is being set. `stopped`: it was removed or BotMux is stopping.
 */
export type PollState =
  | "starting"
  | "ok"
  | "unreachable"
  | "conflict"
  | "refused"
  | "revoked"
  | "rate_limited"
  | "disk"
  | "removing"
  | "stopped";

/** Status of one bot, for people and supervisors. Times are milliseconds since the epoch, 0 for never. */
export interface BotHealthReport {
  readonly state: PollState;
  /** When the state began. */
  readonly sinceMs: number;
  /** When upstream last answered and all it had sent was safe in the journal. */
  readonly lastSuccessMs: number;
  /**
   * What is wrong; `undefined` while all is well. A bot that is `ok` may have one too: its updates arrive, but not in
   * the way its owner wants.
   */
  readonly lastFault: Fault<HealthCode> | undefined;
  /** The way there and back: how long getMe took, or an empty poll beyond its timeout. */
  readonly lastLatencyMs: number;
  /** When the first failure since the last success was; 0 while there is none. */
  readonly failingSinceMs: number;
  /** When upstream last said that another program polls the bot. */
  readonly lastConflictMs: number;
  /** Updates received since the start, repeats included. */
  readonly received: number;
  /** Elements upstream sent that are no updates. */
  readonly unreadable: number;
}

/** No round trip for this long means deaf, whatever the errors say: a poll's 50 s, 15 s of grace, some slack. */
const deafAfterMs = 75_000;

/** The health of one bot; its reader writes, everybody else reads reports. */
export class BotHealth {
  readonly #startMs: number;
  #state: PollState = "starting";
  #sinceMs: number;
  #lastSuccessMs = 0;
  #lastFault: Fault<HealthCode> | undefined;
  #reservation: Fault<HealthCode> | undefined;
  #failingSinceMs = 0;
  #lastConflictMs = 0;
  #lastLatencyMs = 0;
  #received = 0;
  #unreadable = 0;

  constructor(nowMs: number) {
    this.#startMs = nowMs;
    this.#sinceMs = nowMs;
  }

  /** What is not as the owner wants it although updates arrive; `undefined` for nothing. */
  reserve(fault: Fault<HealthCode> | undefined): void {
    this.#reservation = fault && maskFault(fault);
  }

  /** Upstream answered or delivered, and what it sent is committed. */
  succeed(nowMs: number, received: number, unreadable: number): void {
    this.#lastSuccessMs = nowMs;
    this.#failingSinceMs = 0;
    this.#received += received;
    this.#unreadable += unreadable;
    this.#lastFault = this.#reservation;
    this.#enter("ok", nowMs);
  }

  /** Something went wrong. */
  fail(state: PollState, fault: Fault<HealthCode>, nowMs: number): void {
    this.#lastFault = maskFault(fault);
    this.#failingSinceMs ||= nowMs;
    if (state === "conflict") this.#lastConflictMs = nowMs;
    this.#enter(state, nowMs);
  }

  /** A call was answered after this long. */
  measure(latencyMs: number): void {
    this.#lastLatencyMs = latencyMs;
  }

  /** Nothing polls any more. */
  stop(nowMs: number): void {
    this.#enter("stopped", nowMs);
  }

  /** How things stand. A bot that claims to be well but had no round trip for too long is reported deaf. */
  report(nowMs: number): BotHealthReport {
    const lastSignMs = Math.max(this.#lastSuccessMs, this.#startMs);
    const deafSinceMs = lastSignMs + deafAfterMs;
    const isDeaf = nowMs > deafSinceMs && (this.#state === "ok" || this.#state === "starting");
    return {
      state: isDeaf ? "unreachable" : this.#state,
      sinceMs: isDeaf ? deafSinceMs : this.#sinceMs,
      lastSuccessMs: this.#lastSuccessMs,
      lastFault: isDeaf ? this.#deafFault() : this.#lastFault,
      lastLatencyMs: this.#lastLatencyMs,
      failingSinceMs: isDeaf ? lastSignMs : this.#failingSinceMs,
      lastConflictMs: this.#lastConflictMs,
      received: this.#received,
      unreadable: this.#unreadable,
    };
  }

  #deafFault(): Fault<HealthCode> {
    return this.#state === "starting"
      ? fault("upstream_waiting")
      : fault("upstream_silent", { seconds: deafAfterMs / 1000 });
  }

  #enter(state: PollState, nowMs: number): void {
    if (this.#state === state) return;
    this.#state = state;
    this.#sinceMs = nowMs;
  }
}
