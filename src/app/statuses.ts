import { join } from "node:path";
import process from "node:process";
import type { Archiving } from "./archiving.ts";
import type { Delivery } from "../delivery/delivery.ts";
import type { SystemStatus } from "../http/api/ports.ts";
import type { Outlet } from "../http/outlet.ts";
import type { BotFacts, ConsumerFacts, FailingRule } from "../health/facts.ts";
import type { HealthMonitor } from "../health/health_monitor.ts";
import type { BotStatus, ConsumerStatus } from "../http/status.ts";
import type { Traffic } from "../http/traffic.ts";
import type { Journal } from "../journal/journal.ts";
import type { Bot, Consumer } from "../registry/model.ts";
import type { Registry } from "../registry/registry.ts";
import type { Routing } from "../routing/routing.ts";
import type { Platform } from "../runtime/platform.ts";
import { databaseBytes } from "../storage/database_bytes.ts";
import type { FileCache } from "../tgapi/files/file_cache.ts";
import type { ProgramWatch } from "../tgapi/door/program_watch.ts";
import type { Fleet } from "../upstream/fleet.ts";
import { version } from "../version.ts";

/** Whom {@linkcode Statuses} asks. */
export interface StatusesOptions {
  readonly registry: Registry;
  readonly journal: Journal;
  readonly fleet: Fleet;
  readonly archiving: Archiving | undefined;
  readonly routing: Routing;
  readonly delivery: Delivery;
  readonly programs: ProgramWatch;
  readonly health: Pick<HealthMonitor, "bot" | "consumer">;
  readonly files: FileCache;
  /** What came in of each bot. */
  readonly inflow: Pick<Traffic<number>, "of">;
  /** What went out of the journals. */
  readonly outflow: Pick<Traffic<Outlet>, "of">;
  readonly platform: Platform;
  readonly dataDir: string;
  readonly startedAtMs: number;
}

/** How everything fares, put together from those who know a part of it. */
export class Statuses {
  readonly #options: StatusesOptions;

  constructor(options: StatusesOptions) {
    this.#options = options;
  }

  /** All bots, but those that were just added and still open. */
  all(): BotStatus[] {
    return this.#options.registry.bots().flatMap((bot) => this.#ofBot(bot) ?? []);
  }

  /** `undefined` when there is no such bot, and while it opens. */
  bot(botId: number): BotStatus | undefined {
    const bot = this.#options.registry.bot(botId);
    return bot && this.#ofBot(bot);
  }

  /** `undefined` when there is no such consumer, and while it opens. */
  consumer(consumerId: number): ConsumerStatus | undefined {
    const consumer = this.#options.registry.consumer(consumerId);
    return consumer && this.#ofConsumer(consumer);
  }

  /** How BotMux itself fares. */
  system(): SystemStatus {
    const { platform, dataDir, startedAtMs, journal, delivery, files, registry } = this.#options;
    return {
      version,
      runtime: platform.name,
      runtimeVersion: platform.version,
      startedAtMs,
      residentBytes: process.memoryUsage.rss(),
      ringBytes: journal.ringBytes,
      waitingPolls: delivery.waiting,
      journalBytes: databaseBytes(join(dataDir, "journal.db")),
      databaseBytes: databaseBytes(join(dataDir, "botmux.db")),
      archiveBytes: databaseBytes(join(dataDir, "archive.db")),
      fileBytes: files.bytes,
      bots: registry.bots().length,
    };
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
      isDisabled: consumer.disabledReason !== "",
      lag: journal.lag(cursor),
      lost: cursor.lost,
      lastPollMs: consumer.mode === "poll" ? programs.of(consumer.id).lastPollMs : 0,
      push: delivery.pushReport(consumer.id),
    };
  }

  #ofBot(bot: Bot): BotStatus | undefined {
    const { registry, journal, fleet, archiving, routing, inflow, outflow, health } = this.#options;
    if (!journal.hasLog(bot.id)) return undefined;
    const upstream = fleet.health(bot.id);
    return {
      bot,
      report: health.bot(bot.id, upstream),
      health: upstream,
      log: journal.logState(bot.id),
      archive: archiving?.state(bot.id),
      routing: routing.state(bot.id),
      perMinute: {
        received: inflow.of(bot.id).perMinute,
        archived: outflow.of(`archive ${bot.id}`).perMinute,
        routed: outflow.of(`routing ${bot.id}`).perMinute,
      },
      consumers: registry.consumers(bot.id).flatMap((consumer) => this.#ofConsumer(consumer) ?? []),
    };
  }

  #ofConsumer(consumer: Consumer): ConsumerStatus | undefined {
    const { journal, delivery, programs, outflow, health } = this.#options;
    const cursor = journal.cursor(consumer.id);
    if (cursor === undefined) return undefined;
    return {
      consumer,
      position: cursor.position,
      lag: journal.lag(cursor),
      lost: cursor.lost,
      delivered: delivery.delivered(consumer.id),
      deliveredPerMinute: outflow.of(`consumer ${consumer.id}`).perMinute,
      push: delivery.pushReport(consumer.id),
      program: programs.of(consumer.id),
      report: health.consumer(consumer.id),
    };
  }
}
