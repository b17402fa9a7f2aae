import { type Clock, systemClock } from "../base/clock.ts";
import { keepLines, LogRing } from "../base/log_ring.ts";
import { describeLine, type Logger } from "../base/logger.ts";
import { DatabaseHealth } from "../storage/database_health.ts";
import { version } from "../version.ts";
import { ChangeQueue } from "./change_queue.ts";
import type { Environment } from "./environment.ts";
import { openJournalThread } from "./journal_keeping.ts";
import { type OpenData, openData } from "./open_data.ts";
import type { ResolvedOptions } from "./options.ts";

/** What every part of a BotMux stands on. */
export interface Foundation {
  readonly options: ResolvedOptions;
  readonly environment: Environment;
  readonly clock: Clock;
  readonly logger: Logger;
  /** The latest lines of the log. */
  readonly log: LogRing;
  readonly databases: DatabaseHealth;
  readonly data: OpenData;
  readonly changes: ChangeQueue;
  /** Aborts when polls toward upstream end. */
  readonly stopping: AbortController;
  /** Aborts when everything ends. */
  readonly closing: AbortController;
}

/**
 * Opens the data folder.
 *
 * @throws {OperationalError} when it cannot be used or another BotMux holds it.
 */
export async function openFoundation(
  options: ResolvedOptions,
  environment: Environment,
): Promise<Foundation> {
  const { openDatabase, openJournal = openJournalThread, passwordCost, clock = systemClock } = environment;
  const { dataDir, apiKey, telegramPublicKey } = options;
  const log = new LogRing();
  const logger = keepLines(options.logger, log, () => clock.now());
  const databases = new DatabaseHealth({ clock, logger });
  const data = await openData({
    openDatabase,
    openJournal,
    databases,
    dataDir,
    hasArchive: options.archive,
    apiKey,
    secretKeys: options.secretKeys,
    clock,
    accounts: { passwordCost, telegramPublicKey },
    logger,
  });
  log.add({ atMs: clock.now(), level: "info", text: describeLine("starting", { version }) });
  return {
    options,
    environment,
    clock,
    logger,
    log,
    databases,
    data,
    changes: new ChangeQueue(logger),
    stopping: new AbortController(),
    closing: new AbortController(),
  };
}
