import { assert, assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import { fault } from "../../../src/faults/fault.ts";
import type { Failure } from "../../../src/delivery/push/failure.ts";
import { type FailedAttempt, PushRetry } from "../../../src/delivery/push/push_retry.ts";

const nowMs = 1_790_000_000_000;
const failure: Failure = {
  status: 500,
  error: fault("push_wrong_status", { status: 500, reason: "" }),
  retryAfter: "",
};

function attempt(change: Partial<FailedAttempt> & { readonly retryAfter?: string } = {}): FailedAttempt {
  const { retryAfter = "", ...others } = change;
  return { failure: { ...failure, retryAfter }, nowMs, expiresAtMs: Infinity, canMove: false, ...others };
}

function createRetry(maxAttempts?: number, random = 0): PushRetry {
  return new PushRetry({ maxAttempts, random: () => random });
}

describe("A failed push", () => {
  test("is retried at once, then with exponential backoff up to between one and two minutes", () => {
    for (const [random, maxMs] of [[0, 60_000], [0.5, 90_000]] as const) {
      const retry = createRetry(undefined, random);
      const delays = Array.from({ length: 9 }, () => retry.recordFailure(attempt()));
      assertEquals(delays, [0, 2_000, 4_000, 8_000, 16_000, 32_000, Math.min(64_000, maxMs), maxMs, maxMs]);
    }
  });

  test("honours Retry-After up to an hour, without growing the backoff", () => {
    const retry = createRetry();
    assertEquals(retry.recordFailure(attempt({ retryAfter: "7" })), 7_000);
    assertEquals(retry.recordFailure(attempt({ retryAfter: "999999999" })), 3_600_000);
    assertEquals(retry.recordFailure(attempt()), 0);
  });

  test("ignores a Retry-After that is not a number of seconds", () => {
    const retry = createRetry();
    const delays = ["Wed, 21 Oct 2026 07:28:00 GMT", "-1", "1.5"].map((retryAfter) =>
      retry.recordFailure(attempt({ retryAfter }))
    );
    assertEquals(delays, [0, 2_000, 4_000]);
  });

  test("goes to another URL at once, without growing the backoff", () => {
    const retry = createRetry();
    for (let count = 0; count < 3; count++) {
      assertEquals(retry.recordFailure(attempt({ canMove: true, retryAfter: "60" })), 0);
    }
    assertEquals([retry.recordFailure(attempt()), retry.recordFailure(attempt())], [0, 2_000]);
  });

  test("is given up after the maximum of attempts, moves included", () => {
    const retry = createRetry(3);
    assertEquals(retry.recordFailure(attempt()), 0);
    assertEquals(retry.recordFailure(attempt({ canMove: true })), 0);
    assertEquals(retry.recordFailure(attempt()), "attempts");
    assertEquals([retry.attempts, retry.lastError], [3, failure.error]);
  });

  test("is given up when it would expire before the next attempt", () => {
    const retry = createRetry();
    assertEquals(retry.recordFailure(attempt({ expiresAtMs: nowMs })), 0);
    assertEquals(retry.recordFailure(attempt({ expiresAtMs: nowMs + 2_000 })), 2_000);
    assertEquals(retry.recordFailure(attempt({ expiresAtMs: nowMs + 3_999 })), "expired");
    assert(retry.attempts === 3);
  });
});
