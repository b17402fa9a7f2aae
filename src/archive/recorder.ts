import { backgroundDelays } from "../base/backoff.ts";
import { type Clock, sleep } from "../base/clock.ts";
import type { Logger } from "../base/logger.ts";
import { Queue } from "../base/queue.ts";
import { Retry } from "../base/retry.ts";
import { CompiledFilter } from "../journal/filter.ts";
import type { ReadableJournal } from "../journal/readable_journal.ts";
import { PoisonFinder } from "./poison_finder.ts";
import { gatherTimeMs } from "./gather_time.ts";
import { type PackedUpdates, packUpdates } from "./packed_updates.ts";
import type { ArchivedBot } from "./archive_store.ts";

/** The part of the journal that is read. */
interface RecordedJournal extends ReadableJournal {
  /** Position of the first update received at or after a moment; that of the next one when there is none. */
  positionSince(botId: number, timeMs: number): Promise<number>;
}

/** Where updates are archived. */
export interface RecordKeeper {
  bots(): Promise<readonly ArchivedBot[]>;
  /** Archives a batch and remembers its place, all or nothing; gives whether it is committed, or will be later. */
  record(batch: PackedUpdates): Promise<boolean>;
  /** Commits all that was archived. */
  commit(): Promise<void>;
  setPosition(botId: number, position: number): Promise<void>;
  /** Sets the place behind an update that cannot be archived, and counts it. */
  skip(botId: number, position: number, atMs: number): Promise<void>;
}

/** What is to be known of a bot whose updates are archived. */
export interface RecordedTerms {
  /** What was received before is left out; 0 for nothing is. */
  readonly sinceMs: number;
}

/** Options for {@linkcode Recorder}. */
interface RecorderOptions {
  readonly journal: RecordedJournal;
  readonly keeper: RecordKeeper;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Numbers in [0, 1); the jitter of repeated attempts. */
  readonly random: () => number;
}

/** How far the archive of one bot is. */
export interface RecorderState {
  /** Updates archived. */
  readonly archived: number;
  /** Updates of the journal that are still to be archived. */
  readonly lag: number;
  /** Updates skipped because each attempt to archive them failed, before a restart too. */
  readonly skipped: number;
  /** When one was skipped last, in milliseconds since the epoch; 0 for never. */
  readonly skippedAtMs: number;
  /** When archiving began to fail, in milliseconds since the epoch; 0 while it does not. */
  readonly failingSinceMs: number;
}

/** One bot whose updates are archived. */
interface RecordedBot {
  readonly botId: number;
  terms: RecordedTerms;
  /** The next update to archive; `undefined` until the archive was asked. */
  position: number | undefined;
  archived: number;
  /** What of that is not committed: where it begins in the journal, and how many updates it is. */
  open: { readonly from: number; count: number } | undefined;
  skipped: number;
  skippedAtMs: number;
  readonly retry: Retry;
  readonly poison: PoisonFinder;
  /** Whether it waits for the journal's next update. */
  isWaiting: boolean;
  stopWaiting: () => void;
  /** The batch that is being written. */
  writing: Promise<void>;
}

/**
 * Carries every update of every journal into the archive: a consumer like any other, but one whose place is kept by the
 * archive, in the same transaction as the rows it stands for. Bots take turns, one batch each; while the archive writes
 * one, everybody else goes on. When the archive cannot write, the journal keeps the updates and it is tried again.
 */
export class Recorder {
  readonly #options: RecorderOptions;
  readonly #everything = CompiledFilter.everything();
  readonly #bots = new Map<number, RecordedBot>();
  readonly #ready = new Queue<RecordedBot>();
  readonly #stopping = new AbortController();
  /** Updates that were archived since the last time of gathering. */
  #lastCount = 0;
  /** What is gathered now, and then archived. */
  #round = { wake: new AbortController(), done: Promise.resolve() };
  /** Counts how often what was archived was lost. */
  #losses = 0;
  /** Where the archive stood when it was asked last. */
  #known: ReadonlyMap<number, ArchivedBot> | undefined;
  #running: Promise<void> | undefined;

