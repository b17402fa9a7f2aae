import { fault } from "../../src/faults/fault.ts";
import { assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import { ProcessHealth } from "../../src/health/process_health.ts";
import type { HealthReason } from "../../src/health/reason.ts";
import { readiness } from "../../src/http/readiness.ts";
import type { StatusSource } from "../../src/http/status.ts";

function sourceOf(health: ProcessHealth): StatusSource {
  return {
    bots: () => [],
    processReasons: () => health.reasons(),
    captures: () => undefined,
    archiveRestarts: () => 0,
    waitingPolls: () => 0,
    ringBytes: () => 0,
    residentBytes: () => 1,
  };
}

function reason(level: HealthReason["level"]): HealthReason {
  return { fault: fault("storage_damaged", { file: "journal.db" }), level, sinceMs: 0 };
}

describe("health of the process", () => {
  test("is what its sources report at each check, until they are removed", () => {
    const health = new ProcessHealth();
    let reasons: readonly HealthReason[] = [];
    const remove = health.addSource({ reasons: () => reasons });
    assertEquals(health.reasons(), []);
    reasons = [reason("down")];
    assertEquals(health.reasons(), [reason("down")]);
    remove();
    assertEquals(health.reasons(), []);
  });

  test("makes /readyz not ready when it is down, and names it when it is degraded", () => {
    for (const level of ["degraded", "down"] as const) {
      const health = new ProcessHealth();
      health.addSource({ reasons: () => [reason(level)] });
      const answer = readiness(sourceOf(health));
      assertEquals([answer.isReady, answer.health], [level === "degraded", level]);
      assertEquals(answer.reasons.map(({ code, since }) => [code, since]), [
        ["storage_damaged", "1970-01-01T00:00:00.000Z"],
      ]);
    }
  });
});
