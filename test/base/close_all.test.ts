import { assertEquals, assertRejects, assertStrictEquals } from "@std/assert";
import { describe, test } from "node:test";
import { closeAll } from "../../src/base/close_all.ts";

describe("closeAll()", () => {
  test("runs each step after the previous one has ended", async () => {
    const taken: string[] = [];
    await closeAll([
      async () => {
        await new Promise((resolve) => setTimeout(resolve, 1));
        taken.push("slow");
      },
      () => taken.push("quick"),
    ]);
    assertEquals(taken, ["slow", "quick"]);
  });

  test("runs the remaining steps after one throws or rejects, and rethrows the error", async () => {
    for (
      const fail of [
        () => {
          throw new RangeError("no");
        },
        () => Promise.reject(new RangeError("no")),
      ]
    ) {
      const taken: string[] = [];
      await assertRejects(() => closeAll([fail, () => taken.push("after")]), RangeError, "no");
      assertEquals(taken, ["after"]);
    }
  });

  test("reports every failure when several steps fail", async () => {
    const [first, second] = [new Error("first"), new Error("second")];
    const error = await closeAll([() => Promise.reject(first), () => Promise.reject(second)]).catch((error) =>
      error
    );
    assertStrictEquals(error.error, second);
    assertStrictEquals(error.suppressed, first);
  });
});
