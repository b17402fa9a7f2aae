import { fixedDelay } from "../base/backoff.ts";
import type { Clock } from "../base/clock.ts";
import type { Logger } from "../base/logger.ts";
import { Retry } from "../base/retry.ts";
import type { Consumer } from "../registry/entities/consumer.ts";
import type { StartingPoint } from "../registry/entities/starting_point.ts";
import type { AnswerLimits, Picked } from "./answer.ts";
import { BotLog, emptyLog, type Retention, type Waiter } from "./bot_log.ts";
import type { Collected, KeptUpdate } from "./collected.ts";
import { CommitQueue } from "./commit_queue.ts";
import { Cursor, newCursorState } from "./cursor.ts";
import { CursorWriter } from "./cursor_writer.ts";
import { ParsedUpdates } from "./parsed_updates.ts";
import type { CompiledFilter } from "./filter.ts";
import { pendingNewestFirst } from "./pending.ts";
import { pruneStep } from "./prune_step.ts";
import type { AppendOutcome, ArrivalOrder, ReceivedUpdate } from "./received.ts";
import { RingBudget } from "./ring.ts";
import type { CursorState, JournalStore, LogAppend, LogState } from "./journal_store.ts";
import type { UpdateGate } from "./update_gate.ts";

/** Options for {@linkcode Journal}. */
interface JournalOptions {
  readonly store: JournalStore;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Memory of all rings together, in bytes. */
  readonly ringBytes?: number;
}

/** What the journal needs to know of a consumer. */
type CursorOwner = Pick<Consumer, "id" | "botId" | "filter" | "start">;

const defaultRingBytes = 64 * 1024 * 1024;
const maintenanceIntervalMs = 15_000;
const idleRingMs = 60_000;
/** Entries looked at in one go when a user is taken out of what others did. */
const entriesPerRewrite = 500;

/** What moving a cursor would do. */
export interface MovePreview {
  /** Where it would stand. */
  readonly position: number;
  /** Updates before the cursor that it would get again. */
  readonly repeats: number;
  /** Updates that wait and that it would never get. */
  readonly skips: number;
}

/** All bots' logs and all consumers' cursors. The one owner of both. */
export class Journal {
  readonly #store: JournalStore;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #budget: RingBudget;
  readonly #writer: CursorWriter;
  readonly #queue: CommitQueue;
  /** What came a moment ago, for readers that take updates apart. */
  readonly parsed: ParsedUpdates = new ParsedUpdates();
  readonly #logs = new Map<number, BotLog>();
  readonly #cursors = new Map<number, Cursor>();
  readonly #known: { readonly logs: Map<number, LogState>; readonly cursors: Map<number, CursorState> };
  #cancelMaintenance: (() => void) | undefined;
  #maintenance: Promise<void> | undefined;
  #gate: UpdateGate | undefined;
  #keptFrom: (botId: number) => number | undefined = () => undefined;
  #isClosed = false;

