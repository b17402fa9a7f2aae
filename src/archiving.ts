import { existsSync } from "node:fs";
import { join } from "node:path";
import { type ArchiveService, createRemoteArchive } from "./archive/archive_functions.ts";
import { Capture } from "./archive/capture.ts";
import type { ForgottenUser } from "./archive/forget_user.ts";
import { type ArchiveRetention, keepWithin, type PrunedArchive } from "./archive/retention.ts";
import { Recorder, type RecorderState } from "./archive/recorder.ts";
import type { Clock } from "./base/clock.ts";
import type { Logger } from "./base/logger.ts";
import type { Journal } from "./journal/journal.ts";
import type { Bot } from "./registry/model.ts";
import { Thread } from "./runtime/thread.ts";

/** What {@linkcode Archiving} is made of. */
export interface ArchivingOptions {
  readonly dataDir: string;
  readonly journal: Journal;
  readonly retention: ArchiveRetention;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** The archive of a running BotMux: a thread of its own that keeps it, and what carries updates there. */
export class Archiving {
  /** Everything that may be asked of the archive. The first call opens it. */
  readonly archive: ArchiveService;
  readonly #options: ArchivingOptions;
  readonly #thread: Thread;
  readonly #recorder: Recorder;
  readonly #stopping = new AbortController();
  #keeping: Promise<void> | undefined;
  /** Takes note of the calls that bots make. */
  readonly capture: Capture;

  constructor(options: ArchivingOptions) {
    const { dataDir, journal, clock, logger } = options;
    this.#options = options;
    this.#thread = new Thread(new URL("./archive_thread.ts", import.meta.url), { dataDir });
    this.archive = createRemoteArchive((method, parameters) => this.#thread.call(method, parameters));
    this.capture = new Capture({ keeper: this.archive, clock, logger });
    this.#recorder = new Recorder({ journal, keeper: this.archive, clock, logger, random: Math.random });
  }

  /** Begins to archive, with all that the journals hold and the archive does not. */
  async start(bots: readonly Bot[]): Promise<void> {
    for (const bot of bots) this.add(bot);
    await this.#removeUnclaimed(bots);
    const { retention, clock, logger } = this.#options;
    const archive: PrunedArchive = {
      // An archive in which nothing stands yet is not opened for this.
      bots: async () => this.#exists() ? await this.archive.bots() : [],
      prune: (botId, beforeMs, maxBytes) => this.archive.prune(botId, beforeMs, maxBytes),
    };
    this.#keeping = keepWithin({ archive, retention, clock, logger, signal: this.#stopping.signal });
  }

  /** Takes everything about a user out of a bot's archive, after what is on its way there has arrived. */
  async forgetUser(botId: number, userId: number): Promise<ForgottenUser> {
    if (!this.#exists()) return { removed: 0, rewritten: 0 };
    await this.#recorder.settled(botId);
    await this.capture.settled();
    return await this.archive.forgetUser(botId, userId);
  }

  /** Archives a bot, or takes note of its new settings. Its journal must be open. */
  add({ id, retentionMs }: Bot): void {
    this.#recorder.add(id, retentionMs);
  }

  /** Forgets a bot and all that was archived of it. Its journal must still be open. */
  async remove(botId: number): Promise<void> {
    await this.#recorder.remove(botId);
    if (this.#exists()) await this.archive.removeBot(botId);
  }

  /** How far the archive of a bot is; `undefined` when it is not archived. */
  state(botId: number): RecorderState | undefined {
    return this.#recorder.state(botId);
  }

  /** Ends after what is being written, and closes the archive. */
  async close(): Promise<void> {
    this.#stopping.abort();
    await this.#keeping;
    await this.#recorder.stop();
    await this.capture.stop();
    await this.#thread.close();
  }

  /** Bots that were removed while no BotMux ran leave nothing behind either. */
  async #removeUnclaimed(bots: readonly Bot[]): Promise<void> {
    if (!this.#exists()) return;
    const claimed = new Set(bots.map(({ id }) => id));
    for (const { botId } of await this.archive.bots()) {
      if (!claimed.has(botId)) await this.archive.removeBot(botId);
    }
  }

  #exists(): boolean {
    return this.#thread.isRunning || existsSync(join(this.#options.dataDir, "archive.db"));
  }
}
