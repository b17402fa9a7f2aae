import { AnswerHead } from "./answer_head.ts";
import { GrowingBytes } from "./growing_bytes.ts";
import { tooLargeResponse, wrongResponse } from "./exchange_failure.ts";

/** A complete answer, its body as it was sent. */
export interface ParsedAnswer {
  readonly head: AnswerHead;
  readonly body: Uint8Array<ArrayBuffer>;
  /** Whether the connection can carry another request. */
  readonly isKeptAlive: boolean;
}

/** How an answer is read. */
export interface AnswerOptions {
  /** Most bytes of a body that are held. */
  readonly maxBodyBytes: number;
  /** Whether all headers are kept. Otherwise only those with a meaning here are. */
  readonly keepsHeaders?: boolean | undefined;
  /** Whether informational answers (1xx) are passed over. Otherwise one is taken for the whole answer. */
  readonly skipsInformational?: boolean | undefined;
}

/** Most bytes of a head; also of the trailers, and of the line of one chunk. */
const maxHeadBytes = 256 * 1024;

const lineFeed = 0x0a;
const carriageReturn = 0x0d;

type Stage =
  | "status"
  | "headers"
  | "body"
  | "to the close"
  | "chunk size"
  | "chunk"
  | "chunk end"
  | "trailers";

/**
 * Reads one HTTP/1 answer (RFC 9112) from pieces of any size. A bare line feed ends a line, too. After an informational
 * answer that is taken for the whole one, it is not known what follows: the connection is not used again.
 */
export class AnswerParser {
  readonly #options: AnswerOptions;
  #head: AnswerHead;
  readonly #body = new GrowingBytes();
  /** Beginning of a line whose end has not come yet. */
  #line: GrowingBytes | undefined;
  /** Of the lines that count together. */
  #lineBytes = 0;
  #stage: Stage = "status";
  /** Bytes that are still to come of the body or the chunk. */
  #left = 0;
  #hasBegun = false;

  constructor(options: AnswerOptions) {
    this.#options = options;
    this.#head = this.#createHead();
  }

  /** Whether any byte has come. */
  get hasBegun(): boolean {
    return this.#hasBegun;
  }

  /** Status and headers; `undefined` while they are not complete. */
  get head(): AnswerHead | undefined {
    return this.#stage === "status" || this.#stage === "headers" ? undefined : this.#head;
  }

  /** Bytes of the body that came and were not taken. */
  get heldBytes(): number {
    return this.#body.length;
  }

  /** Takes what came of the body. The bound of a body holds for what comes after it anew. */
  takeHeld(): Uint8Array<ArrayBuffer> {
    return this.#body.take();
  }

