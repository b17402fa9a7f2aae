import { assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import { createTimeCheck, findWindowFault, type TimeWindow } from "../../src/base/time_window.ts";

const cases: readonly (readonly [title: string, window: TimeWindow, time: string, expected: boolean])[] = [
  ["holds in its first minute", { zone: "UTC", from: "09:00", to: "17:00" }, "2026-09-16T09:00:00Z", true],
  ["is over at its end", { zone: "UTC", from: "09:00", to: "17:00" }, "2026-09-16T17:00:00Z", false],
  ["holds until then", { zone: "UTC", from: "09:00", to: "17:00" }, "2026-09-16T16:59:59Z", true],
  [
    "goes by the clocks of its zone",
    { zone: "Asia/Tokyo", from: "09:00", to: "10:00" },
    "2026-09-16T00:30:00Z",
    true,
  ],
  ["knows summer time", { zone: "Europe/Berlin", from: "09:00", to: "10:00" }, "2026-07-01T07:30:00Z", true],
  ["and winter time", { zone: "Europe/Berlin", from: "09:00", to: "10:00" }, "2026-01-07T07:30:00Z", false],
  ["goes past midnight: evening", { zone: "UTC", from: "22:00", to: "06:00" }, "2026-09-16T23:00:00Z", true],
  ["goes past midnight: morning", { zone: "UTC", from: "22:00", to: "06:00" }, "2026-09-16T05:59:00Z", true],
  ["goes past midnight: day", { zone: "UTC", from: "22:00", to: "06:00" }, "2026-09-16T12:00:00Z", false],
  [
    "belongs to the day it begins on",
    { zone: "UTC", from: "22:00", to: "06:00", days: ["fri"] },
    "2026-09-19T03:00:00Z",
    true,
  ],
  [
    "not to the day it ends on",
    { zone: "UTC", from: "22:00", to: "06:00", days: ["sat"] },
    "2026-09-19T03:00:00Z",
    false,
  ],
  [
    "goes from Sunday into Monday",
    { zone: "UTC", from: "22:00", to: "06:00", days: ["sun"] },
    "2026-09-21T03:00:00Z",
    true,
  ],
  ["can be whole days", { zone: "UTC", days: ["sat", "sun"] }, "2026-09-20T23:59:00Z", true],
  ["and not other days", { zone: "UTC", days: ["sat", "sun"] }, "2026-09-21T00:00:00Z", false],
  [
    "can last to the end of the day",
    { zone: "UTC", from: "18:00", to: "24:00" },
    "2026-09-20T23:59:59Z",
    true,
  ],
  ["which is not the next day", { zone: "UTC", from: "18:00", to: "24:00" }, "2026-09-20T00:00:00Z", false],
];

describe("A time window", () => {
  for (const [title, window, time, expected] of cases) {
    test(title, () => assertEquals(createTimeCheck(window)(Date.parse(time)), expected));
  }

  test("answers for each minute anew", () => {
    const isInside = createTimeCheck({ zone: "UTC", from: "09:00", to: "09:01" });
    const answers = ["08:59:59", "09:00:00", "09:00:59", "09:01:00", "09:00:30"]
      .map((time) => isInside(Date.parse(`2026-09-16T${time}Z`)));
    assertEquals(answers, [false, true, true, false, true]);
  });

  const faults: readonly (readonly [window: TimeWindow, path: readonly string[]])[] = [
    [{ zone: "Europe/Atlantis", days: ["mon"] }, ["zone"]],
    [{ zone: "UTC" }, []],
    [{ zone: "UTC", from: "09:00" }, []],
    [{ zone: "UTC", to: "09:00" }, []],
    [{ zone: "UTC", from: "09:00", to: "09:00" }, ["to"]],
  ];
  for (const [window, path] of faults) {
    test(`cannot be ${JSON.stringify(window)}`, () =>
      assertEquals(findWindowFault(window)?.path, [...path] as never));
  }

  test("can be days, a time, or both", () => {
    const windows: TimeWindow[] = [
      { zone: "UTC", days: ["mon"] },
      { zone: "America/New_York", from: "09:00", to: "17:00" },
      { zone: "Europe/Kyiv", from: "22:00", to: "06:00", days: ["fri", "sat"] },
    ];
    assertEquals(windows.map(findWindowFault), [undefined, undefined, undefined]);
  });
});
