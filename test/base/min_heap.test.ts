import { assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import { MinHeap } from "../../src/base/min_heap.ts";
import { createRandom } from "../support/random.ts";

describe("MinHeap", () => {
  test("returns values in the order of their keys, whatever order they were added in", () => {
    const random = createRandom(7);
    for (let round = 0; round < 50; round++) {
      const heap = new MinHeap<number>();
      const model: number[] = [];
      for (let step = 0; step < 200; step++) {
        if (random() < 0.6) {
          const key = Math.floor(random() * 50);
          heap.add(key, key);
          model.push(key);
        } else {
          model.sort((left, right) => left - right);
          assertEquals(heap.firstKey, model[0] ?? Infinity);
          assertEquals(heap.first, model[0]);
          assertEquals(heap.take(), model.shift());
        }
        assertEquals(heap.size, model.length);
      }
    }
  });

  test("is empty after clear()", () => {
    const heap = new MinHeap<string>();
    heap.add(1, "a");
    heap.clear();
    assertEquals([heap.size, heap.take(), heap.firstKey], [0, undefined, Infinity]);
  });
});
