import { assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import { RateWindow } from "../../src/pacing/rate_window.ts";
import { createRandom } from "../support/random.ts";

describe("RateWindow", () => {
  test("allows the limit at once, and the next send when the first leaves the window", () => {
    const window = new RateWindow({ count: 3, windowMs: 1000 });
    assertEquals(window.readyAtMs(1, 5000), 5000);
    window.add(1, 5000);
    window.add(2, 5400);
    assertEquals(window.readyAtMs(1, 5500), 6000);
    assertEquals(window.readyAtMs(2, 5500), 6400);
    assertEquals(window.readyAtMs(1, 6000), 6000);
  });

  test("allows an oversized send when the window is empty, and counts the excess later", () => {
    const window = new RateWindow({ count: 2, windowMs: 1000 });
    window.add(1, 0);
    assertEquals(window.readyAtMs(5, 0), 1000);
    window.add(5, 1000);
    assertEquals(window.readyAtMs(1, 1000), 3000);
    assertEquals(window.readyAtMs(2, 1000), 4000);
  });

  test("predicts when a queued send may go", () => {
    const window = new RateWindow({ count: 2, windowMs: 1000 });
    assertEquals([0, 1, 2, 3, 4].map((ahead) => window.readyAtMs(1, 0, ahead)), [0, 0, 1000, 1000, 2000]);
  });

  test("is closed during a pause, and a shorter pause does not end a longer one", () => {
    const window = new RateWindow({ count: 2, windowMs: 1000 });
    window.pauseUntil(9000);
    window.pauseUntil(4000);
    assertEquals(window.readyAtMs(1, 100), 9000);
    assertEquals(window.readyAtMs(1, 9100), 9100);
  });

  test("is idle when it equals a new window", () => {
    const window = new RateWindow({ count: 2, windowMs: 1000 });
    assertEquals(window.isIdle(0), true);
    window.add(1, 0);
    assertEquals([window.isIdle(999), window.isIdle(1000)], [false, true]);
    window.pauseUntil(5000);
    assertEquals([window.isIdle(4999), window.isIdle(5000)], [false, true]);
  });

  test("agrees with a reference implementation for any sends", () => {
    const random = createRandom(11);
    for (let round = 0; round < 200; round++) {
      const limit = { count: 1 + Math.floor(random() * 6), windowMs: 1 + Math.floor(random() * 50) };
      const window = new RateWindow(limit);
      const sends: number[] = [];
      for (let nowMs = 0, step = 0; step < 60; step++) {
        nowMs += Math.floor(random() * 12);
        const weight = 1 + Math.floor(random() * limit.count);
        const atMs = window.readyAtMs(weight, nowMs);
        assertEquals(atMs, readyAtBy(sends, limit, weight, nowMs));
        if (atMs > nowMs) continue;
        window.add(weight, nowMs);
        for (let item = 0; item < weight; item++) sends.push(nowMs);
      }
    }
  });
});

function readyAtBy(
  sends: readonly number[],
  { count, windowMs }: { readonly count: number; readonly windowMs: number },
  weight: number,
  nowMs: number,
): number {
  for (let atMs = nowMs;; atMs++) {
    if (sends.filter((sentAtMs) => sentAtMs > atMs - windowMs).length + weight <= count) return atMs;
  }
}
