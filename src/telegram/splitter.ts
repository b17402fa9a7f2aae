import { concatBytes, encodeUtf8 } from "../base/bytes.ts";
import { type ByteRange, findMember, skipValue, splitArray } from "./json_bytes.ts";

const resultKey = encodeUtf8("result");
const updateIdKey = encodeUtf8("update_id");

/**
 * Finds the exact bytes of every element of the top-level `result` array of a Bot API answer, in one pass and without
 * building values. The caller has parsed the same bytes as JSON already.
 *
 * @throws {TypeError} when there is no top-level `result` array.
 */
export function splitResultArray(bytes: Uint8Array): ByteRange[] {
  const index = findMember(bytes, resultKey);
  if (index < 0) throw new TypeError("Cannot split the answer: it has no result");
  return splitArray(bytes, index);
}

/**
 * The bytes of an update with another `update_id`; everything else stays as it was.
 *
 * @throws {TypeError} when the update has no `update_id`.
 */
export function rewriteUpdateId(bytes: Uint8Array, updateId: number): Uint8Array {
  const start = findMember(bytes, updateIdKey);
  if (start < 0) throw new TypeError("Cannot rewrite update_id: the update has none");
  return concatBytes([
    bytes.subarray(0, start),
    encodeUtf8(String(updateId)),
    bytes.subarray(skipValue(bytes, start)),
  ]);
}
