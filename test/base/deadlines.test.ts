import { describe, test } from "node:test";
import { assertEquals } from "@std/assert";
import { Deadlines } from "../../src/base/deadlines.ts";
import { ManualClock } from "../support/manual_clock.ts";

describe("Deadlines", () => {
  test("ends each wait at its own time, with one timer for all", async () => {
    const clock = new ManualClock();
    const deadlines = new Deadlines(clock, 100);
    const told: string[] = [];
    deadlines.start(() => told.push("first"));
    await clock.advance(30);
    const stop = deadlines.start(() => told.push("stopped"));
    deadlines.start(() => told.push("second"));
    assertEquals(clock.pending, 1);
    await clock.advance(70);
    assertEquals(told, ["first"]);
    stop();
    await clock.advance(30);
    assertEquals([told, clock.pending], [["first", "second"], 0]);
  });

  test("keeps one timer when an overdue wait starts another", async () => {
    const clock = new ManualClock();
    const deadlines = new Deadlines(clock, 100);
    const told: string[] = [];
    deadlines.start(() => {
      told.push("first");
      deadlines.start(() => told.push("third"));
    });
    await clock.advance(30);
    deadlines.start(() => told.push("second"));
    await clock.advance(70);
    assertEquals([told, clock.pending], [["first"], 1]);
    await clock.advance(30);
    assertEquals([told, clock.pending], [["first", "second"], 1]);
    await clock.advance(70);
    assertEquals([told, clock.pending], [["first", "second", "third"], 0]);
  });

  test("leaves no timer behind when nothing waits", () => {
    const clock = new ManualClock();
    const deadlines = new Deadlines(clock, 100);
    const stops = [deadlines.start(() => {}), deadlines.start(() => {})];
    for (const stop of stops) stop();
    assertEquals(clock.pending, 0);
  });
});
