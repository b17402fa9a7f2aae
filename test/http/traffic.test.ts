import { assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import { Traffic } from "../../src/http/traffic.ts";
import { ManualClock } from "../support/manual_clock.ts";

describe("the traffic of a bot", () => {
  test("is what came in during the last minute", async () => {
    const clock = new ManualClock();
    let received = 0;
    const traffic = new Traffic({ received: () => [[1, received]], clock });
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

  test("is remembered for a quarter of an hour, and not of a bot that went", async () => {
    const clock = new ManualClock();
    let bots: [number, number][] = [[1, 1], [2, 1]];
    const traffic = new Traffic({ received: () => bots, clock });
    traffic.start();
    await clock.advance(20 * 60_000);
    assertEquals(traffic.of(1).history.length, 30);
    bots = [[1, 1]];
    await clock.advance(10_000);
    assertEquals(traffic.of(2).history, []);
    traffic.close();
  });

  test("goes on from zero when a bot is polled anew", async () => {
    const clock = new ManualClock();
    let received = 100;
    const traffic = new Traffic({ received: () => [[1, received]], clock });
    traffic.start();
    await clock.advance(60_000);
    received = 3;
    await clock.advance(10_000);
    assertEquals(traffic.of(1).perMinute, 3);
    traffic.close();
  });
});
