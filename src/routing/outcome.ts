import type { Fault } from "../faults/fault.ts";
import type { Job, Link, LinkForm, NewJob, Place } from "./job.ts";
import type { TraceResult } from "./trace.ts";

/** Result of one job. */
export interface JobOutcome {
  readonly job: Job;
  readonly result: TraceResult;
  readonly details: readonly Fault[];
  readonly chat: number;
  /** 0 for none. */
  readonly message: number;
}

/** Results of jobs that were done together, and what follows from them. */
export interface Outcome {
  readonly jobs: readonly JobOutcome[];
  readonly links: readonly Link[];
  /** Copies that are gone. */
  readonly cut?: readonly Place[];
  /** What follows from it. */
  readonly next?: readonly NewJob[];
}

/** Does jobs. */
export interface Worker {
  /** Does one thing; several jobs are the parts of an album. */
  work(jobs: readonly Job[], signal: AbortSignal): Promise<Outcome>;
}

/** A message that a bot has just sent. */
export interface SentMessage {
  readonly id: number;
  /** 0 for none. */
  readonly topic: number;
}

/** How a delivery reached its target. */
export interface DeliveryResult {
  readonly chat: number;
  readonly form: LinkForm;
  /** One for each message of the delivery, in their order; one for all where they became one. */
  readonly messages: readonly SentMessage[];
  /** What had to be done in another way than the rule says. */
  readonly losses: readonly Fault[];
}

/** The same result for all these jobs. */
export function toOutcome(jobs: readonly Job[], result: TraceResult, detail: Fault): Outcome {
  const [first] = jobs;
  const chat = first !== undefined && "chat" in first.task ? first.task.chat : 0;
  return { jobs: jobs.map((job) => ({ job, result, details: [detail], chat, message: 0 })), links: [] };
}