  constructor(options: RecorderOptions) {
    this.#options = options;
  }

  /** Begins to archive a bot's journal, which must be open; or takes note of its new terms. */
  add(botId: number, terms: RecordedTerms): void {
    const known = this.#bots.get(botId);
    if (known !== undefined) {
      known.terms = terms;
      return;
    }
    const bot: RecordedBot = {
      botId,
      terms,
      position: undefined,
      archived: 0,
      open: undefined,
      skipped: 0,
      skippedAtMs: 0,
      retry: new Retry({
        event: "cannot archive updates",
        fields: { bot: botId },
        delays: backgroundDelays,
        ...this.#options,
      }),
      poison: new PoisonFinder(),
      isWaiting: false,
      stopWaiting: () => {},
      writing: Promise.resolve(),
    };
    this.#bots.set(botId, bot);
    // A journal in which nothing ever stood has nothing to archive: the archive is not even asked.
    if (this.#options.journal.logState(botId).lastPosition === 0) this.#await(bot, 0);
    else this.#schedule(bot);
  }

  /** Stops archiving a bot's journal; what is being written is written. */
  async remove(botId: number): Promise<void> {
    const bot = this.#bots.get(botId);
    if (bot === undefined) return;
    this.#bots.delete(botId);
    this.#known = undefined;
    bot.stopWaiting();
    await bot.writing;
  }

  /** Resolves when the batch of a bot that is being written is written. */
  async settled(botId: number): Promise<void> {
    await this.#bots.get(botId)?.writing;
  }

  /** Archives what was gathered without waiting for more. It is tried once, and a batch of each bot. */
  async catchUp(): Promise<void> {
    if (this.#running === undefined) return;
    this.#round.wake.abort();
    await this.#round.done;
  }

  /** Everything that was archived is committed. */
  committed(): void {
    for (const bot of this.#bots.values()) bot.open = undefined;
  }

  /** What was archived since the last commit is lost: it is archived again. */
  lost(): void {
    this.#losses++;
    this.#known = undefined;
    for (const bot of this.#bots.values()) {
      if (bot.open === undefined) continue;
      bot.archived -= bot.open.count;
      bot.open = undefined;
      bot.position = undefined;
      if (!bot.isWaiting) continue;
      bot.stopWaiting();
      this.#schedule(bot);
    }
  }

  /** The first update of a bot that is archived but not committed; `undefined` for none. */
  openFrom(botId: number): number | undefined {
    return this.#bots.get(botId)?.open?.from;
  }

  /** `undefined` for a bot that is not archived. */
  state(botId: number): RecorderState | undefined {
    const bot = this.#bots.get(botId);
    if (bot === undefined) return undefined;
    const { lastPosition, count } = this.#options.journal.logState(botId);
    const lag = bot.position === undefined
      ? count
      : Math.min(Math.max(lastPosition + 1 - bot.position, 0), count);
    const { archived, skipped, skippedAtMs, retry } = bot;
    return { archived, skipped, skippedAtMs, lag, failingSinceMs: retry.failingSinceMs };
  }

  /** Ends after the batch that is being written. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    for (const bot of this.#bots.values()) bot.stopWaiting();
    await this.#running;
  }

  #schedule(bot: RecordedBot): void {
    bot.isWaiting = false;
    if (this.#stopping.signal.aborted) return;
    this.#ready.add(bot);
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined;
      const next = this.#ready.take();
      if (next !== undefined) this.#schedule(next);
    });
  }

  async #run(): Promise<void> {
    const { clock } = this.#options;
    const { signal } = this.#stopping;
    do {
      const wake = new AbortController();
      const gathered = sleep(clock, gatherTimeMs(this.#lastCount), AbortSignal.any([signal, wake.signal]));
      const done = gathered.then(() => this.#archiveRound());
      this.#round = { wake, done };
      await done;
    } while (this.#ready.size > 0 && !signal.aborted);
  }

  /** A batch of each bot that has something to archive. */
  async #archiveRound(): Promise<void> {
    this.#lastCount = 0;
    for (let left = this.#ready.size; left > 0 && !this.#stopping.signal.aborted; left--) {
      const bot = this.#ready.take();
      if (bot === undefined || this.#bots.get(bot.botId) !== bot) continue;
      await (bot.writing = this.#tryBatch(bot));
    }
  }

  async #tryBatch(bot: RecordedBot): Promise<void> {
    try {
      await this.#recordBatch(bot);
      bot.retry.reset();
    } catch (error) {
      const delayMs = bot.retry.recordFailure(error);
      // Whether the batch was written is not known: the archive says where it stands.
      bot.position = undefined;
      this.#known = undefined;
      if (this.#stopping.signal.aborted || this.#bots.get(bot.botId) !== bot) return;
      // Others have their turn meanwhile.
      bot.stopWaiting = this.#options.clock.schedule(() => this.#schedule(bot), delayMs);
    }
  }

  async #recordBatch(bot: RecordedBot): Promise<void> {
    const { journal, keeper, logger } = this.#options;
    const losses = this.#losses;
    const from = bot.position ?? await this.#startOf(bot);
    const size = bot.poison.batchSize(from);
    // What may end the thread takes nothing with it, and nothing is left out with what is skipped.
    if (size === 1) await keeper.commit();
    const { updates, nextPosition } = await journal.collect(bot.botId, from, this.#everything, size);
    if (losses !== this.#losses) {
      // What is before these may be among what was lost meanwhile.
      bot.position = undefined;
      return void this.#ready.add(bot);
    }
    bot.position = from;
    if (updates.length > 0) {
      try {
        const isCommitted = await keeper.record(packUpdates(bot.botId, nextPosition, updates));
        bot.poison.succeeded();
        bot.archived += updates.length;
        if (!isCommitted) {
          bot.open ??= { from, count: 0 };
          bot.open.count += updates.length;
        }
        this.#lastCount += updates.length;
      } catch (error) {
        if (!bot.poison.failed(from, nextPosition, updates.length, error)) throw error;
        const nowMs = this.#options.clock.now();
        await keeper.skip(bot.botId, nextPosition, nowMs);
        bot.skipped++;
        bot.skippedAtMs = nowMs;
        const update = updates[0]?.position;
        logger.error("cannot archive an update, skipping it", { bot: bot.botId, update, error });
      }
    }
    bot.position = nextPosition;
    if (this.#bots.get(bot.botId) !== bot) return;
    if (nextPosition <= journal.logState(bot.botId).lastPosition) this.#ready.add(bot);
    else this.#await(bot, nextPosition);
  }

  #await(bot: RecordedBot, from: number): void {
    if (this.#stopping.signal.aborted) return;
    bot.isWaiting = true;
    bot.stopWaiting = this.#options.journal.wait(bot.botId, {
      from,
      filter: this.#everything,
      wake: () => this.#schedule(bot),
    });
  }

  /** Behind what the archive holds, and behind what it must not hold. */
  async #startOf(bot: RecordedBot): Promise<number> {
    const { botId, terms: { sinceMs } } = bot;
    const position = await this.#archivedUpTo(bot);
    return sinceMs === 0
      ? position
      : Math.max(position, await this.#options.journal.positionSince(botId, sinceMs));
  }

  async #archivedUpTo(bot: RecordedBot): Promise<number> {
    const { journal, keeper, logger } = this.#options;
    const { botId } = bot;
    this.#known ??= new Map((await keeper.bots()).map((known) => [known.botId, known]));
    const { firstPosition, lastPosition } = journal.logState(botId);
    const { position: known, skipped = 0, skippedAtMs = 0 } = this.#known.get(botId) ?? {};
    bot.skipped = Math.max(bot.skipped, skipped);
    bot.skippedAtMs = Math.max(bot.skippedAtMs, skippedAtMs);
    if (known === undefined || known <= lastPosition + 1) return Math.max(known ?? 0, firstPosition);
    logger.warn("journal was replaced, archiving everything it holds", {
      bot: botId,
      archived: known,
      journal: lastPosition,
    });
    await keeper.setPosition(botId, firstPosition);
    return firstPosition;
  }
}
