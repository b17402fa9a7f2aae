import type { Clock } from "../base/clock.ts";
import { StorageError } from "../base/storage_error.ts";
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
interface CommitQueueOptions {
  readonly store: JournalStore;
  readonly clock: Clock;
  /** Decides who does not get to see what is about to be committed; the returned function takes that back. */
  readonly guard: (appends: readonly LogAppend[]) => () => void;
  /** Told what is committed, before anybody sees it. */
  readonly onCommitted: (append: LogAppend) => void;
  /** Runs a commit that takes along what changed of cursors. */
  readonly withCursors: (commit: (cursors: readonly CursorState[]) => Promise<void>) => Promise<void>;
  /** Makes the logs' states what the store says. */
  readonly reload: () => Promise<void>;
}

/**
 * Commits what arrived together in one transaction. At most one commit runs at a time; meanwhile the next one gathers.
 * After one whose outcome is unknown, the logs' states are read from the store again before anything else is done.
 */
export class CommitQueue {
  readonly #options: CommitQueueOptions;
  #pending: PendingAppend[] = [];
  #tasks: (() => Promise<void>)[] = [];
  #running: Promise<void> | undefined;
  /** Whether the logs' states may not be what is in the store. */
  #isUncertain = false;

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
      this.#tasks.push(() => this.#surely(work).then(resolve, reject));
      this.#running ??= this.#run();
    });
  }

  /** Resolves when nothing waits or runs any more. */
  async drain(): Promise<void> {
    while (this.#running !== undefined) await this.#running;
  }

  async #run(): Promise<void> {
    while (this.#pending.length > 0 || this.#tasks.length > 0) {
      // One turn of the event loop: what other polls received at the same time goes into the same transaction.
      await new Promise<void>((resolve) => setImmediate(resolve));
      const group = this.#pending;
      this.#pending = [];
      if (group.length > 0) await this.#commitGroup(group);
      await this.#tasks.shift()?.();
    }
    this.#running = undefined;
  }

  async #commitGroup(group: readonly PendingAppend[]): Promise<void> {
    try {
      await this.#surely(() => this.#commit(group));
    } catch (error) {
      if (group.length === 1) return group[0]!.reject(error);
      // One bot's trouble must not become everybody's: each batch on its own now.
      for (const pending of group) {
        await this.#surely(() => this.#commit([pending])).catch(pending.reject);
      }
    }
  }

  /** Runs what reads and changes the logs' states, on states that are true. */
  async #surely<T>(work: () => Promise<T>): Promise<T> {
    if (this.#isUncertain) await this.#options.reload();
    this.#isUncertain = false;
    try {
      return await work();
    } catch (error) {
      // The store says when it has changed nothing; whatever else happened, it may have.
      this.#isUncertain = !(error instanceof StorageError);
      throw error;
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
