import { describe, test } from "node:test";
import { assertEquals } from "@std/assert";
import type { Clock } from "../../src/base/clock.ts";
import { StartPacer } from "../../src/upstream/start_pacer.ts";
import { ManualClock } from "../support/manual_clock.ts";

/** Lets `count` callers wait for their turn; the numbers of those that got it. */
function queueUp(pacer: StartPacer, count: number, signal = new AbortController().signal): number[] {
  const started: number[] = [];
  for (let number = 0; number < count; number++) void pacer.turn(signal).then(() => started.push(number));
  return started;
}

describe("StartPacer", () => {
  test("lets 100 a second start, in order", async () => {
    const clock = new ManualClock();
    const started = queueUp(new StartPacer(clock), 250);
    await clock.advance(995);
    assertEquals(started, Array.from({ length: 100 }, (_, index) => index));
    await clock.advance(2000);
    assertEquals([started.length, clock.pending], [250, 0]);
  });

  test("pauses for as long as upstream asks and goes on at half the speed", async () => {
    const clock = new ManualClock();
    const pacer = new StartPacer(clock);
    const started = queueUp(pacer, 100);
    await clock.advance(95);
    pacer.slowDown(5000);
    await clock.advance(4999);
    assertEquals(started.length, 10);
    await clock.advance(1);
    assertEquals(started.length, 11);
    await clock.advance(200);
    assertEquals(started.length, 21);
    await clock.advance(10_000);
  });

  test("pauses for a minute at most, however long upstream asks one bot to wait", async () => {
    const clock = new ManualClock();
    const pacer = new StartPacer(clock);
    const started = queueUp(pacer, 1);
    pacer.slowDown(3_600_000);
    await clock.advance(59_999);
    assertEquals(started, []);
    await clock.advance(1);
    assertEquals(started, [0]);
  });

  test("lets 400 a second start once bots have started without complaint", async () => {
    const clock = new ManualClock();
    const pacer = new StartPacer(clock);
    for (let round = 0; round < 20; round++) pacer.speedUp();
    assertEquals(pacer.intervalMs, 2.5);
    const started = queueUp(pacer, 500);
    await clock.advance(998);
    assertEquals(started.length, 400);
    await clock.advance(1000);
  });

  test("catches up after a late timer, but never starts more than ten at once", async () => {
    let nowMs = 0;
    let callback = () => {};
    const late: Clock = { now: () => nowMs, schedule: (work) => (callback = work, () => {}) };
    const started = queueUp(new StartPacer(late), 30);
    const fireAt = async (ms: number) => {
      nowMs = ms;
      callback();
      await Promise.resolve();
      return started.length;
    };
    assertEquals([await fireAt(0), await fireAt(25), await fireAt(1000)], [1, 3, 13]);
  });

  test("starts one at a time after a pause in which nobody waited", async () => {
    const clock = new ManualClock();
    const pacer = new StartPacer(clock);
    queueUp(pacer, 1);
    await clock.advance(60_000);
    const started = queueUp(pacer, 3);
    await clock.advance(0);
    assertEquals(started, [0]);
    await clock.advance(20);
  });

  test("is never slower than 20 a minute and becomes fast again", () => {
    const pacer = new StartPacer(new ManualClock());
    for (let round = 0; round < 100; round++) pacer.slowDown(1000);
    assertEquals(pacer.intervalMs, 3000);
    for (let round = 0; round < 100; round++) pacer.speedUp();
    assertEquals(pacer.intervalMs, 2.5);
  });

  test("a cancelled wait takes no turn and leaves no timer", async () => {
    const clock = new ManualClock();
    const pacer = new StartPacer(clock);
    const abort = new AbortController();
    queueUp(pacer, 50, abort.signal);
    const others = queueUp(pacer, 2);
    await clock.advance(0);
    abort.abort();
    await clock.advance(20);
    assertEquals([others, clock.pending], [[0, 1], 0]);
  });
});
