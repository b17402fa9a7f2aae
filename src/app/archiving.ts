import { fault } from "../faults/fault.ts";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { type ArchiveService, createRemoteArchive } from "../archive/archive_functions.ts";
import { ArchiveCommits } from "../archive/archive_commits.ts";
import { Capture } from "../archive/capture.ts";
import type { CaptureKeeper } from "../archive/capture_ports.ts";
import type { ForgottenUser } from "../archive/forget_user.ts";
import {
  type ArchiveRetention,
  type KeptArchive,
  runArchiveMaintenance,
} from "../archive/archive_maintenance.ts";
import { type RecordedTerms, Recorder, type RecorderState, type RecordKeeper } from "../archive/recorder.ts";
import { packCalls } from "../archive/packed_calls.ts";
import type { StaleChat } from "../archive/archive_store.ts";
import type { MessagePlace } from "../archive/facts.ts";
import { type Clock, systemClock } from "../base/clock.ts";
import { closeAll } from "../base/close_all.ts";
import type { Logger } from "../base/logger.ts";
import { StorageError } from "../base/storage_error.ts";
import { captureReasons } from "../health/capture_reasons.ts";
import type { HealthSource } from "../health/process_health.ts";
import type { HealthReason } from "../health/reason.ts";
import type { Journal } from "../journal/journal.ts";
import type { Bot } from "../registry/entities/bot.ts";
import { Thread } from "../runtime/thread.ts";
import { Spool } from "../storage/spool.ts";
import type { DatabaseHealth } from "../storage/database_health.ts";

/** Options for {@linkcode Archiving}. */
interface ArchivingOptions {
  readonly dataDir: string;
  /** The id that archive.db has or gets; any when absent. */
  readonly archiveId?: string | undefined;
  /** Told once that archive.db is open. */
  readonly onOpened: () => void;
  readonly journal: Journal;
  readonly retention: ArchiveRetention;
  /** Told of what is wrong with archive.db. */
  readonly databases: Pick<DatabaseHealth, "failed" | "setProbe">;
  /** Whether a bot is archived now. */
  readonly isArchived: (botId: number) => boolean;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Folder of the calls that wait to be archived, in the data folder. */
const spoolFolder = "captured";
/** That the spool cannot be used is logged this often at most, in milliseconds. */
const spoolLogMs = 60_000;
/** How long a call of the archive may take, in milliseconds. */
const callMs = 120_000;
/** The same for what is done in many small steps. */
const longCallMs = 6 * 3_600_000;
const longCalls: ReadonlySet<string> = new Set(
  ["removeChat", "forgetUser", "forgetMessages", "removeBot"] satisfies (keyof ArchiveService)[],
);

/** The archive of a running BotMux: a thread of its own that keeps it, and what carries updates there. */
export class Archiving implements HealthSource {
  /** Everything that may be asked of the archive. The first call opens it. */
  readonly archive: ArchiveService;
  readonly #options: ArchivingOptions;
  readonly #path: string;
  readonly #thread: Thread;
  readonly #recorder: Recorder;
  readonly #commits: ArchiveCommits;
  readonly #stopping = new AbortController();
  #isOpened = false;
  #keeping: Promise<void> | undefined;
  /** Bots that are to be archived. */
  readonly #wanted = new Map<number, RecordedTerms>();
  /** What is being removed, by bot. It may take minutes, and nothing else waits for it. */
  readonly #removals = new Map<number, Promise<void>>();
  /** How often something was written to the archive of each bot since the start. */
  readonly #writes = new Map<number, number>();
  /** Takes note of the calls that bots make. */
  readonly capture: Capture;
  #spoolLoggedAtMs = -Infinity;

