import { decodeUtf8Whole } from "../base/bytes.ts";
import { skipSpace, skipString, skipValue } from "./json_bytes.ts";

const quote = 0x22;
const comma = 0x2c;
const colon = 0x3a;
const openBrace = 0x7b;
const closeBrace = 0x7d;
const openBracket = 0x5b;
const closeBracket = 0x5d;

/** A member of a JSON object: its name, and its value as the official server turns it into a parameter. */
type JsonMember = readonly [name: string, text: string];

/**
 * The members of the JSON object in `bytes`, in order, duplicates included. Strings lose their quotes; every other
 * value keeps its JSON text, and one that is `null` counts as absent. Reading ends without an error at the first fault:
 * what stood before it counts.
 */
export function readJsonMembers(bytes: Uint8Array): JsonMember[] {
  const members: JsonMember[] = [];
  let index = skipSpace(bytes, 0);
  if (bytes[index] !== openBrace) return members;
  try {
    do {
      const nameStart = skipSpace(bytes, index + 1);
      if (bytes[nameStart] !== quote) break;
      const nameEnd = skipValue(bytes, nameStart);
      const colonAt = skipSpace(bytes, nameEnd);
      if (bytes[colonAt] !== colon) break;
      const start = skipSpace(bytes, colonAt + 1);
      const end = skipValue(bytes, start);
      const name: unknown = JSON.parse(decodeUtf8Whole(bytes.subarray(nameStart, nameEnd)));
      const text = decodeUtf8Whole(bytes.subarray(start, end));
      const value: unknown = JSON.parse(text);
      if (value !== null) members.push([String(name), typeof value === "string" ? value : text]);
      index = skipSpace(bytes, end);
    } while (bytes[index] === comma);
  } catch (error) {
    // Both walking and parsing throw where the text is at fault; RangeError is a value nested too deep.
    const isFault = error instanceof SyntaxError || error instanceof TypeError || error instanceof RangeError;
    if (!isFault) throw error;
  }
  return members;
}

/** Deeper than this the official server does not read, and drops all that follows. */
const maxDepth = 100;

/**
 * The members of a JSON body that every reader sees in the same way, duplicates included; of no other value than an
 * object there are any. `undefined` when the bytes are not JSON from the first to the last, or nested too deep.
 */
export function parseJsonMembers(bytes: Uint8Array): JsonMember[] | undefined {
  const text = decodeUtf8Whole(bytes);
  if (/^[ \t\r\n]*$/.test(text)) return [];
  try {
    JSON.parse(text);
  } catch {
    return undefined;
  }
  return isDeeperThan(bytes, maxDepth) ? undefined : readJsonMembers(bytes);
}

/** Whether well-formed JSON is nested deeper. */
function isDeeperThan(bytes: Uint8Array, depth: number): boolean {
  let level = 0;
  for (let index = 0; index < bytes.length; index++) {
    const byte = bytes[index]!; // Within bounds by the loop's condition.
    if (byte === quote) index = skipString(bytes, index) - 1;
    else if (byte === openBrace || byte === openBracket) level++;
    else if (byte === closeBrace || byte === closeBracket) level--;
    if (level > depth) return true;
  }
  return false;
}
