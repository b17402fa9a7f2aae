import { decodeLatin1, decodeUtf8, encodeUtf8 } from "../bytes.ts";
import { wrongResponse } from "./exchange_failure.ts";

const colon = 0x3a;
const space = 0x20;
const tab = 0x09;
const zero = 0x30;

const version = encodeUtf8("HTTP/1.");
const connection = encodeUtf8("connection");
const retryAfter = encodeUtf8("retry-after");
const contentType = encodeUtf8("content-type");
const contentLength = encodeUtf8("content-length");
const contentEncoding = encodeUtf8("content-encoding");
const transferEncoding = encodeUtf8("transfer-encoding");

/**
 * What a client needs of an answer's status line and headers, read line by line. Every answer passes here, so names
 * are compared as bytes and only values that are used become strings.
 */
export class AnswerHead {
  /** Names in lower case, and values; empty unless they are kept. */
  readonly headers: [name: string, value: string][] = [];
  status = 0;
  reason = "";
  retryAfter = "";
  contentType = "";
  /** Lower case; empty for none. */
  contentEncoding = "";
  /** -1 for none. */
  contentLength = -1;
  isChunked = false;
  /** Whether the connection stays open as far as the version and `Connection` say (RFC 9112 9.3). */
  isKeptAlive = true;
  readonly #keepsHeaders: boolean;

  constructor(keepsHeaders: boolean) {
    this.#keepsHeaders = keepsHeaders;
  }

  /** @throws {ExchangeFailure} when the bytes from `start` to `end` are no status line of HTTP/1. */
  readStatusLine(bytes: Uint8Array, start: number, end: number): void {
    // HTTP/1.1 204 No Content; some servers leave the space before an empty reason out.
    const digits = start + 9;
    if (end < digits + 3 || !startsWith(bytes, start, version) || bytes[digits - 1] !== space) {
      throw wrongResponse();
    }
    const minorVersion = parseDigits(bytes, digits - 2, digits - 1);
    const status = parseDigits(bytes, digits, digits + 3);
    if (minorVersion < 0 || status < 100 || (end > digits + 3 && bytes[digits + 3] !== space)) {
      throw wrongResponse();
    }
    this.status = status;
    this.reason = end > digits + 4 ? decodeUtf8(bytes.subarray(digits + 4, end)) : "";
    this.isKeptAlive = minorVersion > 0;
  }

  /** @throws {ExchangeFailure} when the bytes from `start` to `end` are no header, or one that contradicts itself. */
  readHeader(bytes: Uint8Array, start: number, end: number): void {
    // The rest of a folded value (RFC 9112 5.2): none of the values read here is ever that long.
    if (bytes[start] === space || bytes[start] === tab) return;
    const nameEnd = bytes.indexOf(colon, start);
    if (nameEnd <= start || nameEnd >= end || bytes[nameEnd - 1] === space) throw wrongResponse();
    if (this.#keepsHeaders) this.#keepHeader(bytes, start, nameEnd, end);
    const isNamed = (name: Uint8Array) => startsWith(bytes, start, name, space);
    const value = () => valueOf(bytes, nameEnd + 1, end);
    switch (nameEnd - start) {
      case connection.length:
        if (isNamed(connection)) this.#readConnection(value());
        break;
      case retryAfter.length:
        if (isNamed(retryAfter)) this.retryAfter = value();
        break;
      case contentType.length:
        if (isNamed(contentType)) this.contentType = value();
        break;
      case contentLength.length:
        if (isNamed(contentLength)) this.#readLength(value());
        break;
      case contentEncoding.length:
        if (isNamed(contentEncoding)) this.contentEncoding = value().toLowerCase();
        break;
      case transferEncoding.length:
        if (isNamed(transferEncoding)) this.#readTransferEncoding(value().toLowerCase());
        break;
    }
  }

  /** Values as `Headers` knows them: each character is one byte. */
  #keepHeader(bytes: Uint8Array, start: number, nameEnd: number, end: number): void {
    const line = decodeLatin1(bytes, start, end);
    const name = line.slice(0, nameEnd - start).toLowerCase();
    const value = line.slice(nameEnd + 1 - start).trim();
    if (!fieldName.test(name) || forbiddenInValue.test(value)) throw wrongResponse();
    this.headers.push([name, value]);
  }

  #readConnection(value: string): void {
    const words = value.toLowerCase().split(",").map((word) => word.trim());
    if (words.includes("close")) this.isKeptAlive = false;
    else if (words.includes("keep-alive")) this.isKeptAlive = true;
  }

  #readLength(value: string): void {
    const length = Number(value);
    if (!/^[0-9]{1,15}$/.test(value)) throw wrongResponse();
    if (this.contentLength >= 0 && this.contentLength !== length) throw wrongResponse();
    this.contentLength = length;
  }

  #readTransferEncoding(value: string): void {
    // Others are neither asked for nor understood.
    if (value !== "chunked") throw wrongResponse();
    this.isChunked = true;
  }
}

/** RFC 9110 5.6.2. */
const fieldName = /^[!#$%&'*+.^_`|~0-9a-z-]+$/;
const forbiddenInValue = /[\0\r\n]/;

/** Whether `wanted` stands at `start`; `fold` is put into each byte first: {@linkcode space} makes letters small. */
function startsWith(bytes: Uint8Array, start: number, wanted: Uint8Array, fold = 0): boolean {
  for (let index = 0; index < wanted.length; index++) {
    if ((bytes[start + index]! | fold) !== wanted[index]) return false;
  }
  return true;
}

/** The number that decimal digits make; -1 when something else stands there. */
function parseDigits(bytes: Uint8Array, start: number, end: number): number {
  let number = 0;
  for (let index = start; index < end; index++) {
    const digit = bytes[index]! - zero;
    if (digit < 0 || digit > 9) return -1;
    number = number * 10 + digit;
  }
  return number;
}

function valueOf(bytes: Uint8Array, start: number, end: number): string {
  return decodeUtf8(bytes.subarray(start, end)).trim();
}
