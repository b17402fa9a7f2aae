import { assert, assertEquals, assertMatch } from "@std/assert";
import { describe, test } from "node:test";
import type {
  BotFacts,
  ConsumerFacts,
  FailingRule,
  TargetFacts,
  UpstreamFacts,
} from "../../src/health/facts.ts";
import { HealthMonitor } from "../../src/health/health_monitor.ts";
import { fault, type FaultCode } from "../../src/faults/fault.ts";
import { healthReasons } from "../../src/faults/health_reasons.ts";
import { describeFault } from "../../src/faults/fault_messages.ts";
import { wordsOf } from "../support/words_of.ts";
import { ManualClock } from "../support/manual_clock.ts";

const secMs = 1000;
const minuteMs = 60 * secMs;

const goodUpstream: UpstreamFacts = {
  state: "ok",
  lastFault: undefined,
  sinceMs: 0,
  lastSuccessMs: 1,
  failingSinceMs: 0,
  lastConflictMs: 0,
  lastLatencyMs: 20,
};
const goodArchive = { lag: 0, failingSinceMs: 0, skipped: 0, skippedAtMs: 0 };
const goodTarget: TargetFacts = { failuresInARow: 0, failingSinceMs: 0, isPaused: false, lastStatus: 200 };
const poller: ConsumerFacts = {
  id: 1,
  name: "default",
  isDisabled: false,
  lag: 0,
  lost: 0,
  lastPollMs: 0,
  push: undefined,
};
const pusher: ConsumerFacts = { ...poller, id: 2, name: "crm", push: { targets: [goodTarget], dead: 0 } };

/** One bot, whose facts a test changes. */
class Setup {
  readonly clock = new ManualClock();
  readonly monitor = new HealthMonitor({ bots: () => [this.facts], clock: this.clock });
  facts: BotFacts = {
    id: 7,
    upstream: goodUpstream,
    journal: { count: 100, bytes: 1000, maxBytes: 100_000 },
    archive: undefined,
    failingRules: [],
    consumers: [],
  };

  constructor(changes: Partial<BotFacts> = {}) {
    this.change(changes);
    this.monitor.start();
  }

  change(changes: Partial<BotFacts>): void {
    this.facts = { ...this.facts, ...changes };
  }

  /** Its codes after `ms`, the level first. */
  async after(ms: number, changes: Partial<BotFacts> = {}): Promise<string> {
    this.change(changes);
    await this.clock.advance(ms);
    const { level, reasons } = this.report;
    return [level, ...reasons.map(({ fault }) => fault.code)].join(" ");
  }

  get report() {
    return this.monitor.bot(7, this.facts.upstream);
  }

  [Symbol.dispose](): void {
    this.monitor.close();
    assertEquals(this.clock.pending, 0);
  }
}

function failing(target: Partial<TargetFacts>): ConsumerFacts[] {
  return [{ ...pusher, lag: 5484, push: { targets: [{ ...goodTarget, ...target }], dead: 0 } }];
}

