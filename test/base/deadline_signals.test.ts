import { describe, test } from "node:test";
import { assert, assertEquals } from "@std/assert";
import { DeadlineSignals } from "../../src/base/deadline_signals.ts";
import { ManualClock } from "../support/manual_clock.ts";

const limitMs = 60_000;

describe("DeadlineSignals", () => {
  test("aborts with the reason when the limit is over", async () => {
    const clock = new ManualClock();
    const { signal, release } = new DeadlineSignals(clock, limitMs, () => "late").take();
    await clock.advance(limitMs - 1);
    assertEquals(signal.aborted, false);
    await clock.advance(1);
    assertEquals(signal.reason, "late");
    release();
  });

  test("shares one signal among waits that begin within a sixtieth of the limit", async () => {
    const clock = new ManualClock();
    const deadlines = new DeadlineSignals(clock, limitMs, () => "late");
    const first = deadlines.take();
    await clock.advance(1000);
    assert(deadlines.take().signal === first.signal);
    await clock.advance(1);
    const later = deadlines.take();
    assert(later.signal !== first.signal);
    await clock.advance(limitMs - 1001);
    assertEquals([first.signal.aborted, later.signal.aborted], [true, false]);
  });

  test("leaves no timer behind when all are over", () => {
    const clock = new ManualClock();
    const deadlines = new DeadlineSignals(clock, limitMs, () => "late");
    const [first, second] = [deadlines.take(), deadlines.take()];
    first.release();
    assertEquals(clock.pending, 1);
    second.release();
    assertEquals(clock.pending, 0);
  });

  test("never reuses a signal that may abort for earlier waits", async () => {
    const clock = new ManualClock();
    const deadlines = new DeadlineSignals(clock, limitMs, () => "late");
    deadlines.take();
    await clock.advance(limitMs);
    assertEquals(deadlines.take().signal.aborted, false);
  });
});
