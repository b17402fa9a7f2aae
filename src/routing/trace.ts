import type { Fault } from "../faults/fault.ts";

/**
 * How it went. `sent`: as the rule says. `degraded`: as the next best thing. `skipped`: there was nothing to do, or a
 * guard held it back. `unknown`: BotMux or the connection ended before the answer; it is not repeated.
 */
export const traceResults = ["sent", "degraded", "skipped", "failed", "unknown"] as const;
export type TraceResult = (typeof traceResults)[number];

/** What was done, or was to be done. */
export const traceActions = [
  "forward",
  "copy",
  "text",
  "answer",
  "edit",
  "delete",
  "react",
  "choose",
  "drop",
] as const;
export type TraceAction = (typeof traceActions)[number];

/** What became of a message that a rule is about. */
export interface NewTrace {
  /** Milliseconds since the epoch. */
  readonly atMs: number;
  /** The bot whose update it was. */
  readonly bot: number;
  /** 0 for none. */
  readonly routeId: number;
  /** Place of the update in the bot's journal; 0 when it was none. */
  readonly position: number;
  readonly chat: number;
  /** 0 where the update has none. */
  readonly message: number;
  readonly action: TraceAction;
  /** Whether it went back along the way that a rule had made. */
  readonly isReturn: boolean;
  /** The bot that sent; 0 for none. */
  readonly targetBot: number;
  readonly targetChat: number;
  /** The message that was made; 0 for none. */
  readonly targetMessage: number;
  readonly result: TraceResult;
  /** Why it went so; empty when there is nothing to say. */
  readonly details: readonly Fault[];
  /** Milliseconds since the update was read. */
  readonly latencyMs: number;
}

/** A {@linkcode NewTrace} that is kept. */
export interface Trace extends NewTrace {
  readonly id: number;
}
