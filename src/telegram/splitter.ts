/** Where one element of the `result` array lies in the bytes of an answer. */
export interface ByteRange {
  /** First byte. */
  readonly start: number;
  /** One past the last byte. */
  readonly end: number;
}

const quote = 0x22;
const comma = 0x2c;
const backslash = 0x5c;
const openBracket = 0x5b;
const closeBracket = 0x5d;
const openBrace = 0x7b;
const closeBrace = 0x7d;
const space = 0x20;

const resultKey = [..."result"].map((letter) => letter.charCodeAt(0));

/**
 * Finds the exact bytes of every element of the top-level `result` array of a Bot API answer, without building
 * values. The caller has parsed the same bytes as JSON already: this walks well-formed text only, in one pass.
 *
 * @throws {TypeError} when there is no top-level `result` array.
 */
export function splitResultArray(bytes: Uint8Array): ByteRange[] {
  let index = findResultValue(bytes);
  if (bytes[index] !== openBracket) throw new TypeError("Cannot split the answer: it has no result array");
  index++;
  const ranges: ByteRange[] = [];
  for (;;) {
    index = skipSpace(bytes, index);
    const byte = bytes[index];
    if (byte === closeBracket) return ranges;
    if (byte === undefined) throw new TypeError("Cannot split the answer: its result array has no end");
    if (byte === comma) {
      index++;
      continue;
    }
    const end = skipValue(bytes, index);
    ranges.push({ start: index, end });
    index = end;
  }
}

/** Index of the value of the top-level member `result`. */
function findResultValue(bytes: Uint8Array): number {
  let index = skipSpace(bytes, 0);
  if (bytes[index] !== openBrace) throw new TypeError("Cannot split the answer: it is no JSON object");
  index++;
  while (index < bytes.length) {
    index = skipSpace(bytes, index);
    if (bytes[index] === comma) {
      index++;
      continue;
    }
    if (bytes[index] !== quote) break;
    const keyEnd = skipString(bytes, index);
    const isResult = keyEnd - index === resultKey.length + 2 &&
      resultKey.every((code, offset) => bytes[index + 1 + offset] === code);
    // The colon.
    const value = skipSpace(bytes, skipSpace(bytes, keyEnd) + 1);
    if (isResult) return value;
    index = skipValue(bytes, value);
  }
  throw new TypeError("Cannot split the answer: it has no result array");
}

/** Index behind the value that starts at `index`. */
function skipValue(bytes: Uint8Array, index: number): number {
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
  throw new TypeError("Cannot split the answer: it ends inside a value");
}

/** Index behind the string whose opening quote stands at `index`. */
function skipString(bytes: Uint8Array, index: number): number {
  for (;;) {
    // indexOf runs at memory speed; a quote counts unless an odd number of backslashes stands before it.
    const end = bytes.indexOf(quote, index + 1);
    if (end < 0) throw new TypeError("Cannot split the answer: it ends inside a string");
    let backslashes = 0;
    while (bytes[end - 1 - backslashes] === backslash) backslashes++;
    if (backslashes % 2 === 0) return end + 1;
    index = end;
  }
}

function skipScalar(bytes: Uint8Array, index: number): number {
  while (index < bytes.length) {
    const byte = bytes[index]!;
    if (byte === comma || byte === closeBracket || byte === closeBrace || byte <= space) break;
    index++;
  }
  return index;
}

function skipSpace(bytes: Uint8Array, index: number): number {
  while (index < bytes.length && bytes[index]! <= space) index++;
  return index;
}
