import { assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import { Queue } from "../../src/base/queue.ts";
import { createRandom } from "../support/random.ts";

describe("Queue", () => {
  test("behaves like an array with push, shift and splice", () => {
    const random = createRandom(11);
    const queue = new Queue<number>();
    let model: number[] = [];
    for (let step = 0; step < 5000; step++) {
      const choice = random();
      if (choice < 0.5) {
        queue.add(step);
        model.push(step);
      } else if (choice < 0.95) assertEquals(queue.take(), model.shift());
      else if (choice < 0.99) {
        queue.insert(1, step);
        model.splice(1, 0, step);
      } else if (choice < 0.995) {
        const taken = queue.takeUpTo(3);
        assertEquals(taken, model.slice(0, 3));
        queue.putBack(taken);
      } else {
        assertEquals(queue.takeAll(), model);
        model = [];
      }
      assertEquals([queue.size, queue.first], [model.length, model[0]]);
    }
  });
});
