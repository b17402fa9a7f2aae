import type { Pacing } from "../pacing/pacing.ts";
import { join } from "node:path";
import process from "node:process";
import type { HealthMonitor } from "../health/health_monitor.ts";
import type { SystemStatus } from "../http/api/ports.ts";
import type { Outlet } from "../http/outlet.ts";
import type { BotStatus, ConsumerStatus } from "../http/status.ts";
import type { Traffic } from "../http/traffic.ts";
import type { Bot } from "../registry/entities/bot.ts";
import type { Consumer } from "../registry/entities/consumer.ts";
import type { Platform } from "../runtime/platform.ts";
import { databaseBytes } from "../storage/database_bytes.ts";
import type { FileCache } from "../tgapi/files/file_cache.ts";
import { version } from "../version.ts";
import type { BotFiguresOptions } from "./bot_figures.ts";

/** Whom {@linkcode Statuses} asks. */
interface StatusesOptions extends BotFiguresOptions {
  readonly pacing: Pacing;
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

/** The status of everything, put together from those who know a part of it. */
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

  /** Status of BotMux itself. */
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

  #ofBot(bot: Bot): BotStatus | undefined {
    const { registry, journal, fleet, archiving, routing, pacing, inflow, outflow, health } = this.#options;
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
      sending: pacing.report(bot.id),
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
      stale: delivery.stale(consumer.id),
      deliveredPerMinute: outflow.of(`consumer ${consumer.id}`).perMinute,
      push: delivery.pushReport(consumer.id),
      program: programs.of(consumer.id),
      report: health.consumer(consumer.id),
    };
  }
}
