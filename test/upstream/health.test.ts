import { describe, test } from "node:test";
import { assertEquals, assertMatch } from "@std/assert";
import { BotHealth } from "../../src/upstream/health.ts";

const token = "123456:CanaryCanaryCanaryCanaryCanaryCanar";

describe("BotHealth", () => {
  test("is deaf 75 s after the last round trip, whatever the errors say", () => {
    const health = new BotHealth(1000);
    health.succeed(2000, 3, 0);
    assertEquals(health.report(77_000).state, "ok");
    const deaf = health.report(77_001);
    assertEquals([deaf.state, deaf.sinceMs, deaf.lastSuccessMs], ["unreachable", 77_000, 2000]);
    assertMatch(deaf.lastError, /No answer from upstream for more than 75 s/);
  });

  test("heals with the next round trip", () => {
    const health = new BotHealth(0);
    health.succeed(0, 0, 0);
    assertEquals(health.report(80_000).state, "unreachable");
    health.succeed(80_000, 0, 0);
    assertEquals([health.report(80_001).state, health.report(80_001).lastError], ["ok", ""]);
  });

  test("a bot whose polling never begins does not look well", () => {
    const health = new BotHealth(0);
    assertEquals(health.report(75_000).state, "starting");
    assertEquals(health.report(75_001).state, "unreachable");
  });

  test("keeps the beginning of a state while its error changes", () => {
    const health = new BotHealth(0);
    health.fail("conflict", "one", 10);
    health.fail("conflict", "two", 20);
    assertEquals([health.report(30).sinceMs, health.report(30).lastError], [10, "two"]);
    assertEquals(health.report(999_999).state, "conflict");
  });

  test("masks tokens in errors", () => {
    const health = new BotHealth(0);
    health.fail("unreachable", `failed at /bot${token}/getUpdates`, 0);
    assertEquals(health.report(0).lastError, "failed at /bot123456:***/getUpdates");
  });
});
