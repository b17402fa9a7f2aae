import type { BotFacts, ConsumerFacts, FailingRule, TargetFacts } from "./facts.ts";
import type { Delays, Finding } from "./hysteresis.ts";

/** When something last grew: updates lost, dead letters. */
export interface GrowthFacts {
  readonly lostMs: number;
  readonly deadMs: number;
}

/** What is said of a condition while it counts. */
export interface Words {
  readonly code: string;
  readonly message: string;
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
const archiveGraceMs = 30_000;
/** Characters of what Telegram said that are repeated. */
const maxErrorLength = 200;

/** A consumer with what is known of it from earlier looks, and the journal it reads. */
export interface WatchedConsumer extends ConsumerFacts, GrowthFacts {
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
      code: "stopped-polling",
      message:
        `The program of consumer ${name} has stopped polling (updates waiting: ${lag}); check that it runs`,
      sinceMs: lastPollMs,
    }),
  },
  {
    name: "updates-lost",
    enterMs: 0,
    leaveMs: 0,
    look: ({ lostMs }, nowMs) => toFinding(nowMs - lostMs < eventHoldMs),
    describe: ({ name, lost, lostMs }) => ({
      code: "updates-lost",
      message:
        `Consumer ${name} loses updates that retention removes unconfirmed (so far: ${lost}); start its ` +
        "program, or keep updates for longer",
      sinceMs: lostMs,
    }),
  },
  {
    name: "dead-letters",
    enterMs: 0,
    leaveMs: 0,
    look: ({ deadMs }, nowMs) => toFinding(nowMs - deadMs < eventHoldMs),
    describe: ({ name, push, deadMs }) => ({
      code: "dead-letters",
      message:
        `Updates for consumer ${name} became dead letters (since the start: ${push?.dead ?? 0}); fix its ` +
        "program, then redeliver them",
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
      code: "queue-nearly-full",
      message:
        `The queue of consumer ${name} is nearly full, and its oldest updates will be lost; start its ` +
        "program, or raise the maximum journal size",
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
      code: "upstream-slow",
      message: `Telegram answers slowly (${
        ((upstream?.lastLatencyMs ?? 0) / 1000).toFixed(1)
      } s); check the network`,
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
      code: "archive-failing",
      message: `Updates cannot be archived (waiting in the journal: ${archive?.lag ?? 0}); see the log`,
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
      code: "archive-behind",
      message: `The archive is behind (updates waiting: ${
        archive?.lag ?? 0
      }); check the load of this machine`,
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
    code: "rule-failing",
    message: `The routing rule ${name} cannot send with bot ${bot}: ${error.slice(0, maxErrorLength)}`,
    sinceMs,
  }),
};

function describeWebhook(name: string, targets: readonly TargetFacts[], lag: number): Words {
  const [worst] = [...targets].sort((left, right) => right.failuresInARow - left.failuresInARow);
  const waiting = `updates waiting: ${lag}`;
  if (worst === undefined || worst.failuresInARow === 0) {
    return {
      code: "webhook-failing",
      message: `The webhook of consumer ${name} has just recovered (${waiting})`,
    };
  }
  const { lastStatus, failingSinceMs: sinceMs } = worst;
  if (targets.length > 1) {
    const failing = targets.filter(({ failuresInARow }) => failuresInARow > 0).length;
    const advice = failing < targets.length ? "the others take over" : "start its program or correct them";
    return {
      code: lastStatus === 0 ? "webhook-unreachable" : "webhook-failing",
      message: `${failing} of ${targets.length} URLs of consumer ${name} fail (${waiting}); ${advice}`,
      sinceMs,
    };
  }
  return lastStatus === 0
    ? {
      code: "webhook-unreachable",
      message:
        `The webhook of consumer ${name} cannot be reached (${waiting}); start its program or correct its URL`,
      sinceMs,
    }
    : {
      code: "webhook-failing",
      message:
        `The webhook of consumer ${name} answers with HTTP ${lastStatus} (${waiting}); see the log of its program`,
      sinceMs,
    };
}

function isFailing({ failuresInARow, failingSinceMs, isPaused }: TargetFacts, nowMs: number): boolean {
  return isPaused || failuresInARow >= minWebhookFailures && nowMs - failingSinceMs >= webhookGraceMs;
}

function toFinding(isBad: boolean): Finding {
  return isBad ? "bad" : "good";
}
