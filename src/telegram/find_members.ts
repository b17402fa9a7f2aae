import { decodeUtf8, encodeUtf8 } from "../base/bytes.ts";
import { findMember, skipValue } from "./json_bytes.ts";
import { Parameters } from "./parameters.ts";

/** Names of members, made ready to be looked for. */
export type MemberNames = readonly {
  readonly name: string;
  readonly key: Uint8Array;
  readonly quoted: string;
}[];

/** Makes names ready to be looked for. */
export function toMemberNames(...names: readonly string[]): MemberNames {
  return names.map((name) => ({ name, key: encodeUtf8(name), quoted: `"${name}"` }));
}

/**
 * Some members of a JSON object as parameters, without reading the others: a tenth of what all cost. A member whose name
 * is written with escapes is not found. `undefined` when the bytes cannot be read as far as that takes.
 */
export function findParameters(bytes: Uint8Array, names: MemberNames): Parameters | undefined {
  const whole = decodeUtf8(bytes);
  const parameters = new Parameters();
  try {
    for (const { name, key, quoted } of names) {
      if (!whole.includes(quoted)) continue;
      const start = findMember(bytes, key);
      if (start < 0) continue;
      const text = decodeUtf8(bytes.subarray(start, skipValue(bytes, start)));
      const value: unknown = JSON.parse(text);
      if (value !== null) parameters.add(name, typeof value === "string" ? value : text);
    }
    return parameters;
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof TypeError) return undefined;
    throw error;
  }
}
