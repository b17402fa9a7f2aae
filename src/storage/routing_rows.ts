import { parseFaults } from "../faults/stored_fault.ts";
import { fault } from "../faults/fault.ts";
import { OperationalError } from "../base/errors.ts";
import { requireChoice } from "../base/json_value.ts";
import { type Job, type Link, linkForms, type OwnTopic, type Task } from "../routing/job.ts";
import { isTask } from "../routing/task_shape.ts";
import { type Trace, traceActions, traceResults } from "../routing/trace.ts";
import type { SqlRow } from "./driver.ts";

/** A job from its row. */
export function toJob(row: SqlRow): Job {
  return {
    id: Number(row.id),
    routeId: Number(row.route_id),
    source: {
      bot: Number(row.source_bot),
      chat: Number(row.source_chat),
      message: Number(row.source_message),
    },
    userId: Number(row.source_user),
    position: Number(row.position),
    bot: Number(row.bot),
    album: String(row.album),
    task: toTask(row),
    addedAtMs: Number(row.added_at),
  };
}

/** A link from its row. */
export function toLink(row: SqlRow): Link {
  return {
    routeId: Number(row.route_id),
    original: {
      bot: Number(row.original_bot),
      chat: Number(row.original_chat),
      message: Number(row.original_message),
    },
    originalTopic: Number(row.original_topic),
    copy: {
      bot: Number(row.copy_bot),
      chat: Number(row.copy_chat),
      message: Number(row.copy_message),
    },
    copyTopic: Number(row.copy_topic),
    form: requireChoice(row.form, linkForms),
    file: String(row.file),
    action: Number(row.action),
    hops: Number(row.hops),
    addedAtMs: Number(row.added_at),
  };
}

/** The topic of a chat from its row. */
export function toOwnTopic(row: SqlRow): OwnTopic {
  return {
    routeId: Number(row.route_id),
    bot: Number(row.bot),
    chat: Number(row.chat),
    topic: Number(row.topic),
    sourceBot: Number(row.source_bot),
    sourceChat: Number(row.source_chat),
  };
}

/** A trace from its row. */
export function toTrace(row: SqlRow): Trace {
  return {
    id: Number(row.id),
    atMs: Number(row.at),
    bot: Number(row.bot),
    routeId: Number(row.route_id),
    position: Number(row.position),
    chat: Number(row.chat),
    message: Number(row.message),
    action: requireChoice(row.action, traceActions),
    isReturn: row.is_return === 1,
    targetBot: Number(row.target_bot),
    targetChat: Number(row.target_chat),
    targetMessage: Number(row.target_message),
    result: requireChoice(row.result, traceResults),
    details: parseFaults(String(row.detail)),
    latencyMs: Number(row.latency_ms),
  };
}

function toTask({ id, task: text }: SqlRow): Task {
  const task: unknown = JSON.parse(String(text));
  if (isTask(task)) return task;
  throw new OperationalError(
    fault("row_damaged", { column: "task", owner: `entry ${id} of the routing queue` }),
  );
}
