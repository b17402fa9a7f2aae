import { assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import { Traffic } from "../../src/http/traffic.ts";
import { ManualClock } from "../support/manual_clock.ts";

describe("traffic", () => {
  test("is counted over the last minute", async () => {
    const clock = new ManualClock();
    let received = 0;
    const traffic = new Traffic<number>({ passed: () => [[1, received]], clock });
    traffic.start();
    for (const _ of Array(12).keys()) {
      received += 2;
      await clock.advance(10_000);
    }
    assertEquals(traffic.of(1).perMinute, 12);
    assertEquals(traffic.of(1).history, [6, 12, 12, 12]);
    assertEquals(traffic.of(2), { perMinute: 0, history: [] });
    traffic.close();
  });

  test("is kept for 15 minutes, and not for removed bots", async () => {
    const clock = new ManualClock();
    let bots: [number, number][] = [[1, 1], [2, 1]];
    const traffic = new Traffic<number>({ passed: () => bots, clock });
    traffic.start();
    await clock.advance(20 * 60_000);
    assertEquals(traffic.of(1).history.length, 30);
    bots = [[1, 1]];
    await clock.advance(10_000);
    assertEquals(traffic.of(2).history, []);
    traffic.close();
  });

  test("restarts from zero when a counter resets", async () => {
    const clock = new ManualClock();
    let received = 100;
    const traffic = new Traffic<number>({ passed: () => [[1, received]], clock });
    traffic.start();
    await clock.advance(60_000);
    received = 3;
    await clock.advance(10_000);
    assertEquals(traffic.of(1).perMinute, 3);
    traffic.close();
  });

  test("is kept no longer than configured", async () => {
    const clock = new ManualClock();
    let passed = 0;
    const traffic = new Traffic({
      passed: () => [["consumer 1", passed++] as const],
      remembersMin: 1,
      clock,
    });
    traffic.start();
    await clock.advance(10 * 60_000);
    const { perMinute, history } = traffic.of("consumer 1");
    assertEquals([perMinute, history.length], [6, 2]);
    traffic.close();
  });
});
