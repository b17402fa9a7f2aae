import { assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import { Cancellation, type CancelSignal, toAbortSignal } from "../../src/base/cancel_signal.ts";

describe("Cancellation", () => {
  test("calls every listener once, except removed ones", () => {
    const cancellation = new Cancellation();
    const told: string[] = [];
    const listeners = ["a", "b", "c", "d"].map((name) => () => void told.push(name));
    for (const listener of listeners) cancellation.addEventListener("abort", listener);
    cancellation.addEventListener("abort", listeners[1]!);
    for (const index of [0, 2]) cancellation.removeEventListener("abort", listeners[index]!);
    cancellation.abort("gone");
    cancellation.abort("again");
    assertEquals([told, cancellation.aborted, cancellation.reason], [["b", "d"], true, "gone"]);
  });

  test("adds no listener once it is aborted", () => {
    const cancellation = new Cancellation();
    cancellation.abort("gone");
    cancellation.addEventListener("abort", () => {
      throw new Error("It was told");
    });
    assertEquals(cancellation.signal.reason, "gone");
  });
});

describe("toAbortSignal()", () => {
  test("returns a real signal that aborts with the light one, in either order", () => {
    for (const isEarly of [true, false]) {
      const cancellation = new Cancellation();
      if (isEarly) cancellation.abort("gone");
      const signal = toAbortSignal(cancellation);
      cancellation.abort("gone");
      assertEquals([signal instanceof AbortSignal, signal.aborted, signal.reason], [true, true, "gone"]);
      assertEquals(toAbortSignal(cancellation), signal);
    }
  });

  test("returns a real signal unchanged, and follows any other", () => {
    const { signal } = new AbortController();
    assertEquals(toAbortSignal(signal), signal);
    let listener = () => {};
    const other: CancelSignal = {
      aborted: false,
      reason: "gone",
      addEventListener: (_type, added) => listener = added,
      removeEventListener: () => {},
    };
    const real = toAbortSignal(other);
    listener();
    assertEquals([real.aborted, real.reason], [true, "gone"]);
  });
});
