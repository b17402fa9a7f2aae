import type { Fault, HealthCode } from "../faults/fault.ts";

/** Status of a bot upstream. Times are milliseconds since the epoch, 0 for never. */
export interface UpstreamFacts {
  readonly state: string;
  /** What is wrong; `undefined` while nothing is. */
  readonly lastFault: Fault<HealthCode> | undefined;
  readonly sinceMs: number;
  readonly lastSuccessMs: number;
  /** When the first of the failures since the last success was; 0 while there is none. */
  readonly failingSinceMs: number;
  /** When upstream last said that another program polls the bot. */
  readonly lastConflictMs: number;
  readonly lastLatencyMs: number;
}

/** One URL that updates are pushed to. */
export interface TargetFacts {
  readonly failuresInARow: number;
  /** When the first of them was; 0 while there is none. */
  readonly failingSinceMs: number;
  /** Whether it gets single probes only, because it cannot be reached. */
  readonly isPaused: boolean;
  /** HTTP status of the last answer; 0 when the last attempt had none. */
  readonly lastStatus: number;
}

/** One consumer. */
export interface ConsumerFacts {
  readonly id: number;
  readonly name: string;
  readonly isDisabled: boolean;
  /** Updates in the journal from its cursor on, at most. */
  readonly lag: number;
  /** Updates that retention took away before they were confirmed, ever. */
  readonly lost: number;
  /** When a program last asked for updates; 0 for never. */
  readonly lastPollMs: number;
  /** Absent while it polls. */
  readonly push: { readonly targets: readonly TargetFacts[]; readonly dead: number } | undefined;
}

/** A routing rule that cannot do what it should. */
export interface FailingRule {
  readonly name: string;
  /** Of the bot that cannot send. */
  readonly bot: number;
  readonly sinceMs: number;
  /** Messages in a row that were given up. */
  readonly failures: number;
  /** Whether a message waits for its next attempt. */
  readonly isWaiting: boolean;
  /** What went wrong last. */
  readonly error: Fault;
}

/** What the health of a bot is judged by. */
export interface BotFacts {
  readonly id: number;
  readonly upstream: UpstreamFacts | undefined;
  readonly journal: { readonly count: number; readonly bytes: number; readonly maxBytes: number };
  /** `undefined` for a bot that is not archived. */
  readonly archive: {
    readonly lag: number;
    readonly failingSinceMs: number;
    /** Updates skipped since the start, and when the last one was; 0 for never. */
    readonly skipped: number;
    readonly skippedAtMs: number;
  } | undefined;
  /** Rules of this bot that fail. */
  readonly failingRules: readonly FailingRule[];
  readonly consumers: readonly ConsumerFacts[];
}
