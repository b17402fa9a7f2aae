import { fault } from "../../src/faults/fault.ts";
import { wordsOf } from "../support/words_of.ts";
import { describe, test } from "node:test";
import { assertEquals, assertMatch } from "@std/assert";
import { BotHealth } from "../../src/upstream/health.ts";

const token = "123456:CanaryCanaryCanaryCanaryCanaryCanar";

describe("BotHealth", () => {
  test("is unreachable 75 s after the last round trip, whatever the errors say", () => {
    const health = new BotHealth(1000);
    health.succeed(2000, 3, 0);
    assertEquals(health.report(77_000).state, "ok");
    const deaf = health.report(77_001);
    assertEquals([deaf.state, deaf.sinceMs, deaf.lastSuccessMs], ["unreachable", 77_000, 2000]);
    assertMatch(wordsOf(deaf.lastFault), /No answer from Telegram for more than 75 s/);
  });

  test("recovers with the next round trip", () => {
    const health = new BotHealth(0);
    health.succeed(0, 0, 0);
    assertEquals(health.report(80_000).state, "unreachable");
    health.succeed(80_000, 0, 0);
    assertEquals([health.report(80_001).state, wordsOf(health.report(80_001).lastFault)], ["ok", ""]);
  });

  test("a bot whose polling never begins is not healthy", () => {
    const health = new BotHealth(0);
    assertEquals(health.report(75_000).state, "starting");
    assertEquals(health.report(75_001).state, "unreachable");
  });

  test("keeps the beginning of a state while its error changes", () => {
    const health = new BotHealth(0);
    health.fail("conflict", fault("webhook_conflict"), 10);
    health.fail("conflict", fault("polling_conflict"), 20);
    assertEquals([health.report(30).sinceMs, health.report(30).lastFault?.code], [10, "polling_conflict"]);
    assertEquals(health.report(999_999).state, "conflict");
  });

  test("masks tokens in errors", () => {
    const health = new BotHealth(0);
    const said = `failed at /bot${token}/getUpdates`;
    health.fail("unreachable", fault("upstream_unreachable", { cause: fault("quoted", { said }) }), 0);
    assertEquals(wordsOf(health.report(0).lastFault), "failed at /bot123456:***/getUpdates");
  });
});
