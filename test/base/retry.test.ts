import { assert, assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import { Backoff, fixedDelay } from "../../src/base/backoff.ts";
import { describeDelay, Retry } from "../../src/base/retry.ts";
import { createListLogger } from "../support/list_logger.ts";
import { ManualClock } from "../support/manual_clock.ts";

interface Setting {
  readonly clock: ManualClock;
  readonly lines: string[];
  readonly retry: Retry;
}

function createSetting(): Setting {
  const clock = new ManualClock(5_000);
  const lines: string[] = [];
  const retry = new Retry({
    event: "cannot store dead letters",
    fields: { bot: 7 },
    delays: { minMs: 1_000, maxMs: 4_000 },
    random: () => 0.5,
    clock,
    logger: createListLogger(lines),
  });
  return { clock, lines, retry };
}

describe("Backoff", () => {
  test("doubles its waits up to the maximum, and starts over after a success", () => {
    const backoff = new Backoff({ minMs: 1_000, maxMs: 5_000, jitter: 0 });
    const waits = Array.from({ length: 5 }, () => backoff.recordFailure());
    assertEquals(waits, [1_000, 2_000, 4_000, 5_000, 5_000]);
    backoff.reset();
    assertEquals([backoff.failures, backoff.recordFailure()], [0, 1_000]);
  });

  test("shortens a wait by a random part, by default up to half", () => {
    const waits = (random: number, jitter?: number) =>
      new Backoff({ minMs: 1_000, maxMs: 5_000, ...(jitter !== undefined && { jitter }) }, () => random)
        .recordFailure();
    assertEquals([waits(0), waits(0.5), waits(0, 0.1), waits(0.999, 0)], [500, 750, 900, 1_000]);
  });

  test("never waits longer than the maximum, after any number of failures", () => {
    const backoff = new Backoff(fixedDelay(2_000));
    for (let count = 0; count < 5_000; count++) backoff.recordFailure();
    assertEquals(backoff.recordFailure(), 2_000);
  });
});

describe("Retry", () => {
  test("attempts work until it succeeds, and logs each failure with its next attempt", async () => {
    const { clock, lines, retry } = createSetting();
    const attemptsAtMs: number[] = [];
    const done = retry.run(() => {
      attemptsAtMs.push(clock.now());
      return attemptsAtMs.length < 4 ? Promise.reject(new TypeError("disk full")) : Promise.resolve();
    }, new AbortController().signal);
    await clock.advance(10_000);
    assertEquals(await done, true);
    assertEquals(attemptsAtMs, [5_000, 5_750, 7_250, 10_250]);
    assertEquals(
      lines,
      ["0.8s", "1.5s", "3s"].map((delay) =>
        `cannot store dead letters {"bot":7,"error":"TypeError: disk full","next_retry":"${delay}"}`
      ),
    );
    assertEquals([retry.isFailing, retry.failingSinceMs, clock.pending], [false, 0, 0]);
  });

  test("ends its wait when the signal aborts, and leaves no timer", async () => {
    const { clock, retry } = createSetting();
    const stop = new AbortController();
    let attempts = 0;
    const done = retry.run(() => {
      attempts++;
      return Promise.reject(new TypeError("disk full"));
    }, stop.signal);
    await clock.advance(100);
    assertEquals([attempts, clock.pending], [1, 1]);
    stop.abort();
    assertEquals(await done, false);
    assertEquals([attempts, clock.pending], [2, 0]);
  });

  test("reports since when attempts have failed", async () => {
    const { clock, lines, retry } = createSetting();
    assertEquals(await retry.attempt(() => Promise.reject(new TypeError("no"))), false);
    await clock.advance(500);
    assertEquals(await retry.attempt(() => Promise.reject(new TypeError("no"))), false);
    assertEquals([retry.isFailing, retry.failingSinceMs, lines.length], [true, 5_000, 2]);
    assertEquals(await retry.attempt(() => {}), true);
    assertEquals([retry.isFailing, retry.failingSinceMs], [false, 0]);
  });
});

test("describeDelay() shows tenths of a second", () => {
  assertEquals([499, 1_000, 8_049, 600_000].map(describeDelay), ["0.5s", "1s", "8s", "600s"]);
  assert(describeDelay(0) === "0s");
});
