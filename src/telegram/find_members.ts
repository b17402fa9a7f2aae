import { decodeLatin1, decodeUtf8, encodeUtf8 } from "../base/bytes.ts";
import { skipSpace, skipString, skipValue } from "./json_bytes.ts";
import { Parameters } from "./parameters.ts";

/** Names of members, made ready to be looked for. */
type MemberNames = readonly { readonly name: string; readonly key: Uint8Array }[];

/** Makes names ready to be looked for. */
export function toMemberNames(...names: readonly string[]): MemberNames {
  return names.map((name) => ({ name, key: encodeUtf8(name) }));
}

const quote = 0x22;
const comma = 0x2c;
const minus = 0x2d;
const zero = 0x30;
const backslash = 0x5c;
const openBrace = 0x7b;
/** Every number of so many digits is exact. */
const maxExactDigits = 15;

/**
 * Some members of a JSON object as parameters, in one walk over its bytes: a tenth of what reading all of it costs. A
 * member whose name is written with escapes is not found. `undefined` when the bytes cannot be read.
 */
export function findParameters(bytes: Uint8Array, names: MemberNames): Parameters | undefined {
  const parameters = new Parameters();
  try {
    addMembers(parameters, bytes, names);
    return parameters;
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof TypeError) return undefined;
    throw error;
  }
}

function addMembers(parameters: Parameters, bytes: Uint8Array, names: MemberNames): void {
  let index = skipSpace(bytes, 0);
  if (bytes[index++] !== openBrace) return;
  while (index < bytes.length) {
    index = skipSpace(bytes, index);
    if (bytes[index] === comma) {
      index++;
      continue;
    }
    if (bytes[index] !== quote) return;
    const nameEnd = skipString(bytes, index);
    // Behind the colon.
    const start = skipSpace(bytes, skipSpace(bytes, nameEnd) + 1);
    const end = skipValue(bytes, start);
    const name = nameAt(bytes, index + 1, nameEnd - 1, names);
    const text = name === undefined ? undefined : readText(bytes, start, end);
    if (name !== undefined && text !== undefined) parameters.add(name, text);
    index = end;
  }
}

function nameAt(bytes: Uint8Array, start: number, end: number, names: MemberNames): string | undefined {
  for (const { name, key } of names) {
    if (key.length !== end - start) continue;
    let same = 0;
    while (same < key.length && bytes[start + same] === key[same]) same++;
    if (same === key.length) return name;
  }
  return undefined;
}

/** A value as a parameter has it; `undefined` for `null`. */
function readText(bytes: Uint8Array, start: number, end: number): string | undefined {
  if (isPlainString(bytes, start, end)) return decodeLatin1(bytes, start + 1, end - 1);
  const integer = readInteger(bytes, start, end);
  if (integer !== undefined) return String(integer);
  const text = decodeUtf8(bytes.subarray(start, end));
  const value: unknown = JSON.parse(text);
  if (value === null) return undefined;
  return typeof value === "string" ? value : text;
}

/** Whether it is a string of printable ASCII without escapes. */
function isPlainString(bytes: Uint8Array, start: number, end: number): boolean {
  if (bytes[start] !== quote) return false;
  for (let index = start + 1; index < end - 1; index++) {
    const byte = bytes[index]!;
    if (byte < 0x20 || byte > 0x7e || byte === backslash) return false;
  }
  return true;
}

/** An integer that a number writes in the same digits. */
function readInteger(bytes: Uint8Array, start: number, end: number): number | undefined {
  const isNegative = bytes[start] === minus;
  const from = isNegative ? start + 1 : start;
  if (end === from || end - from > maxExactDigits || bytes[from] === zero) return undefined;
  let value = 0;
  for (let index = from; index < end; index++) {
    const digit = bytes[index]! - zero;
    if (digit < 0 || digit > 9) return undefined;
    value = value * 10 + digit;
  }
  return isNegative ? -value : value;
}
