import { requireChoice } from "../base/json_value.ts";
import type { DeadLetter, PushMemory } from "../delivery/push/push_store.ts";
import type { Fault } from "../faults/fault.ts";
import { parseFault, serialiseFault } from "../faults/stored_fault.ts";
import type { SqlRow, SqlValue } from "./driver.ts";

const causes = ["expired", "attempts"] as const;

/** What went wrong, as its column holds it: empty for nothing. */
export function errorColumn(error: Fault | undefined): string {
  return error === undefined ? "" : serialiseFault(error);
}

function toError(value: SqlValue | undefined): Fault | undefined {
  return value === "" ? undefined : parseFault(String(value));
}

/** What is remembered of a push consumer, from its row. */
export function toMemory(row: SqlRow): PushMemory {
  return {
    consumerId: Number(row.consumer_id),
    lastErrorAtMs: Number(row.last_error_at),
    lastError: toError(row.last_error),
    goneSinceMs: Number(row.gone_since),
  };
}

/** A dead letter from its row. */
export function toDeadLetter(row: SqlRow): DeadLetter {
  return {
    consumerId: Number(row.consumer_id),
    botId: Number(row.bot_id),
    position: Number(row.position),
    kind: String(row.kind),
    chatId: Number(row.chat_id),
    diedAtMs: Number(row.died_at),
    cause: requireChoice(row.cause, causes),
    attempts: Number(row.attempts),
    lastError: toError(row.last_error),
  };
}
