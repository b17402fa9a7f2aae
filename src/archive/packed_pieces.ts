import { concatBytes } from "../base/bytes.ts";

/** Many pieces of bytes in one, which costs much less to hand over to another thread. */
export interface PackedPieces {
  /** Where each piece ends in `bytes`. */
  readonly ends: Float64Array<ArrayBuffer>;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** Puts pieces together; copies them once. */
export function packPieces(pieces: readonly Uint8Array[]): PackedPieces {
  const ends = new Float64Array(pieces.length);
  let end = 0;
  for (const [index, { length }] of pieces.entries()) ends[index] = end += length;
  return { ends, bytes: concatBytes(pieces) };
}

/** One of the pieces; a view. */
export function pieceAt({ ends, bytes }: PackedPieces, index: number): Uint8Array<ArrayBuffer> {
  return bytes.subarray(ends[index - 1] ?? 0, ends[index]);
}
