import type { Delivery } from "../delivery/delivery.ts";
import type { BotFacts, ConsumerFacts, FailingRule } from "../health/facts.ts";
import type { Outlet } from "../http/outlet.ts";
import type { Journal } from "../journal/journal.ts";
import type { Consumer } from "../registry/entities/consumer.ts";
import type { Registry } from "../registry/registry.ts";
import type { Routing } from "../routing/routing.ts";
import type { ProgramWatch } from "../tgapi/door/program_watch.ts";
import type { Fleet } from "../upstream/fleet.ts";
import type { Archiving } from "./archiving.ts";

/** Options for {@linkcode BotFigures}. */
export interface BotFiguresOptions {
  readonly registry: Registry;
  readonly journal: Journal;
  readonly fleet: Fleet;
  readonly archiving: Archiving | undefined;
  readonly routing: Routing;
  readonly delivery: Delivery;
  readonly programs: ProgramWatch;
}

/** What traffic and health are judged by, asked of those who carry updates. */
export class BotFigures {
  readonly #options: BotFiguresOptions;

  constructor(options: BotFiguresOptions) {
    this.#options = options;
  }

  /** Each bot with the number of updates received since it is polled. */
  *received(): Iterable<readonly [number, number]> {
    const { registry, fleet } = this.#options;
    for (const { id } of registry.bots()) yield [id, fleet.health(id)?.received ?? 0];
  }

  /** Each way out of a journal with the number of updates that passed by it. */
  *passedOn(): Iterable<readonly [Outlet, number]> {
    const { registry, delivery, archiving, routing } = this.#options;
    for (const { id } of registry.bots()) {
      for (const consumer of registry.consumers(id)) {
        yield [`consumer ${consumer.id}`, delivery.delivered(consumer.id)];
      }
      yield [`archive ${id}`, archiving?.state(id)?.archived ?? 0];
      yield [`routing ${id}`, routing.state(id).routed];
    }
  }

  /** Each bot whose journal is open, with the position of its newest update. */
  *newest(): Iterable<readonly [number, number]> {
    const { registry, journal } = this.#options;
    for (const { id } of registry.bots()) {
      if (journal.hasLog(id)) yield [id, journal.logState(id).lastPosition];
    }
  }

  /** What the health of each bot is judged by; bots that were just added and still open are left out. */
  *facts(): Iterable<BotFacts> {
    const { registry, journal, fleet, archiving, routing } = this.#options;
    const failing = Map.groupBy(routing.failing(), ({ route }) => route.botId);
    for (const bot of registry.bots()) {
      if (!journal.hasLog(bot.id)) continue;
      const { count, bytes } = journal.logState(bot.id);
      yield {
        id: bot.id,
        upstream: fleet.health(bot.id),
        journal: { count, bytes, maxBytes: bot.maxJournalBytes },
        archive: archiving?.state(bot.id),
        failingRules: (failing.get(bot.id) ?? []).map(({ route, ...lane }): FailingRule => ({
          ...lane,
          name: route.rule.name,
        })),
        consumers: registry.consumers(bot.id).flatMap((consumer) => this.#factsOf(consumer) ?? []),
      };
    }
  }

  #factsOf(consumer: Consumer): ConsumerFacts | undefined {
    const { journal, delivery, programs } = this.#options;
    const cursor = journal.cursor(consumer.id);
    if (cursor === undefined) return undefined;
    return {
      id: consumer.id,
      name: consumer.name,
      isDisabled: consumer.disabledReason !== undefined,
      lag: journal.lag(cursor),
      lost: cursor.lost,
      lastPollMs: consumer.mode === "poll" ? programs.of(consumer.id).lastPollMs : 0,
      push: delivery.pushReport(consumer.id),
    };
  }
}
