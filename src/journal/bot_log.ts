import { equalBytes } from "../base/bytes.ts";
import { StorageError } from "../base/storage_error.ts";
import { rewriteUpdateId } from "../telegram/splitter.ts";
import { type AnswerLimits, type FrameCache, frameUpdates, type Picked } from "./answer.ts";
import { expiryMs } from "./expiry.ts";
import type { Collected, KeptUpdate } from "./collected.ts";
import type { CompiledFilter } from "./filter.ts";
import { kindId } from "./kind_table.ts";
import type { AppendOutcome, ArrivalOrder, ReceivedUpdate } from "./received.ts";
import { Ring, type RingBudget } from "./ring.ts";
import type { JournalEntry, JournalStore, LogAppend, LogState } from "./journal_store.ts";
import { updateOverheadBytes } from "../telegram/get_updates.ts";

/** How long and how much one bot's journal keeps. */
export interface Retention {
  readonly retentionMs: number;
  readonly maxBytes: number;
}

/** Someone who waits for the next update that passes a filter. */
export interface Waiter {
  /** Updates before this position do not concern it. */
  readonly from: number;
  readonly filter: CompiledFilter;
  /** Called once, after the waiter was taken off the list. */
  wake(): void;
}

/** An answer that is being read from the store. */
interface StoreReading {
  readonly start: number;
  readonly filter: CompiledFilter;
  readonly limits: AnswerLimits;
  readonly picked: Promise<Picked>;
}

/** Entries from the store; `end` is the position after the log's last one as it was when they were asked for. */
type CommittedEntries = { readonly entries: readonly JournalEntry[]; readonly end: number };

/** What came from upstream at once. */
export interface ReceivedBatch {
  readonly updates: readonly ReceivedUpdate[];
  readonly order: ArrivalOrder;
}

/** A batch with its positions given, ready to be committed. */
export interface PlannedAppend {
  readonly append: LogAppend;
  readonly outcome: AppendOutcome;
}

/**
 * An id of upstream's above this gives no position: one near the largest number that is exact would leave no room for
 * positions to rise. What is left is enough for a thousand updates a second over 34 years.
 */
const maxGivenPosition = Number.MAX_SAFE_INTEGER - 2 ** 40;
/** Entries read from the store in one go. */
const entriesPerRead = 100;
/** Upstream keeps at most so many updates of a bot: an id further below than this belongs to another numbering. */
const maxLate = 100_000;
/** A reader far behind looks at this many entries before it lets others run. */
const entriesPerTurn = 1000;
/** Bytes that are read at once for a reader of single updates, and one update more. */
const collectedBytes = 1024 * 1024;

/**
 * One bot's journal: its state, its ring and those who wait for it. Invariant: `state` and the ring describe exactly
 * what is committed; only {@linkcode publish} and {@linkcode replaceState} move them, after the store agreed.
 */
export class BotLog {
  readonly botId: number;
  retention: Retention;
  readonly #store: JournalStore;
  readonly #ring: Ring;
  readonly #frames: FrameCache;
  /** Answers that are being read from the store, and what their bodies are remembered by. */
  #readings = new Set<StoreReading>();
  #content = {};
  readonly #waiters = new Set<Waiter>();
  #state: LogState;
  #lastAppendMs = 0;
  /** Whether the ring may hold memory. */
  #isWarm = false;

  constructor(state: LogState, retention: Retention, store: JournalStore, budget: RingBudget) {
    this.botId = state.botId;
    this.retention = retention;
    this.#state = state;
    this.#store = store;
    this.#frames = budget.frames;
    this.#ring = new Ring(state.lastPosition + 1, budget);
  }

  get state(): LogState {
    return this.#state;
  }

  get waiting(): number {
    return this.#waiters.size;
  }

