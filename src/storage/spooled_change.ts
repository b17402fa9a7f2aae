import Type from "typebox";
import Value from "typebox/value";
import { concatBytes, decodeUtf8, encodeUtf8 } from "../base/bytes.ts";
import { parseJson } from "../base/json_value.ts";
import type { AllowedSince } from "../journal/filter.ts";
import type { CursorState } from "../journal/journal_store.ts";
import { packCursors, unpackCursors } from "../journal/packed_cursors.ts";
import { bytesPerChunk } from "../journal/position_set.ts";
import { isAllowedHistory } from "./journal_rows.ts";

/** What became of cursors. */
export interface SpooledChange {
  readonly states: readonly CursorState[];
  /** Ids of cursors that were removed. */
  readonly cursors: readonly number[];
  /** Ids of bots whose logs were removed, with all their cursors. */
  readonly logs: readonly number[];
}

const Numbers = Type.Array(Type.Number());
const Head = Type.Object({
  states: Type.Array(Type.Object({
    consumerId: Type.Number(),
    botId: Type.Number(),
    position: Type.Number(),
    allowedHistory: Type.Unsafe<readonly AllowedSince[]>(Type.Unknown()),
    lost: Type.Number(),
    delivered: Numbers,
    isWhole: Type.Boolean(),
    hidden: Numbers,
    hiddenFrom: Type.Number(),
  })),
  cursors: Numbers,
  logs: Numbers,
});

/** The change as one piece of bytes: length of a head, the head as JSON, and the bits of all chunks. */
export function encodeChange({ states, cursors, logs }: SpooledChange): Uint8Array<ArrayBuffer> {
  const packed = packCursors(states);
  const head = encodeUtf8(JSON.stringify({ states: packed.states, cursors, logs }));
  const length = new Uint8Array(new Uint32Array([head.length]).buffer);
  return concatBytes([length, head, new Uint8Array(packed.bits)]);
}

/** The change again; `undefined` when it is none. */
export function decodeChange(bytes: Uint8Array): SpooledChange | undefined {
  if (bytes.length < 4) return undefined;
  const headEnd = 4 + new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  const head = parseJson(decodeUtf8(bytes.subarray(4, headEnd)));
  if (!Value.Check(Head, head)) return undefined;
  if (!head.states.every(({ allowedHistory }) => isAllowedHistory(allowedHistory))) return undefined;
  const bits = bytes.slice(headEnd).buffer;
  const chunks = head.states.reduce(
    (sum, { delivered, hidden }) => sum + delivered.length + hidden.length,
    0,
  );
  if (bits.byteLength !== chunks * bytesPerChunk) return undefined;
  return { ...head, states: unpackCursors({ states: head.states, bits }) };
}
