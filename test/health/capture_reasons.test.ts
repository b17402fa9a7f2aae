import { assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import { captureReasons } from "../../src/health/capture_reasons.ts";
import { describeFault } from "../../src/faults/fault_messages.ts";

const nowMs = 1_790_000_000_000;
const never = { failingSinceMs: 0, skipped: 0, skippedAtMs: 0 };

describe("Calls that cannot be archived", () => {
  test("degrade health when they fail for 30 s, until one succeeds", () => {
    const since = (ms: number) =>
      captureReasons({ ...never, failingSinceMs: nowMs - ms }, nowMs).map(({ fault, level, sinceMs }) => [
        fault.code,
        level,
        nowMs - sinceMs,
      ]);
    assertEquals(captureReasons(never, nowMs), []);
    assertEquals(since(29_999), []);
    assertEquals(since(30_000), [["calls_not_archived", "degraded", 30_000]]);
  });

  test("degrade health for 15 minutes after one was skipped", () => {
    const skipped = (ms: number) => captureReasons({ ...never, skipped: 2, skippedAtMs: nowMs - ms }, nowMs);
    assertEquals(skipped(0).map(({ fault }) => fault.code), ["calls_not_archived"]);
    assertEquals(skipped(15 * 60_000), []);
    assertEquals(
      describeFault("ru", skipped(0)[0]!.fault),
      "Некоторые вызовы ботов не удаётся архивировать (пропущено с запуска: 2). Смотрите логи.",
    );
  });
});
