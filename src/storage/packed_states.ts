import { asRecord } from "../base/json_value.ts";
import type { CursorState } from "../journal/journal_store.ts";
import { type PackedCursor, unpackCursors } from "../journal/packed_cursors.ts";
import { bytesPerChunk } from "../journal/position_set.ts";
import { isAllowedHistory } from "./journal_rows.ts";

/** Whether parsed JSON is a list of numbers. */
export function isNumbers(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every((each) => typeof each === "number");
}

/** States of cursors from parsed JSON and the bits of their chunks; `undefined` when they are invalid. See `packCursors`. */
export function readPackedStates(value: unknown, bits: Uint8Array): readonly CursorState[] | undefined {
  if (!Array.isArray(value) || !value.every(isPackedCursor)) return undefined;
  const states: readonly PackedCursor[] = value;
  const chunks = states.reduce((sum, { delivered, hidden }) => sum + delivered.length + hidden.length, 0);
  if (bits.length !== chunks * bytesPerChunk) return undefined;
  return unpackCursors({ states, bits: bits.slice().buffer });
}

function isPackedCursor(value: unknown): value is PackedCursor {
  const { consumerId, botId, position, lost, hiddenFrom, allowedHistory, delivered, isWhole, hidden } =
    asRecord(value) ?? {};
  return isNumbers([consumerId, botId, position, lost, hiddenFrom]) && isAllowedHistory(allowedHistory) &&
    isNumbers(delivered) && typeof isWhole === "boolean" && isNumbers(hidden);
}
