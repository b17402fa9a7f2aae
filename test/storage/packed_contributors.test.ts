import { describe, test } from "node:test";
import { assert, assertEquals, assertThrows } from "@std/assert";
import { addContributors, packContributors } from "../../src/storage/packed_contributors.ts";

function unpack(bytes: Uint8Array): Map<number, number> {
  const sums = new Map<number, number>();
  addContributors(bytes, sums);
  return sums;
}

describe("Packed contributors", () => {
  test("are the same after unpacking, ordered by ID, however large IDs and counts are", () => {
    for (
      const entries of [
        [],
        [[1, 1]],
        [[5, 127], [6, 128], [133, 129], [134, 16_384]],
        [[-(2 ** 52), 3], [-1, 1], [1, 1], [7_999_999_999, 1_000_000], [2 ** 52 - 1, 2 ** 52]],
      ] as [number, number][][]
    ) {
      assertEquals([...unpack(packContributors(new Map(entries.toReversed())))], entries);
    }
  });

  test("are added to existing ones", () => {
    const sums = new Map([[1, 10], [2, 20]]);
    addContributors(packContributors(new Map([[2, 1], [3, 2]])), sums);
    assertEquals([...sums], [[1, 10], [2, 21], [3, 2]]);
  });

  test("take few bytes for each of thousands", () => {
    const counts = new Map(
      Array.from({ length: 2000 }, (_, index) => [index * 3_999_999 + 1, 1 + index % 9]),
    );
    assert(packContributors(counts).length <= 5 * counts.size);
  });

  test("that are truncated are refused", () => {
    const bytes = packContributors(new Map([[7_000_000_000, 300]]));
    for (let length = 1; length < bytes.length; length++) {
      assertThrows(() => unpack(bytes.subarray(0, length)), RangeError);
    }
  });
});
