/** The first pieces of a body that go on in a stream. */
export interface StreamPrefix {
  readonly pieces: Uint8Array[];
  /** Whether there is nothing behind them. */
  readonly isEnded: boolean;
}

/** Reads until the body ends, `maxBytes` are there, or `feed` was given enough, which it answers with `true`. */
export async function readPrefix(
  source: ReadableStreamDefaultReader<Uint8Array>,
  maxBytes: number,
  feed: (piece: Uint8Array) => boolean,
): Promise<StreamPrefix> {
  const pieces: Uint8Array[] = [];
  for (let total = 0; total < maxBytes;) {
    const { done, value } = await source.read();
    if (done) return { pieces, isEnded: true };
    pieces.push(value);
    total += value.length;
    if (feed(value)) break;
  }
  return { pieces, isEnded: false };
}

/** The pieces, then what `readNext` gives until that is `undefined`; with backpressure. */
export function replay(
  pieces: Uint8Array[],
  readNext: () => Promise<Uint8Array | undefined>,
  cancel: (reason: unknown) => Promise<void>,
): ReadableStream<Uint8Array> {
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const piece = pieces.shift() ?? await readNext();
      if (piece === undefined) controller.close();
      else controller.enqueue(piece);
    },
    cancel,
  }, { highWaterMark: 0 });
}
