import { asRecord, parseJson, requireChoice } from "../base/json_value.ts";
import {
  type Audience,
  type Broadcast,
  type BroadcastCounts,
  broadcastKinds,
  type BroadcastOptions,
  broadcastStates,
  type FailureReason,
  failureReasons,
  pauseReasons,
  type Recipient,
  recipientStates,
} from "../broadcasting/broadcast.ts";
import type { SqlRow } from "./driver.ts";

/** What the counts of a broadcast call people who were left out. */
export const leftOut = "left_out";

/** A broadcast from its row and those of its counts. */
export function toBroadcast(row: SqlRow, counts: readonly SqlRow[]): Broadcast {
  const reason = String(row.reason);
  return {
    id: Number(row.id),
    botId: Number(row.bot_id),
    name: String(row.name),
    kind: requireChoice(row.kind, broadcastKinds),
    method: String(row.method),
    parameters: asRecord(parseJson(String(row.parameters))) ?? {},
    // Both were written by this store.
    audience: parseJson(String(row.audience)) as Audience,
    ...parseOptions(String(row.options)),
    state: requireChoice(row.state, broadcastStates),
    reason: reason === "" ? undefined : requireChoice(reason, pauseReasons),
    detail: String(row.detail),
    isPrepared: row.is_prepared !== 0,
    cursor: String(row.cursor),
    hasRetried: row.has_retried !== 0,
    hasRecipients: row.has_recipients !== 0,
    createdAtMs: Number(row.created_at),
    startedAtMs: Number(row.started_at),
    finishedAtMs: Number(row.finished_at),
    counts: toCounts(counts),
  };
}

function parseOptions(text: string): BroadcastOptions {
  const options = parseJson(text) as Partial<BroadcastOptions>; // As above.
  return {
    retriesUncertain: options.retriesUncertain ?? false,
    includesUnreachable: options.includesUnreachable ?? false,
    quietHours: options.quietHours,
  };
}

function toCounts(rows: readonly SqlRow[]): BroadcastCounts {
  const counts = { pending: 0, sending: 0, sent: 0, failed: 0, uncertain: 0, leftOut: 0 };
  const failures: Partial<Record<FailureReason, number>> = {};
  for (const { state, reason, count } of rows) {
    const name = state === leftOut ? "leftOut" : requireChoice(state, recipientStates);
    counts[name] += Number(count);
    if (name === "failed") failures[requireChoice(reason, failureReasons)] = Number(count);
  }
  return { ...counts, failures };
}

/** A recipient from its row. */
export function toRecipient(row: SqlRow): Recipient {
  const reason = String(row.reason);
  return {
    chatId: Number(row.chat_id),
    state: requireChoice(recipientStates[Number(row.state)], recipientStates),
    reason: reason === "" ? undefined : requireChoice(reason, failureReasons),
    detail: String(row.detail),
    messageIds: toMessageIds(row),
  };
}

/** Ids of messages in the row of a recipient. */
export function toMessageIds({ messages }: SqlRow): number[] {
  return messages === "" ? [] : String(messages).split(",").map(Number);
}