  /**
   * Takes the next bytes; `undefined` while the answer is not complete. `bytes` is not needed any more afterwards.
   *
   * @throws {ExchangeFailure} when they are no answer, or too large a one; nothing can be read from the connection then.
   */
  push(bytes: Uint8Array): ParsedAnswer | undefined {
    this.#hasBegun = true;
    let offset = 0;
    while (offset < bytes.length) {
      offset = this.#left > 0 || this.#stage === "to the close"
        ? this.#readBody(bytes, offset)
        : this.#readLine(bytes, offset);
      if (this.#isComplete) return this.#finish(offset === bytes.length);
    }
    return undefined;
  }

  /**
   * The connection ended: an answer whose body goes on to the close is complete now.
   *
   * @throws {ExchangeFailure} when anything else was expected.
   */
  end(): ParsedAnswer {
    if (this.#stage !== "to the close") throw wrongResponse();
    return this.#finish(false);
  }

  #createHead(): AnswerHead {
    return new AnswerHead(this.#options.keepsHeaders === true);
  }

  get #isComplete(): boolean {
    return this.#stage === "body" && this.#left === 0;
  }

  #finish(isAtEnd: boolean): ParsedAnswer {
    const head = this.#head;
    const isKeptAlive = isAtEnd && head.isKeptAlive && head.status >= 200;
    return { head, body: this.#body.take(), isKeptAlive };
  }

  /** Takes what belongs to the body and says where the rest begins. */
  #readBody(bytes: Uint8Array, offset: number): number {
    const end = this.#stage === "to the close" ? bytes.length : Math.min(bytes.length, offset + this.#left);
    this.#checkBody(end - offset);
    this.#body.append(offset === 0 && end === bytes.length ? bytes : bytes.subarray(offset, end));
    if (this.#stage !== "to the close") this.#left -= end - offset;
    if (this.#stage === "chunk" && this.#left === 0) this.#stage = "chunk end";
    return end;
  }

  #readLine(bytes: Uint8Array, offset: number): number {
    const lineEnd = bytes.indexOf(lineFeed, offset);
    const end = lineEnd < 0 ? bytes.length : lineEnd + 1;
    this.#lineBytes += end - offset;
    if (this.#lineBytes > maxHeadBytes) throw wrongResponse();
    if (lineEnd < 0) {
      this.#line ??= new GrowingBytes();
      this.#line.append(bytes.subarray(offset));
    } else if (this.#line === undefined) {
      this.#takeLine(bytes, offset, lineEnd);
    } else {
      this.#line.append(bytes.subarray(offset, lineEnd));
      const line = this.#line.take();
      this.#line = undefined;
      this.#takeLine(line, 0, line.length);
    }
    return end;
  }

  #takeLine(bytes: Uint8Array, start: number, lineEnd: number): void {
    const end = lineEnd > start && bytes[lineEnd - 1] === carriageReturn ? lineEnd - 1 : lineEnd;
    switch (this.#stage) {
      case "status":
        this.#head.readStatusLine(bytes, start, end);
        this.#stage = "headers";
        break;
      case "headers":
        if (end > start) this.#head.readHeader(bytes, start, end);
        else this.#beginBody();
        break;
      case "chunk size":
        this.#beginChunk(parseChunkSize(bytes, start, end));
        break;
      case "chunk end":
        if (end > start) throw wrongResponse();
        this.#stage = "chunk size";
        this.#lineBytes = 0;
        break;
      case "trailers":
        if (end === start) this.#stage = "body";
        break;
    }
  }

  /** RFC 9112 6.3. */
  #beginBody(): void {
    const { status, isChunked, contentLength } = this.#head;
    this.#lineBytes = 0;
    if (status < 200 && this.#options.skipsInformational) {
      this.#head = this.#createHead();
      this.#stage = "status";
      return;
    }
    this.#stage = "body";
    if (status < 200 || status === 204 || status === 304) return;
    if (isChunked) {
      // A length beside it is a sign of tampering; the connection is not trusted any further.
      if (contentLength >= 0) this.#head.isKeptAlive = false;
      this.#stage = "chunk size";
    } else if (contentLength >= 0) {
      this.#checkBody(contentLength);
      this.#left = contentLength;
    } else this.#stage = "to the close";
  }

  #beginChunk(size: number): void {
    this.#checkBody(size);
    this.#left = size;
    this.#stage = size === 0 ? "trailers" : "chunk";
  }

  #checkBody(more: number): void {
    if (this.#body.length + more > this.#options.maxBodyBytes) throw tooLargeResponse();
  }
}

/** The hexadecimal number before extensions, if any. */
function parseChunkSize(bytes: Uint8Array, start: number, end: number): number {
  let size = 0;
  let index = start;
  for (; index < end; index++) {
    const digit = hexDigit(bytes[index]!);
    if (digit < 0) break;
    // A double holds it exactly up to 2^53; far beyond every bound before that.
    size = Math.min(size * 16 + digit, Number.MAX_SAFE_INTEGER);
  }
  const isFollowedWell = index === end || /[;\t ]/.test(String.fromCharCode(bytes[index]!));
  if (index === start || !isFollowedWell) throw wrongResponse();
  return size;
}

function hexDigit(byte: number): number {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const letter = byte | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1;
}