  /**
   * Gives positions to a batch, on top of the committed state and of `before`, what the same commit adds already.
   * `position = max(last + 1, upstream id)`, but `last + 1` for an id above {@linkcode maxGivenPosition}; only where
   * position and id differ the id inside the bytes is rewritten. An id below
   * the expected one is a repeat, byte for byte, and is dropped; or, where order is not promised, a late arrival that
   * the journal does not hold yet; or upstream's numbering fell back: a new epoch.
   */
  async plan({ updates, order }: ReceivedBatch, nowMs: number, before: LogAppend): Promise<PlannedAppend> {
    const base = before.state;
    let { epoch, nextOffset, lastPosition } = base;
    const known = await this.#findRepeats(updates, before);
    const entries: JournalEntry[] = [];
    let duplicates = 0;
    let addedBytes = 0;
    let highestId = -1;
    for (const { facts, bytes, parsed } of updates) {
      highestId = Math.max(highestId, facts.updateId);
      let isLate = false;
      if (facts.updateId < nextOffset) {
        const repeat = epoch === base.epoch ? known.get(facts.updateId) : undefined;
        if (repeat !== undefined && isSameUpdate(repeat, bytes)) {
          duplicates++;
          continue;
        }
        isLate = order === "any" && repeat === undefined && nextOffset - facts.updateId <= maxLate;
        if (!isLate) epoch++;
      }
      if (!isLate) nextOffset = facts.updateId + 1;
      lastPosition = Math.max(lastPosition + 1, facts.updateId > maxGivenPosition ? 0 : facts.updateId);
      const kept = lastPosition === facts.updateId ? bytes : rewriteUpdateId(bytes, lastPosition);
      addedBytes += kept.length;
      entries.push({
        position: lastPosition,
        epoch,
        upstreamId: facts.updateId,
        receivedAtMs: nowMs,
        expiresAtMs: expiryMs(facts, nowMs, this.retention.retentionMs),
        kind: facts.kind,
        chatId: facts.chatId,
        topicId: facts.topicId,
        userId: facts.userId,
        bytes: kept,
        parsed: kept === bytes ? parsed : withUpdateId(parsed, lastPosition),
      });
    }
    const state: LogState = {
      botId: this.botId,
      epoch,
      nextOffset,
      lastPosition,
      firstPosition: base.count === 0 ? entries[0]?.position ?? base.firstPosition : base.firstPosition,
      count: base.count + entries.length,
      bytes: base.bytes + addedBytes,
    };
    const newEpoch = epoch !== base.epoch;
    return {
      append: { state, entries, previousPosition: base.lastPosition },
      outcome: {
        // Where ids arrive late, the highest one kept says nothing about those below that still wait upstream.
        nextOffset: order === "any" ? highestId + 1 : nextOffset,
        appended: entries.length,
        duplicates,
        newEpoch,
      },
    };
  }

