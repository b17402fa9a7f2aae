import { concatBytes, decodeUtf8, encodeUtf8 } from "../base/bytes.ts";
import { asRecord, parseJson } from "../base/json_value.ts";
import type { CursorState } from "../journal/journal_store.ts";
import { packCursors } from "../journal/packed_cursors.ts";
import { isNumbers, readPackedStates } from "./packed_states.ts";

/** What became of cursors. */
export interface SpooledChange {
  readonly states: readonly CursorState[];
  /** Ids of cursors that were removed. */
  readonly cursors: readonly number[];
  /** Ids of bots whose logs were removed, with all their cursors. */
  readonly logs: readonly number[];
}

/** The change as one piece of bytes: length of a head, the head as JSON, and the bits of all chunks. */
export function encodeChange({ states, cursors, logs }: SpooledChange): Uint8Array<ArrayBuffer> {
  const packed = packCursors(states);
  const head = encodeUtf8(JSON.stringify({ states: packed.states, cursors, logs }));
  const length = new Uint8Array(new Uint32Array([head.length]).buffer);
  return concatBytes([length, head, new Uint8Array(packed.bits)]);
}

/** The change again; `undefined` when it is not one. */
export function decodeChange(bytes: Uint8Array): SpooledChange | undefined {
  if (bytes.length < 4) return undefined;
  const headEnd = 4 + new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  const { states: packed, cursors, logs } = asRecord(parseJson(decodeUtf8(bytes.subarray(4, headEnd)))) ?? {};
  const states = readPackedStates(packed, bytes.subarray(headEnd));
  return states && isNumbers(cursors) && isNumbers(logs) ? { states, cursors, logs } : undefined;
}
