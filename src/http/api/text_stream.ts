import { encodeUtf8 } from "../../base/bytes.ts";

/** A piece of a text, of which the pieces one after the other are the whole. */
export interface TextPiece<N> {
  /** Empty only where the whole is. */
  readonly text: string;
  /** Asks for the next piece; `undefined` at the end. */
  readonly next: N | undefined;
}

/** The pieces from `first` on, each made when the one before was taken: never more than one is in memory. */
export function streamText<N>(
  first: TextPiece<N>,
  read: (next: N) => Promise<TextPiece<N>>,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  let made: TextPiece<N> | undefined = first;
  let next: N | undefined;
  return new ReadableStream({
    async pull(controller) {
      const piece = made ?? (next === undefined ? undefined : await read(next));
      made = undefined;
      next = piece?.next;
      if (piece !== undefined && piece.text !== "") controller.enqueue(encodeUtf8(piece.text));
      if (next === undefined) controller.close();
    },
  }, { highWaterMark: 0 });
}
