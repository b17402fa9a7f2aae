import { concatBytes } from "../../base/bytes.ts";
import type { CursorState, LogAppend, LogState } from "../../journal/journal_store.ts";
import { chunkOf } from "../../journal/position_set.ts";
import type { SqlRow, SqlValue } from "../driver.ts";
import { toBatches } from "./batch_rows.ts";
import { toJsonParameter } from "./json_rows.ts";

/** Parameters of `append_batches`. */
export function appendParameters(appends: readonly LogAppend[]): readonly SqlValue[] {
  const parts: Uint8Array[] = [];
  let offset = 0;
  const place = (part: Uint8Array) => {
    parts.push(part);
    const start = offset;
    offset += part.length;
    return start;
  };
  // Several appends of one log follow on each other.
  const byBot = [...Map.groupBy(appends, ({ state }) => state.botId).values()];
  const logs = byBot.map((ofBot): SqlRow => ({
    ...logColumns(ofBot.at(-1)!.state),
    previous: ofBot[0]!.previousPosition ?? null,
    first_new: ofBot.flatMap(({ entries }) => entries)[0]?.position ?? null,
  }));
  const batches = byBot.flatMap((ofBot) =>
    toBatches(ofBot.flatMap(({ entries }) => entries)).map(({ facts, bytes, ...row }): SqlRow => ({
      bot_id: ofBot[0]!.state.botId,
      ...row,
      facts_start: place(facts),
      facts_length: facts.length,
      bytes_start: place(bytes),
      bytes_length: bytes.length,
    }))
  );
  return [toJsonParameter(logs), toJsonParameter(batches), concatBytes(parts)];
}

/** Parameters of `save_cursors`. */
export function cursorParameters(cursors: readonly CursorState[]): readonly SqlValue[] {
  const outdated: SqlRow[] = [];
  const chunks: SqlRow[] = [];
  const parts: Uint8Array[] = [];
  let offset = 0;
  for (const { consumerId, position, delivered, isWhole, hidden, hiddenFrom } of cursors) {
    const remove = (set_name: string, before: number) =>
      outdated.push({ consumer_id: consumerId, set_name, before });
    if (isWhole) remove("delivered", Number.MAX_SAFE_INTEGER);
    else if (delivered.length > 0) remove("delivered", chunkOf(position));
    if (hiddenFrom > 0) remove("hidden", chunkOf(hiddenFrom));
    for (const [set_name, pieces] of [["delivered", delivered], ["hidden", hidden]] as const) {
      for (const { index, bits } of pieces) {
        chunks.push({ consumer_id: consumerId, set_name, chunk: index, start: offset, length: bits.length });
        parts.push(bits);
        offset += bits.length;
      }
    }
  }
  const states = cursors.map(({ consumerId, botId, position, allowedHistory, lost }): SqlRow => ({
    consumer_id: consumerId,
    bot_id: botId,
    position,
    allowed_history: JSON.stringify(allowedHistory),
    lost,
  }));
  return [toJsonParameter(states), toJsonParameter(outdated), toJsonParameter(chunks), concatBytes(parts)];
}

/** Where a log stands, as its columns hold it. */
function logColumns({ botId, count, ...state }: LogState): SqlRow {
  return {
    bot_id: botId,
    epoch: state.epoch,
    next_offset: state.nextOffset,
    last_position: state.lastPosition,
    first_position: state.firstPosition,
    entries: count,
    bytes: state.bytes,
  };
}
