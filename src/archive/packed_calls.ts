import { type PackedPieces, packPieces, pieceAt } from "./packed_pieces.ts";
import type { CapturedCall } from "./read_call.ts";

/** Captured calls in few pieces, so that they cost little to hand over to another thread. */
export interface PackedCalls {
  /** A JSON array of all that is no bytes. */
  readonly heads: string;
  /** Of each call what was sent, then what was answered. */
  readonly pieces: PackedPieces;
}

/** A call but its bytes. */
type Head = Omit<CapturedCall, "sent" | "answer"> & { readonly isSentKnown: boolean };

/** Puts calls together; copies their bytes once. */
export function packCalls(calls: readonly CapturedCall[]): PackedCalls {
  const heads = calls.map(({ sent, answer: _answer, ...head }): Head => ({
    ...head,
    isSentKnown: sent !== undefined,
  }));
  const pieces = calls.flatMap(({ sent = new Uint8Array(), answer }) => [sent, answer]);
  return { heads: JSON.stringify(heads), pieces: packPieces(pieces) };
}

/** The calls; their bytes are views. */
export function unpackCalls({ heads, pieces }: PackedCalls): CapturedCall[] {
  // Written by packCalls().
  return (JSON.parse(heads) as Head[]).map(({ isSentKnown, ...head }, index) => ({
    ...head,
    sent: isSentKnown ? pieceAt(pieces, index * 2) : undefined,
    answer: pieceAt(pieces, index * 2 + 1),
  }));
}