  constructor(options: ArchivingOptions) {
    const { dataDir, archiveId, journal, databases, clock, logger } = options;
    this.#options = options;
    this.#path = join(dataDir, "archive.db");
    this.#thread = new Thread({
      name: "archive",
      url: new URL("./archive_thread.ts", import.meta.url),
      data: { dataDir, archiveId },
      // A thread works as long as it takes, whatever time it is for the updates.
      clock: systemClock,
      logger,
      callLimitMs: (method) => longCalls.has(method) ? longCallMs : callMs,
    });
    this.archive = createRemoteArchive((method, parameters) => this.#call(method, parameters));
    databases.setProbe(this.#path, async () => void await this.#thread.call("probe", []));
    this.#commits = new ArchiveCommits({
      archive: this.archive,
      onCommitted: () => {
        this.#recorder.committed();
        this.capture.committed();
      },
      onLost: () => {
        this.#recorder.lost();
        this.capture.lost();
      },
      clock,
      logger,
    });
    const keeper = this.#countedKeeper();
    this.capture = new Capture({
      keeper,
      openSpool: () =>
        Spool.open({ folder: join(dataDir, spoolFolder), onError: (error) => this.#spoolFailed(error) }),
      isArchived: options.isArchived,
      clock,
      logger,
    });
    this.#recorder = new Recorder({ journal, keeper, clock, logger, random: Math.random });
  }

  reasons(): readonly HealthReason[] {
    const { stall } = this.#thread;
    const reasons = captureReasons(this.capture, this.#options.clock.now());
    if (stall === undefined) return reasons;
    reasons.push({
      fault: fault("archive_stalled", { method: stall.method }),
      level: "down",
      sinceMs: stall.sinceMs,
    });
    return reasons;
  }

  /** How often the archive's thread died or was ended because it did not answer. */
  get restarts(): number {
    return this.#thread.restarts;
  }

  /** Begins to archive, with all that the journals hold and the archive does not. */
  start(bots: readonly Bot[]): void {
    for (const bot of bots) if (bot.isArchived) this.#add(bot);
    this.capture.start();
    this.#keeping = this.#runArchiveMaintenance(new Set(bots.map(({ id }) => id)));
  }

  /**
   * Takes note of what is to be done with a bot, whose journal must be open. When it is not to be archived any more,
   * what was archived stays, and goes by the archive's retention.
   */
  async follow(bot: Bot): Promise<void> {
    if (bot.isArchived) return this.#add(bot);
    this.#wanted.delete(bot.id);
    await this.#recorder.remove(bot.id);
    await this.commit();
  }

  /** Stops archiving a bot whose journal is still open, and begins to remove all that was archived of it. */
  async remove(botId: number): Promise<void> {
    this.#wanted.delete(botId);
    this.#writes.delete(botId);
    await this.#recorder.remove(botId);
    await this.capture.settled();
    await this.commit();
    if (this.#exists()) this.#beginRemoval(botId);
  }

  /** Begins to remove all that was archived of a bot that is not archived any more. */
  clear(botId: number): void {
    if (this.#exists() && !this.#wanted.has(botId) && !this.#removals.has(botId)) this.#beginRemoval(botId);
  }

  /** As of the archive; nothing, without opening it, while nothing was archived. */
  async staleChat(
    botId: number,
    activeSinceMs: number,
    askedBeforeMs: number,
  ): Promise<StaleChat | undefined> {
    return this.#exists() ? await this.archive.staleChat(botId, activeSinceMs, askedBeforeMs) : undefined;
  }

  /** As of the archive. */
  noteAsked(botId: number, chatId: number, atMs: number): Promise<void> {
    return this.archive.noteAsked(botId, chatId, atMs);
  }

  /** Takes everything about a user out of a bot's archive, after what is on its way there has arrived. */
  async forgetUser(botId: number, userId: number): Promise<ForgottenUser> {
    if (!this.#exists()) return { removed: 0, rewritten: 0 };
    await this.#arrived(botId);
    return await this.archive.forgetUser(botId, userId);
  }

  /** Takes all that is recorded of some messages out of a bot's archive; gives how many records that were. */
  async forgetMessages(botId: number, places: readonly MessagePlace[]): Promise<number> {
    if (!this.#exists()) return 0;
    await this.#arrived(botId);
    return await this.archive.forgetMessages(botId, places);
  }

  /** Commits what was archived. What cannot be committed is archived again, out of the journal. */
  async commit(): Promise<void> {
    try {
      await this.#commits.commit();
    } catch (error) {
      this.#options.logger.error("cannot commit the archive, archiving again", { error });
    }
  }

  /** The first update of a bot that is archived but not committed: the journal must keep it; `undefined` for none. */
  openFrom(botId: number): number | undefined {
    return this.#commits.isOpen ? this.#recorder.openFrom(botId) : undefined;
  }

  /** How far the archive of a bot is; `undefined` when it is not archived. */
  state(botId: number): (RecorderState & { readonly writes: number }) | undefined {
    const state = this.#recorder.state(botId);
    return state && { ...state, writes: this.#writes.get(botId) ?? 0 };
  }

  /** Ends after what is being written, and closes the archive. A removal that is under way goes on at the next start. */
  async close(): Promise<void> {
    this.#stopping.abort();
    await closeAll([
      () => this.#keeping,
      () => this.#recorder.stop(),
      () => this.capture.stop(),
      () => this.commit(),
      () => this.#commits.close(),
      () => this.capture.close(),
      () => this.#closeThread(),
      () => Promise.all(this.#removals.values()),
    ]);
  }

  /** Closes the archive; what fails then is logged, because everything else is still to be closed. */
  async #closeThread(): Promise<void> {
    try {
      await this.#thread.close();
    } catch (error) {
      this.#options.logger.error("cannot close the archive", { error });
    }
  }

  /** What is on its way to a bot's archive is written and committed: nothing of it can come again. */
  async #arrived(botId: number): Promise<void> {
    await this.#recorder.settled(botId);
    await this.capture.settled();
    await this.#commits.commit();
  }

  #add({ id, archivedSinceMs: sinceMs = 0 }: Bot): void {
    this.#wanted.set(id, { sinceMs });
    // What was archived of a bot of this id goes first.
    if (!this.#removals.has(id)) this.#recorder.add(id, { sinceMs });
  }

  async #runArchiveMaintenance(claimed: ReadonlySet<number>): Promise<void> {
    const { retention, clock, logger } = this.#options;
    const archive: KeptArchive = {
      // An archive in which nothing stands yet is not opened for this.
      bots: async () => this.#exists() ? await this.archive.bots() : [],
      condense: (botId, beforeDay) => this.archive.condense(botId, beforeDay),
      reread: async () => this.#exists() && await this.archive.reread(),
      prune: (botId, beforeMs, maxBytes) => this.archive.prune(botId, beforeMs, maxBytes),
    };
    try {
      // Bots that were removed while no BotMux ran leave nothing behind either.
      for (const { botId } of await archive.bots()) {
        if (!claimed.has(botId) && !this.#wanted.has(botId)) this.#beginRemoval(botId);
      }
    } catch (error) {
      logger.error("cannot open the archive, updates wait in the journal", { error });
    }
    await runArchiveMaintenance({ archive, retention, clock, logger, signal: this.#stopping.signal });
  }

  #beginRemoval(botId: number): void {
    const removal = this.archive.removeBot(botId).catch((error) => {
      if (this.#stopping.signal.aborted) return;
      this.#options.logger.error("cannot remove a bot's archive", {
        bot: botId,
        error,
        next_retry: "next start",
      });
    }).then(() => {
      this.#removals.delete(botId);
      const terms = this.#wanted.get(botId);
      if (terms !== undefined && !this.#stopping.signal.aborted) this.#recorder.add(botId, terms);
    });
    this.#removals.set(botId, removal);
  }

  /** The archive as those who write to it know it. */
  #countedKeeper(): RecordKeeper & CaptureKeeper {
    const { archive } = this;
    const commits = this.#commits;
    const prepare = async (methods: ReadonlySet<string>) => {
      // What a bot copies must be known before the copy.
      if ([...methods].some((method) => method.startsWith("copymessage"))) await this.#recorder.catchUp();
    };
    const count = (botId: number) => this.#writes.set(botId, (this.#writes.get(botId) ?? 0) + 1);
    return {
      bots: archive.bots,
      setPosition: archive.setPosition,
      skip: archive.skip,
      commit: () => commits.commit(),
      async record(batch) {
        const isCommitted = await commits.record(batch);
        count(batch.botId);
        return isCommitted;
      },
      capture: async (calls, spool) => {
        const methods = new Set(calls.map(({ method }) => method));
        const isCommitted = await commits.capture(packCalls(spool, calls), () => prepare(methods));
        for (const botId of new Set(calls.map(({ botId }) => botId))) count(botId);
        return isCommitted;
      },
      async captureSpooled(stretch, spool) {
        const kept = await commits.captureSpooled(stretch, spool, () => prepare(stretch.methods));
        for (const botId of stretch.botIds) count(botId);
        return kept;
      },
    };
  }

  async #call(method: string, parameters: readonly unknown[]): Promise<unknown> {
    try {
      const result = await this.#thread.call(method, parameters);
      if (!this.#isOpened) this.#noteOpened();
      return result;
    } catch (error) {
      if (error instanceof StorageError) this.#options.databases.failed(error);
      throw error;
    }
  }

  #noteOpened(): void {
    this.#isOpened = true;
    try {
      this.#options.onOpened();
    } catch (error) {
      this.#options.logger.error("cannot record that the archive exists", { error });
    }
  }

  /** Calls that wait are still archived; a `kill -9` loses those that the spool could not write. */
  #spoolFailed(error: unknown): void {
    const { clock, logger } = this.#options;
    const nowMs = clock.now();
    if (nowMs - this.#spoolLoggedAtMs < spoolLogMs) return;
    this.#spoolLoggedAtMs = nowMs;
    logger.error("cannot write captured calls to disk, keeping them in memory", {
      error,
    });
  }

  #exists(): boolean {
    return this.#thread.isRunning || existsSync(this.#path);
  }
}
