import { assertEquals } from "@std/assert";
import { test } from "node:test";
import { lastDateMs, toDateMs, toDateSec } from "../../src/telegram/date.ts";

test("a date is a whole number of seconds that fits 32 bits; anything else is invalid", () => {
  const dates = [1, 1_790_000_000, 2 ** 32 - 1];
  assertEquals(dates.map(toDateSec), dates);
  for (const value of [0, -1, 1.5, 2 ** 32, 1e15, NaN, Infinity, "1790000000", null, undefined, [], {}]) {
    assertEquals([toDateSec(value), toDateMs(value)], [0, 0]);
  }
  assertEquals(toDateMs(2 ** 32 - 1), lastDateMs);
});
