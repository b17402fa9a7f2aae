import type { Clock } from "../base/clock.ts";
import { botConditions, type Condition, consumerConditions, ruleCondition } from "./conditions.ts";
import type { BotFacts, ConsumerFacts, UpstreamFacts } from "./facts.ts";
import { Growth } from "./growth.ts";
import { Hysteresis } from "./hysteresis.ts";
import { type HealthReason, type HealthReport, toReport } from "./reason.ts";
import { judgeUpstream } from "./upstream_reasons.ts";

/** Options for {@linkcode HealthMonitor}. */
interface HealthMonitorOptions {
  readonly bots: () => Iterable<BotFacts>;
  readonly clock: Clock;
}

/** How often everything is looked at, in milliseconds. */
const lookMs = 5_000;
/** A consumer that no program has polled for so long is taken for given up. */
const abandonedMs = 7 * 86_400_000;

interface Subject {
  readonly key: string;
  readonly consumer?: string;
  readonly rule?: string;
}

/**
 * Judges the health of bots and consumers; whoever shows it asks here. What is between a bot and Telegram is judged
 * when it is asked for; all else is looked at every few seconds, so that it can be told what lasts from what passes.
 */
export class HealthMonitor {
  readonly #options: HealthMonitorOptions;
  readonly #hysteresis = new Hysteresis();
  readonly #growth = new Growth();
  /** Reasons other than those of upstream, by bot id. */
  #ofBots = new Map<number, readonly HealthReason[]>();
  #ofConsumers = new Map<number, readonly HealthReason[]>();
  #cancel: (() => void) | undefined;

  constructor(options: HealthMonitorOptions) {
    this.#options = options;
  }

  /** Begins to look. */
  start(): void {
    this.#cancel ??= this.#schedule();
    this.#look();
  }

  close(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }

  /** How healthy a bot is, its consumers and rules included. */
  bot(botId: number, upstream: UpstreamFacts | undefined): HealthReport {
    const ofUpstream = judgeUpstream(upstream, this.#options.clock.now());
    return toReport([...ofUpstream, ...this.#ofBots.get(botId) ?? []]);
  }

  /** How healthy a consumer is. */
  consumer(consumerId: number): HealthReport {
    return toReport(this.#ofConsumers.get(consumerId) ?? []);
  }

  /** A consumer was disabled or removed: what was wrong with it counts no more. */
  dropConsumer(
    { id, botId, name }: { readonly id: number; readonly botId: number; readonly name: string },
  ): void {
    this.#ofConsumers.delete(id);
    const reasons = this.#ofBots.get(botId);
    if (reasons !== undefined) this.#ofBots.set(botId, reasons.filter(({ consumer }) => consumer !== name));
  }

  #look(): void {
    const nowMs = this.#options.clock.now();
    const ofBots = new Map<number, readonly HealthReason[]>();
    const ofConsumers = new Map<number, readonly HealthReason[]>();
    for (const bot of this.#options.bots()) {
      const reasons = this.#judgeAll(botConditions, bot, { key: `bot ${bot.id}` }, nowMs);
      for (const rule of bot.failingRules) {
        const subject = { key: `rule ${bot.id} ${rule.bot} ${rule.name}`, rule: rule.name };
        reasons.push(...this.#judgeAll([ruleCondition], rule, subject, nowMs));
      }
      for (const consumer of bot.consumers) {
        const found = this.#judgeConsumer(consumer, bot, nowMs);
        ofConsumers.set(consumer.id, found);
        reasons.push(...found);
      }
      ofBots.set(bot.id, reasons);
    }
    this.#hysteresis.endRound();
    this.#growth.endRound();
    this.#ofBots = ofBots;
    this.#ofConsumers = ofConsumers;
  }

  #schedule(): () => void {
    return this.#options.clock.schedule(() => {
      this.#cancel = this.#schedule();
      this.#look();
    }, lookMs);
  }

  #judgeConsumer(consumer: ConsumerFacts, { journal }: BotFacts, nowMs: number): HealthReason[] {
    const { id, name, push, lost } = consumer;
    const lostMs = this.#growth.observe(`lost ${id}`, lost, nowMs);
    const deadMs = this.#growth.observe(`dead ${id}`, push?.dead ?? 0, nowMs);
    if (!isInUse(consumer, nowMs)) return [];
    const watched = { ...consumer, journal, lostMs, deadMs };
    return this.#judgeAll(consumerConditions, watched, { key: `consumer ${id}`, consumer: name }, nowMs);
  }

  #judgeAll<Facts>(
    conditions: readonly Condition<Facts>[],
    facts: Facts,
    { key, ...names }: Subject,
    nowMs: number,
  ): HealthReason[] {
    return conditions.flatMap((condition): HealthReason[] => {
      const finding = condition.look(facts, nowMs);
      const sinceMs = this.#hysteresis.observe(`${condition.name} ${key}`, finding, nowMs, condition);
      if (sinceMs === undefined) return [];
      return [{ sinceMs, level: "degraded", ...names, ...condition.describe(facts) }];
    });
  }
}

/** Whether anybody misses updates that this consumer does not get. */
function isInUse({ isDisabled, push, lastPollMs }: ConsumerFacts, nowMs: number): boolean {
  return !isDisabled && (push !== undefined || lastPollMs > 0 && nowMs - lastPollMs < abandonedMs);
}
