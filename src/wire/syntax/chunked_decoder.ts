import { hexDigitValue, isTokenByte, isValueByte } from "./byte_class.ts";
import { MalformedMessage, type MalformedMessageStatus } from "./malformed_message.ts";

/** Bounds of what a chunked body holds beside its data. */
export interface ChunkLimits {
  /** Bytes of all chunk extensions of a body. */
  readonly maxExtensionBytes: number;
  /** Bytes of the trailer section. */
  readonly maxTrailerBytes: number;
  readonly maxTrailers: number;
}

export const defaultChunkLimits: ChunkLimits = {
  maxExtensionBytes: 16 * 1024,
  maxTrailerBytes: 16 * 1024,
  maxTrailers: 100,
};

const cr = 0x0d;
const lf = 0x0a;
const semicolon = 0x3b;
const colon = 0x3a;
const equals = 0x3d;
const quote = 0x22;
const backslash = 0x5c;
/** Digits of a chunk's size, leading zeros included: 2^52 - 1 is the largest. */
const maxSizeDigits = 13;

const atSize = 0;
const inSize = 1;
const atExtensionName = 2;
const inExtensionName = 3;
const atExtensionValue = 4;
const inExtensionToken = 5;
const inExtensionQuotes = 6;
const afterExtensionBackslash = 7;
const afterExtensionQuotes = 8;
const sizeLf = 9;
const inData = 10;
const dataCr = 11;
const dataLf = 12;
const atTrailer = 13;
const inTrailerName = 14;
const inTrailerValue = 15;
const trailerLf = 16;
const endLf = 17;
const done = 18;

/**
 * Takes the data out of a chunked body (RFC 9112 7.1) that comes in pieces. Data is handed on as views of the pieces.
 * Extensions and trailers are checked, bounded and dropped.
 */
export class ChunkedDecoder {
  readonly #limits: ChunkLimits;
  readonly #malformedStatus: MalformedMessageStatus;
  #phase = atSize;
  #size = 0;
  #digits = 0;
  #extensionBytes = 0;
  #trailerBytes = 0;
  #trailers = 0;

  /** `malformedStatus` is what a malformed body is refused with. */
  constructor(malformedStatus: MalformedMessageStatus, limits: ChunkLimits = defaultChunkLimits) {
    this.#malformedStatus = malformedStatus;
    this.#limits = limits;
  }

  /** Whether the body's end has been read. */
  get isDone(): boolean {
    return this.#phase === done;
  }

  /** Makes ready for the next body. */
  reset(): void {
    this.#phase = atSize;
    this.#size = 0;
    this.#digits = 0;
    this.#extensionBytes = 0;
    this.#trailerBytes = 0;
    this.#trailers = 0;
  }

  /**
   * Reads `chunk` from `start`, hands data to `take`, and returns where the bytes after the body start, or the chunk's
   * length.
   *
   * @throws {MalformedMessage}
   */
  read(chunk: Uint8Array, start: number, take: (piece: Uint8Array) => void): number {
    let index = start;
    while (index < chunk.length && this.#phase !== done) {
      if (this.#phase === inData) {
        const end = Math.min(chunk.length, index + this.#size);
        this.#size -= end - index;
        if (this.#size === 0) this.#phase = dataCr;
        take(chunk.subarray(index, end));
        index = end;
      } else if (this.#phase < inData) {
        this.#readSizeByte(chunk[index++]!);
      } else {
        this.#readEndByte(chunk[index++]!);
      }
    }
    return index;
  }

  #readSizeByte(byte: number): void {
    switch (this.#phase) {
      case atSize:
      case inSize:
        return this.#readSizeDigit(byte);
      case sizeLf:
        if (byte !== lf) throw this.#badChunk();
        this.#digits = 0;
        this.#phase = this.#size === 0 ? atTrailer : inData;
        return;
      default:
        this.#readExtensionByte(byte);
    }
  }

  #readSizeDigit(byte: number): void {
    const digit = hexDigitValue[byte]!;
    if (digit !== 255) {
      if (++this.#digits > maxSizeDigits) throw this.#badChunk();
      this.#size = this.#size * 16 + digit;
      this.#phase = inSize;
    } else if (this.#phase === atSize) throw this.#badChunk();
    else this.#endOfExtensionPart(byte);
  }

  #endOfExtensionPart(byte: number): void {
    if (byte === cr) this.#phase = sizeLf;
    else if (byte === semicolon) this.#phase = atExtensionName;
    else throw this.#badChunk();
  }

  #readExtensionByte(byte: number): void {
    if (++this.#extensionBytes > this.#limits.maxExtensionBytes) throw this.#badChunk();
    switch (this.#phase) {
      case atExtensionName:
        if (isTokenByte[byte] !== 1) throw this.#badChunk();
        this.#phase = inExtensionName;
        return;
      case inExtensionName:
        if (isTokenByte[byte] === 1) return;
        if (byte === equals) this.#phase = atExtensionValue;
        else this.#endOfExtensionPart(byte);
        return;
      case atExtensionValue:
        if (byte === quote) this.#phase = inExtensionQuotes;
        else if (isTokenByte[byte] === 1) this.#phase = inExtensionToken;
        else throw this.#badChunk();
        return;
      case inExtensionToken:
        if (isTokenByte[byte] !== 1) this.#endOfExtensionPart(byte);
        return;
      case inExtensionQuotes:
        if (byte === quote) this.#phase = afterExtensionQuotes;
        else if (byte === backslash) this.#phase = afterExtensionBackslash;
        else if (isValueByte[byte] !== 1) throw this.#badChunk();
        return;
      case afterExtensionBackslash:
        if (isValueByte[byte] !== 1) throw this.#badChunk();
        this.#phase = inExtensionQuotes;
        return;
      default:
        this.#endOfExtensionPart(byte);
    }
  }

  #readEndByte(byte: number): void {
    switch (this.#phase) {
      case dataCr:
        if (byte !== cr) throw this.#badChunk();
        this.#phase = dataLf;
        return;
      case dataLf:
        if (byte !== lf) throw this.#badChunk();
        this.#phase = atSize;
        return;
      case endLf:
        if (byte !== lf) throw this.#badTrailer();
        this.#phase = done;
        return;
      default:
        this.#readTrailerByte(byte);
    }
  }

  #readTrailerByte(byte: number): void {
    if (++this.#trailerBytes > this.#limits.maxTrailerBytes) throw this.#badTrailer();
    switch (this.#phase) {
      case atTrailer:
        if (byte === cr) {
          this.#phase = endLf;
          return;
        }
        if (isTokenByte[byte] !== 1 || ++this.#trailers > this.#limits.maxTrailers) throw this.#badTrailer();
        this.#phase = inTrailerName;
        return;
      case inTrailerName:
        if (byte === colon) this.#phase = inTrailerValue;
        else if (isTokenByte[byte] !== 1) throw this.#badTrailer();
        return;
      case inTrailerValue:
        if (byte === cr) this.#phase = trailerLf;
        else if (isValueByte[byte] !== 1) throw this.#badTrailer();
        return;
      default:
        if (byte !== lf) throw this.#badTrailer();
        this.#phase = atTrailer;
    }
  }

  #badChunk(): MalformedMessage {
    return new MalformedMessage(this.#malformedStatus, "bad_chunk", "A chunk of the body is malformed");
  }

  #badTrailer(): MalformedMessage {
    return new MalformedMessage(this.#malformedStatus, "bad_trailer", "The body's trailers are malformed");
  }
}
