import { assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import { FairQueue } from "../../src/pacing/fair_queue.ts";

function drain(queue: FairQueue<string>): string[] {
  const items: string[] = [];
  for (let flow = queue.next(); flow !== undefined; flow = queue.next()) {
    items.push(...[...flow.items].slice(0, 1));
    queue.take(flow);
  }
  return items;
}

describe("FairQueue", () => {
  test("keeps the order within a flow", () => {
    const queue = new FairQueue<string>(1);
    for (const item of ["a", "b", "c"]) queue.add({ level: 0, group: 1, name: "x" }, item);
    assertEquals(drain(queue), ["a", "b", "c"]);
  });

  test("takes from groups in turns, and within a group from flows in turns", () => {
    const queue = new FairQueue<string>(1);
    for (const item of ["1x1", "1x2", "1x3"]) queue.add({ level: 0, group: 1, name: "x" }, item);
    for (const item of ["1y1", "1y2"]) queue.add({ level: 0, group: 1, name: "y" }, item);
    for (const item of ["2x1", "2x2"]) queue.add({ level: 0, group: 2, name: "x" }, item);
    assertEquals(drain(queue), ["1x1", "2x1", "1y1", "2x2", "1x2", "1y2", "1x3"]);
  });

  test("empties a level before the next one", () => {
    const queue = new FairQueue<string>(2);
    queue.add({ level: 1, group: 1, name: "x" }, "late");
    queue.add({ level: 0, group: 2, name: "x" }, "early");
    assertEquals(drain(queue), ["early", "late"]);
  });

  test("skips a resting flow until it is woken", () => {
    const queue = new FairQueue<string>(1);
    queue.add({ level: 0, group: 1, name: "x" }, "resting");
    queue.add({ level: 0, group: 1, name: "y" }, "other");
    const flow = queue.next()!;
    queue.rest(flow);
    queue.add({ level: 0, group: 1, name: "x" }, "behind it");
    assertEquals(drain(queue), ["other"]);
    queue.wake(flow);
    assertEquals(drain(queue), ["resting", "behind it"]);
  });

  test("forgets flows and groups that are empty", () => {
    const queue = new FairQueue<string>(1);
    const key = { level: 0, group: 1, name: "x" };
    queue.add(key, "a");
    queue.remove(key, "a");
    assertEquals(queue.next(), undefined);
    assertEquals(queue.ahead(key), { inGroup: 0, inFlow: 0 });
    queue.add(key, "b");
    assertEquals(drain(queue), ["b"]);
  });

  test("refuses a level that it does not have", () => {
    let refusal: unknown;
    try {
      new FairQueue<string>(1).add({ level: 1, group: 1, name: "x" }, "a");
    } catch (error) {
      refusal = error;
    }
    assertEquals(refusal instanceof RangeError, true);
  });
});
