import type { Clock } from "../base/clock.ts";
import type { BotLog, PlannedAppend, ReceivedBatch } from "./bot_log.ts";
import type { AppendOutcome } from "./received.ts";
import type { CursorState, JournalStore, LogAppend } from "./journal_store.ts";

/** A batch that waits for its commit. */
interface PendingAppend {
  readonly log: BotLog;
  readonly batch: ReceivedBatch;
  readonly resolve: (outcome: AppendOutcome) => void;
  readonly reject: (error: unknown) => void;
}

/** Options for {@linkcode CommitQueue}. */
export interface CommitQueueOptions {
  readonly store: JournalStore;
  readonly clock: Clock;
  /** Decides who does not get to see what is about to be committed; the returned function takes that back. */
  readonly guard: (appends: readonly LogAppend[]) => () => void;
  /** Told what is committed, before anybody sees it. */
  readonly onCommitted: (append: LogAppend) => void;
  /** Runs a commit that takes along what changed of cursors. */
  readonly withCursors: (commit: (cursors: readonly CursorState[]) => Promise<void>) => Promise<void>;
}

/** A commit that took longer than this, in milliseconds, is followed by a pause as long as itself. */
const slowCommitMs = 2;
/** Maximum such pause, in milliseconds. */
const maxPauseMs = 50;

/**
 * Commits what arrived together in one transaction. At most one commit runs at a time; on a slow disk the pause after
 * each leaves half of the process's time to everybody else, and the next commit is larger instead.
 */
export class CommitQueue {
  readonly #options: CommitQueueOptions;
  #pending: PendingAppend[] = [];
  #tasks: (() => Promise<void>)[] = [];
  #running: Promise<void> | undefined;

  constructor(options: CommitQueueOptions) {
    this.#options = options;
  }

  /** Resolves once the batch is committed and visible; rejects, with nothing kept, when it could not be. */
  append(log: BotLog, batch: ReceivedBatch): Promise<AppendOutcome> {
    return new Promise((resolve, reject) => {
      this.#pending.push({ log, batch, resolve, reject });
      this.#running ??= this.#run();
    });
  }

  /** Runs `work` while no commit runs; what it reads of the logs' states stays true until it is done. */
  exclusively<T>(work: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#tasks.push(() => work().then(resolve, reject));
      this.#running ??= this.#run();
    });
  }

  /** Resolves when nothing waits or runs any more. */
  async drain(): Promise<void> {
    while (this.#running !== undefined) await this.#running;
  }

  async #run(): Promise<void> {
    const { clock } = this.#options;
    while (this.#pending.length > 0 || this.#tasks.length > 0) {
      // One turn of the event loop: what other polls received at the same time goes into the same transaction.
      await new Promise<void>((resolve) => setImmediate(resolve));
      const group = this.#pending;
      this.#pending = [];
      const startMs = clock.now();
      if (group.length > 0) await this.#commitGroup(group);
      await this.#tasks.shift()?.();
      const elapsedMs = clock.now() - startMs;
      if (elapsedMs > slowCommitMs && this.#pending.length > 0) {
        const pauseMs = Math.min(elapsedMs, maxPauseMs);
        await new Promise<void>((resolve) => clock.schedule(resolve, pauseMs));
      }
    }
    this.#running = undefined;
  }

  async #commitGroup(group: readonly PendingAppend[]): Promise<void> {
    try {
      await this.#commit(group);
    } catch (error) {
      if (group.length === 1) return group[0]!.reject(error);
      // One bot's trouble must not become everybody's: each batch on its own now.
      for (const pending of group) {
        await this.#commit([pending]).catch(pending.reject);
      }
    }
  }

  async #commit(group: readonly PendingAppend[]): Promise<void> {
    const { store, clock, guard, withCursors, onCommitted } = this.#options;
    const nowMs = clock.now();
    const planned: PlannedAppend[] = [];
    /** What this commit adds to each log so far: deliveries of one bot that came together must know of each other. */
    const added = new Map<BotLog, LogAppend>();
    for (const { log, batch } of group) {
      const before = added.get(log) ?? { state: log.state, entries: [] };
      const plan = await log.plan(batch, nowMs, before);
      added.set(log, {
        state: plan.append.state,
        entries: [...before.entries, ...plan.append.entries],
      });
      planned.push(plan);
    }
    const appends = planned.map((plan) => plan.append);
    const unguard = guard(appends);
    try {
      await withCursors((cursors) => store.commit(appends, cursors));
    } catch (error) {
      unguard();
      throw error;
    }
    for (const [index, { log, resolve }] of group.entries()) {
      onCommitted(planned[index]!.append);
      log.publish(planned[index]!.append, nowMs);
      resolve(planned[index]!.outcome);
    }
  }
}
