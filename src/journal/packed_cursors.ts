import type { CursorState } from "./journal_store.ts";
import { bytesPerChunk, type PositionChunk } from "./position_set.ts";

/** States of cursors with the bits of all their chunks in one buffer. */
export interface PackedCursors {
  readonly states: readonly PackedCursor[];
  readonly bits: ArrayBuffer;
}

/** The state of a cursor; of its chunks, the indexes alone. */
export interface PackedCursor extends Omit<CursorState, "delivered" | "hidden"> {
  readonly delivered: readonly number[];
  readonly hidden: readonly number[];
}

/** Puts states of cursors together. */
export function packCursors(states: readonly CursorState[]): PackedCursors {
  let chunks = 0;
  for (const { delivered, hidden } of states) chunks += delivered.length + hidden.length;
  const bits = new Uint8Array(chunks * bytesPerChunk);
  let offset = 0;
  const toIndex = (chunk: PositionChunk) => {
    bits.set(chunk.bits, offset);
    offset += bytesPerChunk;
    return chunk.index;
  };
  const packed = states.map((state) => ({
    ...state,
    delivered: state.delivered.map(toIndex),
    hidden: state.hidden.map(toIndex),
  }));
  return { states: packed, bits: bits.buffer };
}

/** The states again; the bits of their chunks are views. */
export function unpackCursors({ states, bits }: PackedCursors): CursorState[] {
  let offset = 0;
  const toChunk = (index: number): PositionChunk => {
    const chunk = { index, bits: new Uint8Array(bits, offset, bytesPerChunk) };
    offset += bytesPerChunk;
    return chunk;
  };
  return states.map((state) => ({
    ...state,
    delivered: state.delivered.map(toChunk),
    hidden: state.hidden.map(toChunk),
  }));
}
