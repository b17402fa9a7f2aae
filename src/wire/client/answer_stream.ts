import { type BodySource, toByteStream } from "../body_source.ts";

/** What an {@linkcode AnswerStream} does to where its bytes come from. */
export interface AnswerSource {
  pause(): void;
  resume(): void;
  /** The reader wants no more; called at most once. */
  abandon(reason: unknown): void;
}

interface Wait {
  resolve(piece: Uint8Array | undefined): void;
  reject(reason: unknown): void;
}

type End = { readonly reason: unknown } | "complete";

/** As much as waits for the reader before the source is paused. */
const maxWaitingBytes = 64 * 1024;

/**
 * The body of an answer that is handed on as it comes, no faster than it is read. Whoever gets one reads it to its end,
 * or cancels it. Its pieces belong to the reader.
 */
export class AnswerStream implements BodySource {
  readonly isExclusive = true;
  readonly #source: AnswerSource;
  #pieces: Uint8Array[] = [];
  #heldBytes = 0;
  #wait: Wait | undefined;
  #end: End | undefined;
  #isTaken = false;

  constructor(source: AnswerSource) {
    this.#source = source;
  }

  /**
   * The next piece; `undefined` at the end. One call at a time.
   *
   * @throws {RequestFailure} when the answer broke off; the reason with which it was aborted.
   */
  read(): Promise<Uint8Array | undefined> {
    const piece = this.#pieces.shift();
    if (piece !== undefined) {
      this.#heldBytes -= piece.length;
      // While a large piece is out, no other is read: a reader that stalls holds one of them.
      const isNextRead = this.#heldBytes === 0 && piece.length <= maxWaitingBytes;
      if (isNextRead && this.#end === undefined) this.#source.resume();
      return Promise.resolve(piece);
    }
    if (this.#end === "complete") return Promise.resolve(undefined);
    if (this.#end !== undefined) return Promise.reject(this.#end.reason);
    if (this.#wait !== undefined) {
      return Promise.reject(new TypeError("Cannot read an answer twice at a time"));
    }
    return new Promise((resolve, reject) => {
      this.#wait = { resolve, reject };
      this.#source.resume();
    });
  }

  /** The whole body as a stream of the web's, which takes its place. */
  toReadable(): ReadableStream<Uint8Array> {
    if (this.#isTaken) throw new TypeError("Cannot read an answer twice");
    this.#isTaken = true;
    return toByteStream(this);
  }

  /** Gives the rest up, and the connection with it. */
  cancel(reason?: unknown): void {
    this.#pieces = [];
    this.#heldBytes = 0;
    if (this.#end !== undefined) return;
    this.#finish({ reason });
    this.#source.abandon(reason);
  }

  /** For the connection: the next bytes. */
  push(bytes: Uint8Array): void {
    if (this.#end !== undefined || bytes.length === 0) return;
    const wait = this.#wait;
    this.#wait = undefined;
    if (wait === undefined) {
      this.#pieces.push(bytes);
      this.#heldBytes += bytes.length;
    } else wait.resolve(bytes);
    // A piece that its reader has been given waits, too, until it is asked for the next.
    if (bytes.length > maxWaitingBytes || this.#heldBytes >= maxWaitingBytes) this.#source.pause();
  }

  /** For the connection: all has come. */
  end(): void {
    if (this.#end === undefined) this.#finish("complete");
  }

  /** For the connection: no more will come. What came can still be read. */
  fail(reason: unknown): void {
    if (this.#end === undefined) this.#finish({ reason });
  }

  #finish(end: End): void {
    this.#end = end;
    const wait = this.#wait;
    this.#wait = undefined;
    if (end === "complete") wait?.resolve(undefined);
    else wait?.reject(end.reason);
  }
}
