import type { Job, Link, LinkForm, NewJob, Place } from "./job.ts";
import type { TraceResult } from "./trace.ts";

/** What became of one entry of a queue. */
export interface DoneJob {
  readonly job: Job;
  readonly result: TraceResult;
  readonly detail: string;
  readonly chat: number;
  /** 0 for none. */
  readonly message: number;
}

/** What is known once a piece of work is done. */
export interface Done {
  readonly jobs: readonly DoneJob[];
  readonly links: readonly Link[];
  /** Copies that are gone. */
  readonly cut?: readonly Place[];
  /** What follows from it. */
  readonly next?: readonly NewJob[];
}

/** What does the work of queues. */
export interface Worker {
  /** Does one thing; several jobs are the parts of an album. */
  work(jobs: readonly Job[], signal: AbortSignal): Promise<Done>;
}

/** A message that a bot has just sent. */
export interface SentMessage {
  readonly id: number;
  /** 0 for none. */
  readonly topic: number;
}

/** How messages reached their target. */
export interface Arrival {
  readonly chat: number;
  readonly form: LinkForm;
  /** One for each message that was carried, in their order; one for all where they became one. */
  readonly messages: readonly SentMessage[];
  /** What had to be done in another way than the rule says, in sentences. */
  readonly losses: readonly string[];
}

/** One outcome for a whole piece of work. */
export function toDone(jobs: readonly Job[], result: TraceResult, detail: string): Done {
  const [first] = jobs;
  const chat = first !== undefined && "chat" in first.task ? first.task.chat : 0;
  return { jobs: jobs.map((job) => ({ job, result, detail, chat, message: 0 })), links: [] };
}
