import { serialiseFaults } from "../../faults/stored_fault.ts";
import type { Link, NewJob } from "../../routing/job.ts";
import type { NewTrace } from "../../routing/trace.ts";
import type { SqlRow } from "../driver.ts";

/** A job as its columns hold it. */
export function jobColumns(job: NewJob): SqlRow {
  return {
    route_id: job.routeId,
    source_bot: job.source.bot,
    source_chat: job.source.chat,
    source_message: job.source.message,
    source_user: job.userId,
    position: job.position,
    bot: job.bot,
    album: job.album,
    task: JSON.stringify(job.task),
    added_at: job.addedAtMs,
  };
}

/** A link as its columns hold it. */
export function linkColumns(link: Link): SqlRow {
  return {
    route_id: link.routeId,
    original_bot: link.original.bot,
    original_chat: link.original.chat,
    original_message: link.original.message,
    original_topic: link.originalTopic,
    copy_bot: link.copy.bot,
    copy_chat: link.copy.chat,
    copy_message: link.copy.message,
    copy_topic: link.copyTopic,
    form: link.form,
    file: link.file,
    action: link.action,
    hops: link.hops,
    added_at: link.addedAtMs,
  };
}

/** A trace as its columns hold it. */
export function traceColumns(trace: NewTrace): SqlRow {
  return {
    at: trace.atMs,
    bot: trace.bot,
    route_id: trace.routeId,
    position: trace.position,
    chat: trace.chat,
    message: trace.message,
    action: trace.action,
    is_return: trace.isReturn ? 1 : 0,
    target_bot: trace.targetBot,
    target_chat: trace.targetChat,
    target_message: trace.targetMessage,
    result: trace.result,
    detail: serialiseFaults(trace.details),
    latency_ms: trace.latencyMs,
  };
}
