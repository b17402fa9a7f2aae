/** A body that comes piece by piece. */
export interface BodySource {
  /** Whether nobody else holds the memory of its pieces, so that the reader may free it. */
  readonly isExclusive: boolean;
  /** The next piece; undefined at the end. One call at a time. Rejects when the body breaks off. */
  read(): Promise<Uint8Array | undefined>;
  /** No more is wanted. Called at most once, and not after the end. */
  cancel(reason: unknown): void;
}

/** Sources of streams that nobody has read from. */
const sources = new WeakMap<ReadableStream<Uint8Array>, BodySource>();

/** `source` as a web-standard stream, which asks for a piece when it is read and not before. */
export function toByteStream(source: BodySource): ReadableStream<Uint8Array<ArrayBuffer>> {
  const stream = new ReadableStream<Uint8Array<ArrayBuffer>>({
    async pull(controller) {
      sources.delete(stream);
      const piece = await source.read();
      if (piece === undefined) controller.close();
      // Sockets give bytes that nobody shares.
      else controller.enqueue(piece as Uint8Array<ArrayBuffer>);
    },
    cancel: (reason) => source.cancel(reason),
  }, { highWaterMark: 0 });
  sources.set(stream, source);
  return stream;
}

/** What {@linkcode BodySource} is to a web-standard stream, which is locked by it: the stream's own if it has one. */
export function toBodySource(stream: ReadableStream<Uint8Array>): BodySource {
  const reader = stream.getReader();
  const own = sources.get(stream);
  sources.delete(stream);
  if (own !== undefined) return own;
  return {
    isExclusive: false,
    async read() {
      return (await reader.read()).value;
    },
    cancel(reason) {
      // How a source bears that nobody listens any more is its own business.
      reader.cancel(reason).catch(() => {});
    },
  };
}
