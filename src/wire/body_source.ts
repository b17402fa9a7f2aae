/** A body that comes piece by piece. */
export interface BodySource {
  /** The next piece, which belongs to the reader; undefined at the end. Rejects when the body breaks off. */
  read(): Promise<Uint8Array | undefined>;
  /** No more is wanted. Called at most once, and not after the end. */
  cancel(reason: unknown): void;
}

/** What {@linkcode BodySource} is to a web-standard stream. */
export function toBodySource(stream: ReadableStream<Uint8Array>): BodySource {
  const reader = stream.getReader();
  return {
    async read() {
      return (await reader.read()).value;
    },
    cancel(reason) {
      // How a source bears that nobody listens any more is its own business.
      reader.cancel(reason).catch(() => {});
    },
  };
}
