import { assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import { LatencySpread } from "../../src/pacing/latency_spread.ts";

describe("LatencySpread", () => {
  test("is the longest latency minus the shortest", () => {
    const spread = new LatencySpread();
    assertEquals(spread.spreadMs(0), 0);
    for (const latencyMs of [40, 25, 70]) spread.add(latencyMs, 10);
    assertEquals(spread.spreadMs(10), 45);
  });

  test("forgets latencies after some seconds", () => {
    const spread = new LatencySpread();
    spread.add(900, 0);
    spread.add(20, 6_000);
    assertEquals(spread.spreadMs(6_000), 880);
    spread.add(30, 12_000);
    assertEquals(spread.spreadMs(12_000), 10);
    assertEquals(spread.spreadMs(60_000), 0);
  });
});
