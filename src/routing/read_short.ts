import { concatBytes } from "../base/bytes.ts";

/** The whole body of an answer; `undefined`, and the rest given up, when it is longer than `maxBytes`. */
export async function readShort(response: Response, maxBytes: number): Promise<Uint8Array | undefined> {
  const parts: Uint8Array[] = [];
  let total = 0;
  // Leaving the loop cancels the stream.
  for await (const part of response.body ?? []) {
    total += part.length;
    if (total > maxBytes) return undefined;
    parts.push(part);
  }
  return concatBytes(parts);
}
