import { assert, assertEquals } from "@std/assert";
import { Buffer } from "node:buffer";
import { describe, test } from "node:test";
import { isDeepStrictEqual } from "node:util";
import { fuzzSeeds, fuzzTimeoutMs } from "../support/fuzz_seeds.ts";
import { type GeneratedBytes, generateMessages } from "../support/generated_messages.ts";
import { createRandom } from "../support/random.ts";
import { readWithWire, type WireLimits } from "../support/wire_reader.ts";

/** Small, so that made-up messages reach each of them. */
const smallLimits: WireLimits = {
  head: { maxHeadBytes: 300, maxFields: 4, maxTargetBytes: 12 },
  chunks: { maxExtensionBytes: 6, maxTrailerBytes: 10, maxTrailers: 1 },
};

/** Copies of the bytes, as a socket gives them, cut before each of `cuts`. */
function cutAt(bytes: Uint8Array, cuts: readonly number[]): Uint8Array[] {
  return [0, ...cuts].map((start, index) => Buffer.from(bytes.subarray(start, cuts[index])));
}

function randomCuts(random: () => number, length: number): number[] {
  const share = random() ** 2;
  return Array.from({ length: length - 1 }, (_, index) => index + 1).filter(() => random() < share);
}

/** Cuts that make a difference; undefined where none does. */
function findWrongCuts(
  { kind, method, bytes }: GeneratedBytes,
  random: () => number,
  limits?: WireLimits,
): readonly number[] | undefined {
  if (bytes.length === 0) return undefined;
  const whole = readWithWire(kind, [bytes], method, limits);
  const isSame = (cuts: readonly number[]) =>
    isDeepStrictEqual(readWithWire(kind, cutAt(bytes, cuts), method, limits), whole);
  for (let cut = 1; cut < bytes.length; cut++) {
    if (!isSame([cut])) return [cut];
  }
  for (let round = 0; round < 10; round++) {
    const cuts = randomCuts(random, bytes.length);
    if (!isSame(cuts)) return cuts;
  }
  const everywhere = Array.from({ length: bytes.length - 1 }, (_, index) => index + 1);
  return isSame(everywhere) ? undefined : everywhere;
}

describe("The wire reads the same", () => {
  for (const [name, limits] of [["", undefined], [" at its limits", smallLimits]] as const) {
    test(`wherever the bytes are split${name}`, { timeout: fuzzTimeoutMs }, () => {
      let refused = 0;
      for (const seed of fuzzSeeds(400)) {
        const random = createRandom(seed);
        const given = generateMessages(random);
        const cuts = findWrongCuts(given, random, limits);
        assertEquals([seed, cuts, cuts && Buffer.from(given.bytes).toString("latin1")], [
          seed,
          undefined,
          undefined,
        ]);
        if (readWithWire(given.kind, [given.bytes], given.method, limits).end === "refused") refused++;
      }
      assert(refused > 20);
    });
  }
});