  /** The append is committed: it becomes visible and wakes whom it concerns. */
  publish({ state, entries }: LogAppend, nowMs: number): void {
    this.#state = state;
    this.#lastAppendMs = nowMs;
    this.#isWarm = true;
    for (const entry of entries) this.#ring.append(entry);
    if (this.#waiters.size > 0) this.#wake(entries);
  }

  /** Pruning is committed. */
  replaceState(state: LogState): void {
    this.#state = state;
  }

  /** What is at some positions was changed or removed, and the log is at `state` now. */
  replaceContent(state: LogState): void {
    this.#state = state;
    this.#isWarm = false;
    this.#ring.release(state.lastPosition + 1);
    // What is being read may still be what stood there.
    this.#readings = new Set();
    this.#frames.forget(this.#content);
    this.#content = {};
  }

  /** Takes the state that the store turned out to have, with whatever was committed unnoticed. */
  restore(state: LogState): void {
    if (isSameState(state, this.#state)) return;
    this.replaceContent(state);
    this.wakeAll();
  }

  /** Gives the ring's memory back when nothing came for `idleMs`. */
  releaseWhenIdle(nowMs: number, idleMs: number): void {
    if (!this.#isWarm || nowMs - this.#lastAppendMs < idleMs) return;
    this.#isWarm = false;
    this.#ring.release(this.#state.lastPosition + 1);
  }

  /** Picks updates for one answer from position `from` on. Synchronous while the ring holds them. */
  pick(from: number, filter: CompiledFilter, limits: AnswerLimits, nowMs: number): Picked | Promise<Picked> {
    const start = Math.max(from, this.#state.firstPosition);
    if (start > this.#state.lastPosition) {
      return { body: undefined, count: 0, lastPosition: 0, nextPosition: from };
    }
    return start >= this.#ring.oldestPosition
      ? this.#ring.pick(start, filter, limits, nowMs)
      : this.#shareReading(start, filter, limits, nowMs);
  }

  /** Updates from position `from` on that pass a filter, expired ones included. Synchronous while the ring holds them. */
  collect(from: number, filter: CompiledFilter, limit: number): Collected | Promise<Collected> {
    const start = Math.max(from, this.#state.firstPosition);
    if (start > this.#state.lastPosition) return { updates: [], nextPosition: Math.max(from, start) };
    return start >= this.#ring.oldestPosition
      ? this.#ring.collect(start, filter, limit)
      : this.#collectFromStore(start, filter, limit);
  }

  /** The update at a position; `undefined` when it is not kept any more. Synchronous while the ring holds it. */
  entryAt(position: number): KeptUpdate | undefined | Promise<KeptUpdate | undefined> {
    if (position < this.#state.firstPosition || position > this.#state.lastPosition) return undefined;
    if (position >= this.#ring.oldestPosition) return this.#ring.at(position);
    return this.#store.read(this.botId, position, 1, 1).then(([entry]) =>
      entry?.position === position ? entry : undefined
    );
  }

  /** Puts a waiter on the list; the returned function takes it off again. */
  wait(waiter: Waiter): () => void {
    this.#waiters.add(waiter);
    return () => void this.#waiters.delete(waiter);
  }

  /** Wakes everybody, whatever they wait for: the bot goes away or BotMux stops. */
  wakeAll(): void {
    const waiters = [...this.#waiters];
    this.#waiters.clear();
    for (const waiter of waiters) waiter.wake();
  }

  #wake(entries: readonly JournalEntry[]): void {
    // A copy: whoever is woken may come back, and may take others off the list.
    for (const waiter of [...this.#waiters]) {
      if (!entries.some((entry) => concerns(waiter, entry))) continue;
      if (this.#waiters.delete(waiter)) waiter.wake();
    }
  }

  /** Readers at the same place share one reading and one body. */
  #shareReading(
    start: number,
    filter: CompiledFilter,
    limits: AnswerLimits,
    nowMs: number,
  ): Promise<Picked> {
    const readings = this.#readings;
    for (const reading of readings) {
      const isSame = reading.start === start && reading.filter === filter &&
        reading.limits.updates === limits.updates && reading.limits.bytes === limits.bytes;
      if (isSame) return reading.picked;
    }
    const picked = this.#pickFromStore(start, filter, limits, nowMs);
    const reading = { start, filter, limits, picked };
    readings.add(reading);
    const end = () => void readings.delete(reading);
    picked.then(end, end);
    return picked;
  }

  async #pickFromStore(
    start: number,
    filter: CompiledFilter,
    limits: AnswerLimits,
    nowMs: number,
  ): Promise<Picked> {
    const bodies: Uint8Array[] = [];
    const positions: number[] = [];
    const content = this.#content;
    let cost = 0;
    let position = start;
    let examined = 0;
    let isFull = false;
    while (!isFull && bodies.length < limits.updates && examined < entriesPerTurn) {
      // The ring may have what remains by now, but a short answer is always right.
      if (bodies.length > 0 && position >= this.#ring.oldestPosition) break;
      const read = await this.#readMore(position, limits.bytes, bodies.length > 0);
      if (read === undefined) break;
      const { entries, end } = read;
      if (entries.length === 0) position = Math.max(position, end);
      if (entries.length === 0) break;
      examined += entries.length;
      for (const entry of entries) {
        if (bodies.length === limits.updates) break;
        if (entry.expiresAtMs > nowMs && matches(filter, entry)) {
          cost += entry.bytes.length + updateOverheadBytes;
          isFull = bodies.length > 0 && cost > limits.bytes;
          if (isFull) break;
          bodies.push(entry.bytes);
          positions.push(entry.position);
        }
        position = entry.position + 1;
      }
    }
    return {
      body: bodies.length === 0
        ? undefined
        : this.#frames.share(content, positions, () => frameUpdates(bodies)),
      count: bodies.length,
      lastPosition: positions.at(-1) ?? 0,
      nextPosition: position,
    };
  }

  /**
   * Entries for an answer; `undefined` when they cannot be read but the answer has some already: it goes out short, and
   * the next one meets the error.
   */
  async #readMore(
    from: number,
    maxBytes: number,
    hasSome: boolean,
  ): Promise<CommittedEntries | undefined> {
    try {
      return await this.#readCommitted(from, entriesPerRead, maxBytes);
    } catch (error) {
      if (hasSome && error instanceof StorageError) return undefined;
      throw error;
    }
  }

  async #collectFromStore(start: number, filter: CompiledFilter, limit: number): Promise<Collected> {
    const { entries, end } = await this.#readCommitted(start, limit, collectedBytes);
    const last = entries.at(-1);
    return {
      updates: entries.filter((entry) => matches(filter, entry)),
      nextPosition: last === undefined ? end : last.position + 1,
    };
  }

  /** What the log knows to be committed: the store may show a commit before its outcome is known here. */
  async #readCommitted(from: number, limit: number, maxBytes: number): Promise<CommittedEntries> {
    const end = this.#state.lastPosition + 1;
    const entries = await this.#store.read(this.botId, from, limit, maxBytes);
    return { entries: entries.filter(({ position }) => position < end), end };
  }

  /** Entries that may be repeated by a batch, by upstream id. Only a batch that goes back asks the store. */
  async #findRepeats(
    updates: readonly ReceivedUpdate[],
    { state: { epoch, nextOffset }, entries }: LogAppend,
  ): Promise<Map<number, JournalEntry>> {
    const ids = updates.map(({ facts }) => facts.updateId).filter((id) => id < nextOffset);
    if (ids.length === 0) return new Map();
    const committed = await this.#store.findByUpstreamIds(this.botId, epoch, ids);
    const planned = entries.filter((entry) => entry.epoch === epoch);
    return new Map([...committed, ...planned].map((entry) => [entry.upstreamId, entry]));
  }
}

/** The state of a log to which nothing was appended yet. */
export function emptyLog(botId: number): LogState {
  return { botId, epoch: 0, nextOffset: 0, lastPosition: 0, firstPosition: 1, count: 0, bytes: 0 };
}

function isSameState(left: LogState, right: LogState): boolean {
  return left.epoch === right.epoch && left.nextOffset === right.nextOffset &&
    left.lastPosition === right.lastPosition && left.firstPosition === right.firstPosition &&
    left.count === right.count && left.bytes === right.bytes;
}

/** Whether a waiter is to be woken by an entry. */
function concerns(waiter: Waiter, entry: JournalEntry): boolean {
  return entry.position >= waiter.from && matches(waiter.filter, entry);
}

/** Whether an entry passes a filter. */
export function matches(filter: CompiledFilter, entry: Omit<JournalEntry, "bytes">): boolean {
  return filter.accepts(entry.position, kindId(entry.kind), entry.chatId, entry.topicId, entry.userId);
}

function isSameUpdate(entry: JournalEntry, bytes: Uint8Array): boolean {
  const kept = entry.position === entry.upstreamId
    ? entry.bytes
    : rewriteUpdateId(entry.bytes, entry.upstreamId);
  return equalBytes(kept, bytes);
}

function withUpdateId(parsed: unknown, updateId: number): unknown {
  return typeof parsed === "object" && parsed !== null ? { ...parsed, update_id: updateId } : undefined;
}