describe("the health of a bot", () => {
  test("is healthy while everything works", async () => {
    using setup = new Setup({ consumers: [poller, pusher] });
    assertEquals(await setup.after(10 * minuteMs), "healthy");
  });

  test("is degraded while a webhook is unreachable, and healthy soon after", async () => {
    using setup = new Setup({ consumers: [pusher] });
    const beganMs = setup.clock.now();
    const dead = failing({ failuresInARow: 4, failingSinceMs: beganMs, lastStatus: 0 });
    assertEquals(await setup.after(25 * secMs, { consumers: dead }), "healthy");
    assertEquals(await setup.after(5 * secMs), "degraded webhook_unreachable");
    const [reason] = setup.report.reasons;
    assertEquals([reason?.consumer, reason?.sinceMs], ["crm", beganMs]);
    assertMatch(
      wordsOf(reason?.fault),
      /^The webhook of consumer crm cannot be reached \(updates waiting: 5484\)/,
    );
    assertEquals(setup.monitor.consumer(2).level, "degraded");
    assertEquals(await setup.after(5 * secMs, { consumers: failing({}) }), "degraded webhook_recovering");
    assertEquals(await setup.after(20 * secMs), "healthy");
  });

  test("is degraded at once when a webhook gets only probes", async () => {
    using setup = new Setup();
    const paused = failing({
      failuresInARow: 8,
      failingSinceMs: setup.clock.now(),
      isPaused: true,
      lastStatus: 502,
    });
    assertEquals(await setup.after(5 * secMs, { consumers: paused }), "degraded webhook_failing");
    assertMatch(wordsOf(setup.report.reasons[0]?.fault), /answers with HTTP 502/);
  });

  test("reports how many of several URLs fail", async () => {
    using setup = new Setup();
    const dead = { ...goodTarget, failuresInARow: 9, failingSinceMs: 1, isPaused: true, lastStatus: 0 };
    const check = async (others: TargetFacts, code: FaultCode, words: string) => {
      const consumers = [{ ...pusher, push: { targets: [dead, others], dead: 0 } }];
      assertEquals(await setup.after(5 * secMs, { consumers }), `degraded ${code}`);
      assertMatch(wordsOf(setup.report.reasons[0]?.fault), new RegExp(words));
    };
    await check(goodTarget, "webhook_partly_failing", "^1 of 2 URLs of consumer crm fail");
    await check(dead, "webhook_unreachable", "^The webhook of consumer crm cannot be reached");
  });

  test("is degraded for a day after an update was skipped", async () => {
    using setup = new Setup();
    const archive = { ...goodArchive, skipped: 2, skippedAtMs: setup.clock.now() };
    assertEquals(await setup.after(5 * secMs, { archive }), "degraded updates_skipped");
    const [reason] = setup.report.reasons;
    assertEquals([reason?.fault.values.count, reason?.sinceMs], [2, archive.skippedAtMs]);
    assertEquals(await setup.after(23 * 60 * minuteMs), "degraded updates_skipped");
    assertEquals(await setup.after(60 * minuteMs), "healthy");
  });

  test("does not flap with a webhook that fails now and then", async () => {
    using setup = new Setup();
    const dead = failing({ failuresInARow: 8, failingSinceMs: 1, isPaused: true });
    assertEquals(await setup.after(5 * secMs, { consumers: dead }), "degraded webhook_failing");
    for (let round = 0; round < 10; round++) {
      assertEquals(await setup.after(5 * secMs, { consumers: failing({}) }), "degraded webhook_recovering");
      assertEquals(await setup.after(5 * secMs, { consumers: dead }), "degraded webhook_failing");
    }
  });

  test("ignores a consumer that is disabled or was never polled", async () => {
    const disabled = failing({ failuresInARow: 99, failingSinceMs: 1, isPaused: true })
      .map((consumer) => ({ ...consumer, isDisabled: true }));
    using setup = new Setup({ consumers: [...disabled, { ...poller, lag: 100 }] });
    setup.change({ journal: { count: 100, bytes: 99_000, maxBytes: 100_000 } });
    assertEquals(await setup.after(10 * minuteMs), "healthy");
    const lost = [...disabled, poller].map((consumer) => ({ ...consumer, lag: 100, lost: 500 }));
    assertEquals(await setup.after(10 * minuteMs, { consumers: lost }), "healthy");
  });

  test("is healthy at once when a consumer is disabled or removed", () => {
    using setup = new Setup({ consumers: failing({ isPaused: true, failuresInARow: 9, failingSinceMs: 1 }) });
    assertEquals(setup.report.level, "degraded");
    setup.monitor.dropConsumer({ id: 2, botId: 7, name: "crm" });
    assertEquals([setup.report.level, setup.monitor.consumer(2).level], ["healthy", "healthy"]);
  });

  test("is degraded when a program stops polling while updates wait, until it polls again", async () => {
    using setup = new Setup();
    const polledMs = setup.clock.now();
    const polled = { ...poller, lastPollMs: polledMs };
    assertEquals(await setup.after(10 * minuteMs, { consumers: [polled] }), "healthy");
    assertEquals(
      await setup.after(5 * secMs, { consumers: [{ ...polled, lag: 1 }] }),
      "degraded stopped_polling",
    );
    assertEquals(setup.report.reasons[0]?.sinceMs, polledMs);
    const again = { ...poller, lastPollMs: setup.clock.now() };
    assertEquals(await setup.after(5 * secMs, { consumers: [again] }), "healthy");
  });

  test("is degraded for a quarter of an hour after updates were lost or became dead letters", async () => {
    const counting = { ...pusher, lost: 3, push: { targets: [goodTarget], dead: 5 } };
    using setup = new Setup({ consumers: [counting] });
    assertEquals(await setup.after(minuteMs), "healthy");
    const more = { ...counting, lost: 4, push: { targets: [goodTarget], dead: 6 } };
    assertEquals(await setup.after(5 * secMs, { consumers: [more] }), "degraded updates_lost dead_letters");
    assertEquals(await setup.after(14 * minuteMs), "degraded updates_lost dead_letters");
    assertEquals(await setup.after(minuteMs), "healthy");
  });

  test("is degraded while a consumer's backlog nearly fills the journal", async () => {
    const full = (bytes: number, lag: number) => ({
      journal: { count: 100, bytes, maxBytes: 100_000 },
      consumers: [{ ...pusher, lag }],
    });
    using setup = new Setup();
    assertEquals(await setup.after(minuteMs, full(95_000, 10)), "healthy");
    assertEquals(await setup.after(20 * secMs, full(95_000, 90)), "healthy");
    assertEquals(await setup.after(15 * secMs), "degraded queue_nearly_full");
    assertEquals(await setup.after(10 * minuteMs, full(85_000, 70)), "degraded queue_nearly_full");
    assertEquals(await setup.after(70 * secMs, full(85_000, 50)), "healthy");
  });

  test("is degraded while one of its rules cannot send", async () => {
    using setup = new Setup();
    const rule = (changes: Partial<FailingRule>): FailingRule[] => [{
      name: "to the desk",
      bot: 8,
      sinceMs: setup.clock.now(),
      failures: 0,
      isWaiting: false,
      error: fault("routing_refused", { said: "Bad Request: chat not found" }),
      ...changes,
    }];
    assertEquals(await setup.after(5 * secMs, { failingRules: rule({ failures: 2 }) }), "healthy");
    assertEquals(
      await setup.after(5 * secMs, { failingRules: rule({ failures: 3 }) }),
      "degraded rule_failing",
    );
    const [reason] = setup.report.reasons;
    assertEquals([reason?.rule, wordsOf(reason?.fault)], [
      "to the desk",
      'The routing rule "to the desk" cannot send with bot 8. Telegram refused the message: Bad Request: chat not found.',
    ]);
    assertEquals(await setup.after(5 * secMs, { failingRules: [] }), "healthy");
    assertEquals(await setup.after(55 * secMs, { failingRules: rule({ isWaiting: true }) }), "healthy");
    assertEquals(await setup.after(10 * secMs), "degraded rule_failing");
  });

  test("is degraded while its archive fails or stays behind", async () => {
    using setup = new Setup({ archive: { ...goodArchive, lag: 6000, failingSinceMs: 0 } });
    assertEquals(await setup.after(4 * minuteMs), "healthy");
    assertEquals(await setup.after(70 * secMs), "degraded archive_behind");
    assertEquals(
      await setup.after(5 * secMs, { archive: { ...goodArchive, lag: 1000, failingSinceMs: 0 } }),
      "degraded archive_behind",
    );
    assertEquals(
      await setup.after(5 * secMs, { archive: { ...goodArchive, lag: 10, failingSinceMs: 0 } }),
      "healthy",
    );
    const broken = { archive: { ...goodArchive, lag: 10, failingSinceMs: setup.clock.now() } };
    assertEquals(await setup.after(25 * secMs, broken), "healthy");
    assertEquals(await setup.after(10 * secMs), "degraded archive_failing");
  });

  test("is degraded while Telegram is slow for minutes", async () => {
    using setup = new Setup({ upstream: { ...goodUpstream, lastLatencyMs: 4000 } });
    assertEquals(await setup.after(110 * secMs), "healthy");
    assertEquals(await setup.after(20 * secMs), "degraded upstream_slow");
    assertEquals(await setup.after(70 * secMs, { upstream: goodUpstream }), "healthy");
  });

  test("is reported in Russian too, whatever the reason", () => {
    const codes = Object.keys(healthReasons) as (keyof typeof healthReasons)[]; // keys() forgets them.
    assert(codes.length >= 20);
    assertEquals(codes.filter((code) => describeFault("ru", { code, values: {} }) === undefined), []);
  });
});

