import { assertEquals, assertThrows } from "@std/assert";
import { describe, test } from "node:test";
import { parseRate } from "../../src/pacing/rate_limit.ts";

describe("parseRate", () => {
  test("reads rates per second, minute and hour, with a margin on their windows", () => {
    assertEquals(parseRate("30/s"), { count: 30, windowMs: 1030 });
    assertEquals(parseRate("20/min"), { count: 20, windowMs: 60_480 });
    assertEquals(parseRate("500/h"), { count: 500, windowMs: 3_628_800 });
  });

  for (const text of ["", "0/s", "30", "30/d", "-1/s", "1.5/s", "100000/s", "30/s ", "constructor/s"]) {
    test(`refuses ${JSON.stringify(text)}`, () => {
      assertThrows(() => parseRate(text), RangeError, "Cannot read the rate");
    });
  }
});
