/**
 * Walking over JSON as bytes, without building values. Callers have parsed the same bytes before: these functions
 * trust the text to be well formed and only promise to stop at its end.
 */

const quote = 0x22;
const comma = 0x2c;
const backslash = 0x5c;
const openBracket = 0x5b;
const closeBracket = 0x5d;
const openBrace = 0x7b;
const closeBrace = 0x7d;
const space = 0x20;

/** Index of the first byte at or after `index` that is no white space. */
export function skipSpace(bytes: Uint8Array, index: number): number {
  while (index < bytes.length && bytes[index]! <= space) index++;
  return index;
}

/**
 * Index behind the string whose opening quote is at `index`.
 *
 * @throws {TypeError} when the bytes end inside it.
 */
export function skipString(bytes: Uint8Array, index: number): number {
  for (;;) {
    // indexOf runs at memory speed; a quote counts unless an odd number of backslashes is before it.
    const end = bytes.indexOf(quote, index + 1);
    if (end < 0) throw new TypeError("Cannot read JSON: it ends inside a string");
    let backslashes = 0;
    while (bytes[end - 1 - backslashes] === backslash) backslashes++;
    if (backslashes % 2 === 0) return end + 1;
    index = end;
  }
}

/**
 * Index behind the value that starts at `index`.
 *
 * @throws {TypeError} when the bytes end inside it.
 */
export function skipValue(bytes: Uint8Array, index: number): number {
  const first = bytes[index];
  if (first === quote) return skipString(bytes, index);
  if (first !== openBrace && first !== openBracket) return skipScalar(bytes, index);
  let depth = 0;
  while (index < bytes.length) {
    const byte = bytes[index];
    if (byte === quote) {
      index = skipString(bytes, index);
      continue;
    }
    if (byte === openBrace || byte === openBracket) depth++;
    else if (byte === closeBrace || byte === closeBracket) {
      depth--;
      if (depth === 0) return index + 1;
    }
    index++;
  }
  throw new TypeError("Cannot read JSON: it ends inside a value");
}

/** Index of the value of the top-level member `key` (its bytes), or -1 when the object has no such member. */
export function findMember(bytes: Uint8Array, key: Uint8Array): number {
  let index = skipSpace(bytes, 0);
  if (bytes[index] !== openBrace) return -1;
  index++;
  while (index < bytes.length) {
    index = skipSpace(bytes, index);
    if (bytes[index] === comma) {
      index++;
      continue;
    }
    if (bytes[index] !== quote) return -1;
    const keyEnd = skipString(bytes, index);
    // Behind the colon.
    const value = skipSpace(bytes, skipSpace(bytes, keyEnd) + 1);
    if (keyEnd - index === key.length + 2 && startsWith(bytes, key, index + 1)) return value;
    index = skipValue(bytes, value);
  }
  return -1;
}

/** Where one element of an array lies. */
export interface ByteRange {
  /** First byte. */
  readonly start: number;
  /** One past the last byte. */
  readonly end: number;
}

/**
 * The elements of the array whose bracket is at `index`.
 *
 * @throws {TypeError} when there is no array, or it has no end.
 */
export function splitArray(bytes: Uint8Array, index: number): ByteRange[] {
  if (bytes[index] !== openBracket) throw new TypeError("Cannot split a JSON array: there is none");
  index++;
  const ranges: ByteRange[] = [];
  for (;;) {
    index = skipSpace(bytes, index);
    const byte = bytes[index];
    if (byte === closeBracket) return ranges;
    if (byte === undefined) throw new TypeError("Cannot split a JSON array: it has no end");
    if (byte === comma) {
      index++;
      continue;
    }
    const end = skipValue(bytes, index);
    ranges.push({ start: index, end });
    index = end;
  }
}

function startsWith(bytes: Uint8Array, part: Uint8Array, at: number): boolean {
  for (let offset = 0; offset < part.length; offset++) {
    if (bytes[at + offset] !== part[offset]) return false;
  }
  return true;
}

function skipScalar(bytes: Uint8Array, index: number): number {
  while (index < bytes.length) {
    const byte = bytes[index]!;
    if (byte === comma || byte === closeBracket || byte === closeBrace || byte <= space) break;
    index++;
  }
  return index;
}