  private constructor(options: JournalOptions, loaded: Awaited<ReturnType<JournalStore["load"]>>) {
    this.#store = options.store;
    this.#clock = options.clock;
    this.#logger = options.logger;
    this.#budget = new RingBudget(options.ringBytes ?? defaultRingBytes);
    this.#known = {
      logs: new Map(loaded.logs.map((log) => [log.botId, log])),
      cursors: new Map(loaded.cursors.map((cursor) => [cursor.consumerId, cursor])),
    };
    this.#writer = new CursorWriter({
      store: options.store,
      isOpen: (cursor) => this.#cursors.get(cursor.consumerId) === cursor,
      clock: options.clock,
      logger: options.logger,
    });
    this.#queue = new CommitQueue({
      store: options.store,
      clock: options.clock,
      guard: (appends) => this.#guard(appends),
      onCommitted: (append) => this.#handOn(append),
      withCursors: (commit) => this.#writer.along(commit),
      reload: () => this.#reload(),
    });
    this.#scheduleMaintenance();
  }

  /** Reads where every log and cursor stood. */
  static async open(options: JournalOptions): Promise<Journal> {
    return new Journal(options, await options.store.load());
  }

  /** Starts or reconfigures a bot's log. */
  openLog(botId: number, retention: Retention): void {
    const log = this.#logs.get(botId);
    if (log !== undefined) {
      log.retention = retention;
      return;
    }
    const state = this.#known.logs.get(botId) ?? emptyLog(botId);
    this.#known.logs.delete(botId);
    this.#logs.set(botId, new BotLog(state, retention, this.#store, this.#budget));
  }

  /** Asks `gate` about every update from now on, before it is kept. */
  setGate(gate: UpdateGate): void {
    this.#gate = gate;
  }

  /** Has retention remove nothing from the position on that `keptFrom` gives for a bot. */
  setKeptFrom(keptFrom: (botId: number) => number | undefined): void {
    this.#keptFrom = keptFrom;
  }

  /** Removes a bot's log and wakes all who wait on it. */
  async removeLog(botId: number): Promise<void> {
    const log = this.#logs.get(botId);
    if (log === undefined) return;
    this.#logs.delete(botId);
    log.wakeAll();
    log.releaseWhenIdle(Infinity, 0);
    await this.#queue.exclusively(() => this.#store.deleteLog(botId));
  }

  /**
   * Takes out of a bot's log what a user did, and the private chat with that user: nobody is delivered it any more.
   * Then takes the user out of what others did, in small steps.
   */
  async forgetUser(botId: number, userId: number): Promise<void> {
    await this.#queue.exclusively(async () => {
      const log = this.#log(botId);
      log.replaceContent(await this.#store.forgetUser(log.state, userId));
      this.parsed.clear();
    });
    let from: number | undefined = 0;
    while (from !== undefined && this.hasLog(botId)) from = await this.#rewriteStep(botId, userId, from);
  }

  /** One step; gives where the next one begins. */
  #rewriteStep(botId: number, userId: number, from: number): Promise<number | undefined> {
    return this.#queue.exclusively(async () => {
      const log = this.#logs.get(botId);
      if (log === undefined) return undefined;
      const { state, isChanged, next } = await this.#store.rewriteWithout(
        log.state,
        userId,
        from,
        entriesPerRewrite,
      );
      if (isChanged) {
        log.replaceContent(state);
        this.parsed.clear();
      }
      return next;
    });
  }

  /** Whether a bot's log is open. */
  hasLog(botId: number): boolean {
    return this.#logs.has(botId);
  }

  /** Where a bot's log stands. */
  logState(botId: number): LogState {
    return this.#log(botId).state;
  }

  /** Commits a batch from upstream; see {@linkcode BotLog.plan} for positions, repeats and late arrivals. */
  append(
    botId: number,
    updates: readonly ReceivedUpdate[],
    order: ArrivalOrder = "rising",
  ): Promise<AppendOutcome> {
    return this.#queue.append(this.#log(botId), { updates, order });
  }

  /** The offset that acknowledges upstream all that is committed; 0 when nothing is. */
  upstreamOffset(botId: number): number {
    return this.#log(botId).state.nextOffset;
  }

  /** Opens a consumer's cursor, at its starting point when it is new. The bot's log must be open. */
  async openCursor(owner: CursorOwner): Promise<Cursor> {
    const open = this.#cursors.get(owner.id);
    if (open !== undefined) {
      open.setOwnerFilter(owner.filter);
      return open;
    }
    const known = this.#known.cursors.get(owner.id);
    this.#known.cursors.delete(owner.id);
    const state = known ?? newCursorState(owner, await this.#resolveStart(owner.botId, owner.start));
    const cursor = new Cursor(
      state,
      owner.filter,
      (changed, isUrgent) => this.#writer.changed(changed, isUrgent),
    );
    this.#cursors.set(owner.id, cursor);
    if (known === undefined) this.#writer.changed(cursor, false);
    return cursor;
  }

  /** Resolves when the store has all that changed of a cursor; see {@linkcode CursorWriter.written}. */
  written(cursor: Cursor): Promise<void> | undefined {
    return this.#writer.written(cursor);
  }

  /** The cursor of an open consumer. */
  cursor(consumerId: number): Cursor | undefined {
    return this.#cursors.get(consumerId);
  }

  async removeCursor(consumerId: number): Promise<void> {
    const cursor = this.#cursors.get(consumerId);
    if (cursor === undefined) return;
    this.#cursors.delete(consumerId);
    this.#writer.forget(cursor);
    await this.#store.deleteCursor(consumerId);
  }

  /**
   * Removes the logs and cursors of the store that nobody has opened: their bots and consumers were removed while no
   * journal was open. Call it when all that are known are open.
   */
  async removeUnclaimed(): Promise<void> {
    const { logs, cursors } = this.#known;
    for (const botId of logs.keys()) await this.#store.deleteLog(botId);
    for (const consumerId of cursors.keys()) await this.#store.deleteCursor(consumerId);
    logs.clear();
    cursors.clear();
  }

  /** What moving a cursor to a starting point would do. */
  async previewMove(cursor: Cursor, start: StartingPoint): Promise<MovePreview> {
    const position = await this.#resolveStart(cursor.botId, start);
    const count = (from: number, before: number) =>
      from < before ? this.#store.countBetween(cursor.botId, from, before) : 0;
    return {
      position,
      repeats: await count(position, cursor.position),
      skips: Math.min(await count(cursor.position, position), this.lag(cursor)),
    };
  }

  /** Moves a cursor to a starting point. */
  async moveCursor(cursor: Cursor, start: StartingPoint): Promise<void> {
    cursor.moveTo(await this.#resolveStart(cursor.botId, start));
    await this.written(cursor);
  }

  /** Picks updates for one answer. Synchronous while memory holds them. */
  pick(botId: number, from: number, filter: CompiledFilter, limits: AnswerLimits): Picked | Promise<Picked> {
    return this.#log(botId).pick(from, filter, limits, this.#clock.now());
  }

  /**
   * Entries from position `from` on that pass a filter, expired ones included. Synchronous while memory holds them.
   */
  collect(
    botId: number,
    from: number,
    filter: CompiledFilter,
    limit: number,
  ): Collected | Promise<Collected> {
    return this.#log(botId).collect(from, filter, limit);
  }

  /** The update at a position; `undefined` when it is not kept any more. Synchronous while memory holds it. */
  entryAt(botId: number, position: number): KeptUpdate | undefined | Promise<KeptUpdate | undefined> {
    return this.#log(botId).entryAt(position);
  }

  /** Position of the first update received at or after a moment; that of the next one when there is none. */
  positionSince(botId: number, timeMs: number): Promise<number> {
    return this.#resolveStart(botId, { timeMs });
  }

  /** Calls the waiter when an update for it is committed; the returned function gives up waiting. */
  wait(botId: number, waiter: Waiter): () => void {
    return this.#log(botId).wait(waiter);
  }

  /** Memory of all rings, in bytes. */
  get ringBytes(): number {
    return this.#budget.usedBytes;
  }

  /** An upper bound of {@linkcode countPending} that costs nothing: what the filter hides is counted too. */
  lag(cursor: Cursor): number {
    const { lastPosition, count } = this.#log(cursor.botId).state;
    return Math.max(Math.min(lastPosition + 1 - cursor.position, count) - cursor.deliveredCount, 0);
  }

  /** Updates that wait for a consumer: unconfirmed, let through by its filter, not expired. */
  async countPending(cursor: Cursor): Promise<number> {
    let count = 0;
    for await (const _position of this.#pending(cursor)) count++;
    return count;
  }

  /** The position from which on exactly the newest `count` pending updates lie; the cursor's own if fewer wait. */
  async positionOfNewest(cursor: Cursor, count: number): Promise<number> {
    let left = count;
    for await (const position of this.#pending(cursor)) {
      if (--left === 0) return position;
    }
    return cursor.position;
  }

  /** Writes every cursor down and stops. Nothing may be appended any more. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#cancelMaintenance?.();
    for (const log of this.#logs.values()) log.wakeAll();
    await this.#maintenance;
    await this.#queue.drain();
    await this.#writer.close();
  }

  #log(botId: number): BotLog {
    const log = this.#logs.get(botId);
    if (log === undefined) throw new RangeError(`Cannot use the journal of bot ${botId}: it is not managed`);
    return log;
  }

  async #resolveStart(botId: number, start: StartingPoint): Promise<number> {
    const { firstPosition, lastPosition } = this.#log(botId).state;
    if (start === "now") return lastPosition + 1;
    if (start === "all") return firstPosition;
    if ("position" in start) return Math.min(start.position, lastPosition + 1);
    return await this.#store.firstReceivedSince(botId, start.timeMs) ?? lastPosition + 1;
  }

  async #reload(): Promise<void> {
    const { logs } = await this.#store.load();
    const states = new Map(logs.map((state) => [state.botId, state]));
    for (const log of this.#logs.values()) log.restore(states.get(log.botId) ?? emptyLog(log.botId));
  }

  #handOn({ state: { botId }, entries }: LogAppend): void {
    for (const { position, parsed, bytes } of entries) {
      if (parsed !== undefined) this.parsed.add(botId, position, parsed, bytes.length);
    }
  }

  /** Hides what is about to be committed from those who are not to see it; gives what takes that back. */
  #guard(appends: readonly LogAppend[]): () => void {
    const hidden: (readonly [Cursor, number])[] = [];
    for (const { state: { botId }, entries } of appends) {
      const hiddenFrom = this.#gate?.of(botId);
      if (hiddenFrom === undefined) continue;
      for (const entry of entries) {
        for (const consumerId of hiddenFrom(entry)) {
          const cursor = this.#cursors.get(consumerId);
          if (cursor === undefined) continue;
          cursor.hide(entry.position);
          hidden.push([cursor, entry.position]);
        }
      }
    }
    return () => hidden.forEach(([cursor, position]) => cursor.unhide(position));
  }

  /** Positions of pending updates, newest first. */
  #pending(cursor: Cursor): AsyncGenerator<number> {
    return pendingNewestFirst(this.#store, cursor, this.#log(cursor.botId).state, this.#clock.now());
  }

  #scheduleMaintenance(): void {
    if (this.#isClosed) return;
    this.#cancelMaintenance = this.#clock.schedule(() => {
      this.#maintenance = this.#runMaintenance().finally(() => this.#scheduleMaintenance());
    }, maintenanceIntervalMs);
  }

  async #runMaintenance(): Promise<void> {
    const nowMs = this.#clock.now();
    const retry = { delays: fixedDelay(maintenanceIntervalMs), clock: this.#clock, logger: this.#logger };
    for (const log of this.#logs.values()) {
      log.releaseWhenIdle(nowMs, idleRingMs);
      const step = () =>
        pruneStep(this.#store, log, this.#cursors.values(), { nowMs, keptFrom: this.#keptFrom(log.botId) });
      const fields = { bot: log.botId };
      await new Retry({ event: "cannot remove old updates", fields, ...retry }).attempt(async () => {
        while (!this.#isClosed && await this.#queue.exclusively(step));
      });
    }
  }
}
