import { type Fault, fault, type HealthCode } from "../faults/fault.ts";
import type { BotFacts, ConsumerFacts, FailingRule, TargetFacts } from "./facts.ts";
import type { Delays, Finding } from "./hysteresis.ts";

/** When something last grew: updates lost, dead letters. */
interface GrowthFacts {
  readonly lostMs: number;
  readonly deadMs: number;
}

/** What is said of a condition while it counts. */
interface Words {
  readonly fault: Fault<HealthCode>;
  /** When it began, where that is known better than by looking. */
  readonly sinceMs?: number;
}

/** Something that degrades a bot. */
export interface Condition<Facts> extends Delays {
  /** Tells it from the others of the same subject. */
  readonly name: string;
  look(facts: Facts, nowMs: number): Finding;
  describe(facts: Facts): Words;
}

/** Attempts in a row, and time since the first of them, after which a webhook counts as failing. */
const minWebhookFailures = 3;
const webhookGraceMs = 30_000;
/** A program that asks less often than this is taken for gone. */
const maxPollGapMs = 180_000;
/** For so long what happened once counts. */
const eventHoldMs = 15 * 60_000;
const minRuleFailures = 3;
const ruleGraceMs = 60_000;
/** For so long a skipped update counts: long enough for somebody to look in the next day. */
const skipHoldMs = 24 * 3_600_000;
const archiveGraceMs = 30_000;

/** A consumer with what is known of it from earlier looks, and the journal it reads. */
interface WatchedConsumer extends ConsumerFacts, GrowthFacts {
  readonly journal: BotFacts["journal"];
}

/** What degrades a bot because of one of its consumers. A disabled one, or one that no program ever used, does not. */
export const consumerConditions: readonly Condition<WatchedConsumer>[] = [
  {
    name: "webhook",
    enterMs: 0,
    leaveMs: 15_000,
    look: ({ push }, nowMs) => toFinding(push?.targets.some((target) => isFailing(target, nowMs)) === true),
    describe: ({ name, push, lag }) => describeWebhook(name, push?.targets ?? [], lag),
  },
  {
    name: "stopped-polling",
    enterMs: 0,
    leaveMs: 0,
    look: ({ push, lag, lastPollMs }, nowMs) =>
      toFinding(push === undefined && lag > 0 && lastPollMs > 0 && nowMs - lastPollMs > maxPollGapMs),
    describe: ({ name, lag, lastPollMs }) => ({
      fault: fault("stopped_polling", { consumer: name, count: lag }),
      sinceMs: lastPollMs,
    }),
  },
  {
    name: "updates-lost",
    enterMs: 0,
    leaveMs: 0,
    look: ({ lostMs }, nowMs) => toFinding(nowMs - lostMs < eventHoldMs),
    describe: ({ name, lost, lostMs }) => ({
      fault: fault("updates_lost", { consumer: name, count: lost }),
      sinceMs: lostMs,
    }),
  },
  {
    name: "dead-letters",
    enterMs: 0,
    leaveMs: 0,
    look: ({ deadMs }, nowMs) => toFinding(nowMs - deadMs < eventHoldMs),
    describe: ({ name, push, deadMs }) => ({
      fault: fault("dead_letters", { consumer: name, count: push?.dead ?? 0 }),
      sinceMs: deadMs,
    }),
  },
  {
    name: "queue-nearly-full",
    enterMs: 30_000,
    leaveMs: 60_000,
    look({ lag, journal: { count, bytes, maxBytes } }) {
      if (lag >= 0.8 * count && bytes >= 0.9 * maxBytes) return "bad";
      return lag < 0.6 * count || bytes < 0.8 * maxBytes ? "good" : "between";
    },
    describe: ({ name }) => ({
      fault: fault("queue_nearly_full", { consumer: name }),
    }),
  },
];

/** What degrades a bot by itself. */
export const botConditions: readonly Condition<BotFacts>[] = [
  {
    name: "upstream-slow",
    enterMs: 120_000,
    leaveMs: 60_000,
    look({ upstream }) {
      const latencyMs = upstream?.lastLatencyMs ?? 0;
      if (latencyMs >= 3000) return "bad";
      return latencyMs < 1500 ? "good" : "between";
    },
    describe: ({ upstream }) => ({
      fault: fault("upstream_slow", { seconds: ((upstream?.lastLatencyMs ?? 0) / 1000).toFixed(1) }),
    }),
  },
  {
    name: "archive-failing",
    enterMs: 0,
    leaveMs: 30_000,
    look: ({ archive }, nowMs) =>
      toFinding(
        archive !== undefined && archive.failingSinceMs > 0 &&
          nowMs - archive.failingSinceMs >= archiveGraceMs,
      ),
    describe: ({ archive }) => ({
      fault: fault("archive_failing", { count: archive?.lag ?? 0 }),
      ...(archive === undefined || archive.failingSinceMs === 0 ? {} : { sinceMs: archive.failingSinceMs }),
    }),
  },
  {
    name: "archive-behind",
    enterMs: 300_000,
    leaveMs: 0,
    look({ archive }) {
      const lag = archive?.lag ?? 0;
      if (lag >= 5000) return "bad";
      return lag < 500 ? "good" : "between";
    },
    describe: ({ archive }) => ({
      fault: fault("archive_behind", { count: archive?.lag ?? 0 }),
    }),
  },
  {
    name: "updates-skipped",
    enterMs: 0,
    leaveMs: 0,
    look: ({ archive }, nowMs) =>
      toFinding(archive !== undefined && archive.skippedAtMs > 0 && nowMs - archive.skippedAtMs < skipHoldMs),
    describe: ({ archive }) => ({
      fault: fault("updates_skipped", { count: archive?.skipped ?? 0 }),
      sinceMs: archive?.skippedAtMs ?? 0,
    }),
  },
];

/** What degrades a bot because of one of its routing rules. */
export const ruleCondition: Condition<FailingRule> = {
  name: "rule",
  enterMs: 0,
  leaveMs: 0,
  look: ({ failures, isWaiting, sinceMs }, nowMs) =>
    toFinding(failures >= minRuleFailures || isWaiting && nowMs - sinceMs >= ruleGraceMs),
  describe: ({ name, bot, error, sinceMs }) => ({
    fault: fault("rule_failing", {
      rule: name,
      bot,
      cause: error,
    }),
    sinceMs,
  }),
};

function describeWebhook(consumer: string, targets: readonly TargetFacts[], count: number): Words {
  const failing = targets.filter(({ failuresInARow }) => failuresInARow > 0);
  const [worst] = failing.toSorted((left, right) => right.failuresInARow - left.failuresInARow);
  if (worst === undefined) return { fault: fault("webhook_recovering", { consumer, count }) };
  const { lastStatus: status, failingSinceMs: sinceMs } = worst;
  const total = targets.length;
  if (failing.length < total) {
    return {
      fault: fault("webhook_partly_failing", { failing: failing.length, total, consumer, count }),
      sinceMs,
    };
  }
  return status === 0
    ? { fault: fault("webhook_unreachable", { consumer, count }), sinceMs }
    : { fault: fault("webhook_failing", { consumer, status, count }), sinceMs };
}

function isFailing({ failuresInARow, failingSinceMs, isPaused }: TargetFacts, nowMs: number): boolean {
  return isPaused || failuresInARow >= minWebhookFailures && nowMs - failingSinceMs >= webhookGraceMs;
}

function toFinding(isBad: boolean): Finding {
  return isBad ? "bad" : "good";
}
