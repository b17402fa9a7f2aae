import { type BodySource, toByteStream } from "../../wire/body_source.ts";

/** The first pieces of a body. */
export interface StreamPrefix {
  readonly pieces: Uint8Array[];
  /** Whether there is nothing behind them. */
  readonly isEnded: boolean;
}

/** Reads until the body ends, `maxBytes` are there, or `feed` was given enough, which it answers with `true`. */
export async function readPrefix(
  source: BodySource,
  maxBytes: number,
  feed: (piece: Uint8Array) => boolean,
): Promise<StreamPrefix> {
  const pieces: Uint8Array[] = [];
  for (let total = 0; total < maxBytes;) {
    const piece = await source.read();
    if (piece === undefined) return { pieces, isEnded: true };
    pieces.push(piece);
    total += piece.length;
    if (feed(piece)) break;
  }
  return { pieces, isEnded: false };
}

/** The pieces, then what comes from `rest`; with backpressure. */
export function replay({ pieces, isEnded }: StreamPrefix, rest: BodySource): ReadableStream<Uint8Array> {
  return toByteStream({
    isExclusive: rest.isExclusive,
    async read() {
      return pieces.shift() ?? (isEnded ? undefined : await rest.read());
    },
    cancel(reason) {
      if (!isEnded) rest.cancel(reason);
    },
  });
}
