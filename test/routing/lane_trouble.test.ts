import { assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import { fault } from "../../src/faults/fault.ts";
import { LaneTrouble } from "../../src/routing/lane_trouble.ts";
import { ManualClock } from "../support/manual_clock.ts";

const lane = { routeId: 1, bot: 7 };

describe("LaneTrouble", () => {
  test("counts failures in a row, and resets the count when a message is sent", async () => {
    const clock = new ManualClock(1000);
    const trouble = new LaneTrouble(clock);
    trouble.failed(lane, fault("routing_failed"));
    await clock.advance(500);
    trouble.failed(lane, fault("routing_refused", { said: "bot was blocked" }));
    assertEquals(trouble.all(), [
      {
        ...lane,
        sinceMs: 1000,
        failures: 2,
        isWaiting: false,
        error: fault("routing_refused", { said: "bot was blocked" }),
      },
    ]);
    trouble.sent({ routeId: 2, bot: 7 });
    assertEquals(trouble.all().length, 1);
    trouble.sent(lane);
    assertEquals(trouble.all(), []);
  });

  test("reports that a message is waiting for its next attempt", () => {
    const trouble = new LaneTrouble(new ManualClock(1000));
    trouble.postponed(lane, fault("telegram_unreachable"));
    assertEquals(trouble.all(), [
      { ...lane, sinceMs: 1000, failures: 0, isWaiting: true, error: fault("telegram_unreachable") },
    ]);
  });
});
