import { assertEquals, assertRejects } from "@std/assert";
import { describe, test } from "node:test";
import { Gate } from "../../src/base/gate.ts";
import { QueueFullError } from "../../src/base/queue_full_error.ts";

describe("Gate", () => {
  test("runs a limited number at a time, and the others in order", async () => {
    const gate = new Gate(2, 10);
    const started: number[] = [];
    const doors = [0, 1, 2, 3].map(() => Promise.withResolvers<void>());
    const runs = doors.map((door, index) =>
      gate.run(() => {
        started.push(index);
        return door.promise;
      })
    );
    assertEquals(started, [0, 1]);
    doors[1]!.resolve();
    await runs[1];
    assertEquals(started, [0, 1, 2]);
    for (const door of doors) door.resolve();
    await Promise.all(runs);
    assertEquals(started, [0, 1, 2, 3]);
  });

  test("refuses work when too much waits, and accepts it again later", async () => {
    const gate = new Gate(1, 1);
    const door = Promise.withResolvers<void>();
    const runs = [gate.run(() => door.promise), gate.run(() => door.promise)];
    await assertRejects(() => gate.run(() => Promise.resolve()), QueueFullError);
    door.resolve();
    await Promise.all(runs);
    assertEquals(await gate.run(() => Promise.resolve("done")), "done");
  });

  test("goes on after work that failed", async () => {
    const gate = new Gate(1, 1);
    await assertRejects(() => gate.run(() => Promise.reject(new TypeError("no"))), TypeError);
    assertEquals(await gate.run(() => Promise.resolve("done")), "done");
  });
});