describe("the health of a bot whose polls fail", () => {
  const levels = (state: string, changes: Partial<UpstreamFacts>, ...ages: readonly number[]) => {
    using setup = new Setup();
    const nowMs = setup.clock.now();
    return ages.map((ageMs) =>
      setup.monitor.bot(7, {
        ...goodUpstream,
        state,
        lastFault: fault("upstream_silent", { seconds: 75 }),
        failingSinceMs: nowMs - ageMs,
        sinceMs: nowMs - ageMs,
        ...changes,
      }).level
    );
  };

  test("is healthy for a moment, then degraded, then down", () => {
    assertEquals(levels("unreachable", {}, 4000, 5000, 29_000, 30_000), [
      "healthy",
      "degraded",
      "degraded",
      "down",
    ]);
    assertEquals(levels("rate_limited", {}, 4000, 59_000, 60_000), ["healthy", "degraded", "down"]);
    assertEquals(levels("refused", {}, 4000, 80_000, 90_000), ["healthy", "degraded", "down"]);
    assertEquals(levels("conflict", {}, 0, 299_000, 300_000), ["degraded", "degraded", "down"]);
  });

  test("is down at once when no poll ever succeeded", () => {
    for (const state of ["unreachable", "rate_limited", "refused", "conflict"]) {
      assertEquals(levels(state, { lastSuccessMs: 0 }, 0), ["down"], state);
    }
  });

  test("is down at once when the token is revoked or the disk is full", () => {
    for (const state of ["revoked", "disk"]) assertEquals(levels(state, {}, 0), ["down"], state);
  });

  test("stays degraded for a minute after another program polled it", () => {
    using setup = new Setup();
    const seen = (agoMs: number) =>
      setup.monitor.bot(7, { ...goodUpstream, lastConflictMs: setup.clock.now() - agoMs }).reasons.map((
        { fault },
      ) => fault.code);
    assertEquals([seen(59_000), seen(60_000)], [["polling_conflict"], []]);
  });

  test("is degraded when its webhook does not work and it is polled instead", () => {
    assertEquals(
      levels(
        "ok",
        { lastFault: fault("webhook_ingress_failing", { cause: fault("ingress_without_url") }) },
        0,
      ),
      ["degraded"],
    );
  });

  test("lists what takes it down before what degrades it", async () => {
    using setup = new Setup({ consumers: failing({ failuresInARow: 9, failingSinceMs: 1, isPaused: true }) });
    const revoked = {
      ...goodUpstream,
      state: "revoked",
      lastFault: fault("token_revoked", { said: "401 Unauthorized" }),
    };
    assertEquals(await setup.after(5 * secMs, { upstream: revoked }), "down token_revoked webhook_failing");
  });
});
