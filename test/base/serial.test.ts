import { assertEquals, assertRejects } from "@std/assert";
import { describe, test } from "node:test";
import { QueueFullError } from "../../src/base/queue_full_error.ts";
import { Serial } from "../../src/base/serial.ts";

describe("Serial", () => {
  test("runs work one piece at a time, in the order it was added", async () => {
    const serial = new Serial();
    const steps: string[] = [];
    const runs = ["a", "b", "c"].map((name) =>
      serial.run(async () => {
        steps.push(`${name} begins`);
        await new Promise((resolve) => setImmediate(resolve));
        steps.push(`${name} ends`);
      })
    );
    assertEquals(steps, []);
    await Promise.all(runs);
    assertEquals(steps, ["a begins", "a ends", "b begins", "b ends", "c begins", "c ends"]);
  });

  test("returns results and errors to their callers, and continues after a failure", async () => {
    const serial = new Serial();
    const failing = serial.run(() => Promise.reject(new TypeError("no")));
    const throwing = serial.run(() => {
      throw new RangeError("never");
    });
    const succeeding = serial.run(() => "done");
    await assertRejects(() => failing, TypeError, "no");
    await assertRejects(() => throwing, RangeError, "never");
    assertEquals(await succeeding, "done");
  });

  test("removes work whose signal aborts while it waits", async () => {
    const serial = new Serial();
    const door = Promise.withResolvers<void>();
    const abort = new AbortController();
    const steps: string[] = [];
    const first = serial.run(() => door.promise);
    const second = serial.run(() => steps.push("second"), abort.signal);
    const third = serial.run(() => steps.push("third"));
    abort.abort(new TypeError("changed my mind"));
    await assertRejects(() => second, TypeError, "changed my mind");
    assertEquals(steps, []);
    door.resolve();
    await Promise.all([first, third]);
    assertEquals(steps, ["third"]);
    await assertRejects(() => serial.run(() => "late", abort.signal), TypeError, "changed my mind");
  });

  test("refuses work while too much waits, and accepts it again later", async () => {
    const serial = new Serial({ maxWaiting: 2 });
    const door = Promise.withResolvers<void>();
    const runs = [serial.run(() => door.promise), serial.run(() => door.promise)];
    await assertRejects(() => serial.run(() => "third"), QueueFullError);
    door.resolve();
    await Promise.all(runs);
    assertEquals(await serial.run(() => "done"), "done");
  });

  test("is idle when nothing waits or runs, including work added meanwhile", async () => {
    const serial = new Serial();
    const steps: string[] = [];
    await serial.idle();
    void serial.run(() => {
      void serial.run(() => steps.push("second"));
      steps.push("first");
    });
    assertEquals(serial.size, 1);
    await serial.idle();
    assertEquals(steps, ["first", "second"]);
    assertEquals(serial.size, 0);
  });

  test("finishes work added before it is closed, and accepts none after", async () => {
    const serial = new Serial();
    const steps: string[] = [];
    void serial.run(() => steps.push("given"));
    const closed = serial.close();
    await assertRejects(() => serial.run(() => steps.push("late")), TypeError, "closed");
    await closed;
    assertEquals(steps, ["given"]);
  });
});
