import { concatBytes } from "../../base/bytes.ts";
import { type BodySource, toByteStream } from "../body_source.ts";
import type { BodyFraming } from "../syntax/body_framing.ts";
import { BodyTooLarge } from "./connection_error.ts";

/** What an {@linkcode IncomingBody} does to the connection that it comes from. */
export interface IncomingSource {
  /** Somebody waits for the body: a client that expects `100 Continue` gets it now. */
  onAsked(): void;
  /** The reader has taken what was there and can bear more. */
  onTaken(): void;
  /** Nobody wants the rest. */
  onDropped(): void;
}

interface Wait {
  resolve(piece: Uint8Array | undefined): void;
  reject(error: unknown): void;
}

/** The body of a request: read once, in one of four ways, no faster than it is wanted. */
export class IncomingBody implements BodySource {
  readonly isExclusive = true;
  readonly #source: IncomingSource;
  readonly #framing: BodyFraming;
  #pieces: Uint8Array[] = [];
  #heldBytes = 0;
  #isEnded = false;
  #failure: unknown;
  #wait: Wait | undefined;
  #state: "untouched" | "asked" | "dropped" = "untouched";

  constructor(source: IncomingSource, framing: BodyFraming) {
    this.#source = source;
    this.#framing = framing;
  }

  /** Bytes that the client says it will send; undefined where it does not say. */
  get declaredBytes(): number | undefined {
    if (this.#framing.kind === "length") return this.#framing.bytes;
    return this.#framing.kind === "none" ? 0 : undefined;
  }

  /** The whole body, if all of it has come and nothing was read; undefined when it has to be waited for. */
  get whole(): Uint8Array | undefined {
    if (!this.#isEnded || this.#state !== "untouched") return undefined;
    if (this.#pieces.length === 1) return this.#pieces[0];
    if (this.#pieces.length > 1) this.#pieces = [concatBytes(this.#pieces)];
    return this.#pieces[0] ?? noBytes;
  }

  /** Bytes that have come and were not read. */
  get heldBytes(): number {
    return this.#heldBytes;
  }

  /** Whether somebody reads it, or has. */
  get isAsked(): boolean {
    return this.#state === "asked";
  }

  get isDropped(): boolean {
    return this.#state === "dropped";
  }

  /** Whether a reader waits for bytes. */
  get isAwaited(): boolean {
    return this.#wait !== undefined;
  }

  /** What {@linkcode read} rejects with, if the body broke off. */
  get failure(): unknown {
    return this.#failure;
  }

  /**
   * The next piece; undefined at the end. One call at a time.
   *
   * @throws {MalformedMessage} when the body is malformed.
   * @throws {ConnectionClosed} when the rest will not come.
   */
  read(): Promise<Uint8Array | undefined> {
    if (this.#state === "dropped") {
      return Promise.reject(new TypeError("Cannot read a body that was dropped"));
    }
    if (this.#wait !== undefined) return Promise.reject(new TypeError("Cannot read a body twice at a time"));
    this.#state = "asked";
    if (this.#pieces.length > 0) return Promise.resolve(this.#take());
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    if (this.#isEnded) return Promise.resolve(undefined);
    return new Promise((resolve, reject) => {
      this.#wait = { resolve, reject };
      this.#source.onAsked();
    });
  }

  /**
   * All of it.
   *
   * @throws {BodyTooLarge} beyond `maxBytes`; the rest is dropped.
   * @throws as {@linkcode read} does.
   */
  async bytes(maxBytes: number): Promise<Uint8Array> {
    const whole = this.whole;
    if ((whole?.length ?? this.declaredBytes ?? 0) > maxBytes) throw this.#refuse(maxBytes);
    if (whole !== undefined) {
      this.#state = "asked";
      return whole;
    }
    const pieces: Uint8Array[] = [];
    let length = 0;
    for (;;) {
      const piece = await this.read();
      if (piece === undefined) return pieces.length === 1 ? pieces[0]! : concatBytes(pieces);
      length += piece.length;
      if (length > maxBytes) throw this.#refuse(maxBytes);
      pieces.push(piece);
    }
  }

  /** It as a web-standard stream, which asks for a piece when it is read and not before. */
  stream(): ReadableStream<Uint8Array<ArrayBuffer>> {
    return toByteStream(this);
  }

  /** Gives the rest up. */
  cancel(): void {
    this.drop();
  }

  /** Nobody wants the rest: it is passed over as it comes. */
  drop(): void {
    if (this.#state === "dropped") return;
    this.#state = "dropped";
    this.#pieces = [];
    this.#heldBytes = 0;
    this.#settle(undefined, new TypeError("Cannot read a body that was dropped"));
    if (!this.#isEnded) this.#source.onDropped();
  }

  /** For the connection: the next bytes. */
  push(piece: Uint8Array): void {
    if (this.#state === "dropped" || piece.length === 0) return;
    if (this.#wait === undefined) {
      this.#pieces.push(piece);
      this.#heldBytes += piece.length;
    } else this.#settle(piece);
  }

  /** For the connection: all has come. */
  end(): void {
    this.#isEnded = true;
    this.#settle(undefined);
  }

  /** For the connection: the rest will not come. What came can still be read. */
  fail(error: unknown): void {
    if (this.#isEnded || this.#failure !== undefined) return;
    this.#failure = error;
    this.#settle(undefined, error);
  }

  #take(): Uint8Array {
    const piece = this.#pieces.shift()!;
    this.#heldBytes -= piece.length;
    if (!this.#isEnded) this.#source.onTaken();
    return piece;
  }

  #refuse(maxBytes: number): BodyTooLarge {
    this.drop();
    return new BodyTooLarge(maxBytes);
  }

  #settle(piece: Uint8Array | undefined, error?: unknown): void {
    const wait = this.#wait;
    if (wait === undefined) return;
    this.#wait = undefined;
    if (error === undefined) wait.resolve(piece);
    else wait.reject(error);
  }
}

const noBytes = new Uint8Array(0);
