import { fault } from "../faults/fault.ts";
import type { JobOutcome } from "./outcome.ts";
import type { Job } from "./job.ts";
import type { NewTrace } from "./trace.ts";

/** The trace of a job that is done. */
export function toTrace({ job, result, details, chat, message }: JobOutcome, nowMs: number): NewTrace {
  const { source, routeId, position, bot, task, addedAtMs } = job;
  return {
    atMs: nowMs,
    bot: source.bot,
    routeId,
    position,
    chat: source.chat,
    message: source.message,
    action: task.do,
    isReturn: "action" in task && task.action < 0,
    targetBot: bot,
    targetChat: chat,
    targetMessage: message,
    result,
    details,
    latencyMs: Math.max(Math.round(nowMs - addedAtMs), 0),
  };
}

/** The trace of a job that was under way when BotMux ended. */
export function interruptedTrace(job: Job, nowMs: number): NewTrace {
  return toTrace(
    { ...toTraceSubject(job), result: "unknown", details: [fault("routing_interrupted")] },
    nowMs,
  );
}

/** The part of an outcome that is known before there is a result. */
function toTraceSubject(job: Job): Pick<JobOutcome, "job" | "chat" | "message"> {
  return { job, chat: "chat" in job.task ? job.task.chat : 0, message: 0 };
}
