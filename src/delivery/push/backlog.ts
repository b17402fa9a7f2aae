import type { Clock } from "../../base/clock.ts";
import { decodeUtf8 } from "../../base/bytes.ts";
import type { Logger } from "../../base/logger.ts";
import { Retry } from "../../base/retry.ts";
import type { Collected, KeptUpdate } from "../../journal/collected.ts";
import type { Cursor } from "../../journal/cursor.ts";
import type { CompiledFilter } from "../../journal/filter.ts";
import type { Journal } from "../../journal/journal.ts";
import type { Consumer } from "../../registry/model.ts";
import { parseBotApiJson } from "../../telegram/bot_api_json.ts";
import { laneOf } from "../../telegram/lane_of.ts";
import { Lane, maxHeldPerLane } from "./lane.ts";
import { Outstanding } from "./outstanding.ts";
import { ReadAhead } from "./read_ahead.ts";
import { targetOrder } from "./target_order.ts";

/** Options for {@linkcode Backlog}. */
export interface BacklogOptions {
  readonly consumer: Pick<Consumer, "botId" | "name">;
  readonly urls: readonly string[];
  readonly cursor: Cursor;
  /** The cursor's filter, perhaps narrowed; asked for at each look. */
  readonly view: { readonly filter: CompiledFilter };
  readonly journal: Journal;
  readonly clock: Clock;
  readonly logger: Logger;
  /** A lane has something to send: an idle one got its first update, or the one before was finished. */
  readonly onReady: (lane: Lane) => void;
  /** Something that had to be waited for is done. */
  readonly onProgress: () => void;
  /** Writes down updates that expired before they could be sent; false when BotMux stops before that is done. */
  readonly deadLetter: (expired: readonly KeptUpdate[]) => Promise<boolean>;
}

/** Updates read in one go. */
const updatesPerRead = 100;
/** Positions held in memory, all lanes together; when so many wait, nothing further is read. */
const maxHeld = 32_768;
/** So many lanes may have more than they hold; each reads on by itself when its turn comes. */
const maxOverfull = 64;

/**
 * What one push consumer still has to get: reads its journal ahead, sorts what it finds into lanes, and confirms what
 * is done. Invariants: a position is confirmed only when it was finished or dead-lettered; the cursor's mark never passes a
 * position that is not. Positions are held, not bytes; what a lane has beyond its share stays in the journal.
 */
export class Backlog {
  readonly #options: BacklogOptions;
  readonly #lanes = new Map<string, Lane>();
  readonly #overfull = new Set<Lane>();
  readonly #outstanding: Outstanding;
  readonly #readAhead: ReadAhead;
  readonly #reading: Retry;
  /** What goes on when the store is asked once more. */
  #postponed: (() => void)[] = [];
  #cancelRetry: (() => void) | undefined;
  /** Every update before this position was looked at. */
  #scanned: number;
  #held = 0;
  #isScanning = false;
  #isStopped = false;
  #stopWaiting: (() => void) | undefined;

  constructor(options: BacklogOptions) {
    const { cursor } = options;
    this.#options = options;
    this.#scanned = cursor.position;
    this.#reading = new Retry({
      event: "cannot read updates to push",
      fields: { bot: options.consumer.botId, consumer: options.consumer.name },
      ...options,
    });
    this.#outstanding = new Outstanding((position) => cursor.isConfirmed(position));
    this.#readAhead = new ReadAhead({
      at: (position) => options.journal.entryAt(cursor.botId, position),
      after: (position) => this.#collect(position),
    });
  }

  /** Whether there is room for more. */
  get canReadOn(): boolean {
    return !this.#isScanning && this.#held < maxHeld && this.#overfull.size < maxOverfull;
  }

  /** Reads on in the journal; true when that is done and found something to look at. */
  readOn(): boolean {
    const { journal, cursor } = this.#options;
    if (this.#scanned > journal.logState(cursor.botId).lastPosition) {
      this.#waitForMore();
      return false;
    }
    const collected = this.#collect(this.#scanned);
    if (!(collected instanceof Promise)) return this.#takeIn(collected);
    this.#isScanning = true;
    oneTurnLater(this.#noteRead(collected)).then((late) => {
      this.#isScanning = false;
      if (this.#isStopped) return;
      this.#takeIn(late);
      this.#options.onProgress();
    }, (error) =>
      this.#postpone(error, () => {
        this.#isScanning = false;
      }));
    return false;
  }

  /** A lane's first update; `undefined` when retention took it. Rejects when the store cannot be read. */
  firstOf(lane: Lane): KeptUpdate | undefined | Promise<KeptUpdate | undefined> {
    const first = lane.head ?? this.#readAhead.take(lane.positions.first!);
    return first instanceof Promise ? this.#noteRead(first) : first;
  }

  /** Reading a lane's first update failed: it becomes ready again in a while. */
  tryAgain(lane: Lane, error: unknown): void {
    this.#postpone(error, () => this.#options.onReady(lane));
  }

  /** A lane's first update is over: it is confirmed, and the next one's turn has come. */
  finish(lane: Lane): void {
    const position = lane.positions.first!;
    lane.shift();
    this.#held--;
    this.#confirm(position);
    if (lane.unheldFrom !== Infinity && lane.positions.size === 0) this.#fill(lane);
    else this.#goOn(lane);
  }

  /** Puts an update that was confirmed already into its lane once more, behind the one that is under way or waits. */
  revive(update: KeptUpdate): void {
    const lane = this.#laneFor(update);
    const isIdle = lane.positions.size === 0 && !lane.isReading;
    lane.positions.insert(1, update.position);
    this.#held++;
    if (isIdle) this.#options.onReady(lane);
  }

  /** Keeps no bytes of what waits: they are read anew, as far as they are still kept, when their turn comes. */
  dropBuffered(): void {
    for (const lane of this.#lanes.values()) lane.head = undefined;
    this.#readAhead.dropBuffered();
  }

  /** Reads and waits no more. */
  stop(): void {
    this.#isStopped = true;
    this.#stopWaiting?.();
    this.#cancelRetry?.();
  }

  #collect(from: number): Collected | Promise<Collected> {
    const { journal, cursor, view } = this.#options;
    return journal.collect(cursor.botId, from, view.filter, updatesPerRead);
  }

  async #noteRead<T>(reading: Promise<T>): Promise<T> {
    const result = await reading;
    this.#reading.reset();
    return result;
  }

  #waitForMore(): void {
    if (this.#stopWaiting !== undefined) return;
    const { journal, cursor, view, onProgress } = this.#options;
    this.#stopWaiting = journal.wait(cursor.botId, {
      from: this.#scanned,
      get filter() {
        return view.filter;
      },
      wake: () => {
        this.#stopWaiting = undefined;
        onProgress();
      },
    });
  }

  /** Does `work` in a while: the store cannot be read just now. */
  #postpone(error: unknown, work: () => void): void {
    const { clock, onProgress } = this.#options;
    if (this.#isStopped) return;
    this.#postponed.push(work);
    this.#cancelRetry ??= clock.schedule(() => {
      this.#cancelRetry = undefined;
      const postponed = this.#postponed;
      this.#postponed = [];
      for (const goOn of postponed) goOn();
      onProgress();
    }, this.#reading.recordFailure(error));
  }

  /** Puts what was read into lanes; false when that has to wait for the store. */
  #takeIn({ updates, nextPosition }: Collected): boolean {
    const { cursor, clock } = this.#options;
    const nowMs = clock.now();
    const expired: KeptUpdate[] = [];
    this.#scanned = Math.max(this.#scanned, nextPosition);
    for (const update of updates) {
      if (cursor.isConfirmed(update.position)) continue;
      if (update.expiresAtMs > nowMs) this.#enlist(update);
      else {
        this.#outstanding.add(update.position);
        expired.push(update);
      }
    }
    if (expired.length > 0) {
      this.#deadLetterAll(expired);
      return false;
    }
    this.#moveMark(0);
    return true;
  }

  #deadLetterAll(expired: readonly KeptUpdate[]): void {
    const { deadLetter, onProgress } = this.#options;
    this.#isScanning = true;
    deadLetter(expired).then((isStored) => {
      this.#isScanning = false;
      if (!isStored) return;
      for (const { position } of expired) this.#confirm(position);
      onProgress();
    });
  }

  #enlist(update: KeptUpdate): void {
    const lane = this.#laneFor(update);
    // A lane that has more than it holds comes to this one when it is filled.
    if (lane.unheldFrom !== Infinity) return;
    if (lane.positions.size >= maxHeldPerLane) {
      lane.unheldFrom = update.position;
      this.#overfull.add(lane);
      return;
    }
    const isFirst = lane.positions.size === 0;
    this.#hold(lane, update.position);
    if (!isFirst) return;
    lane.head = update;
    this.#options.onReady(lane);
  }

  #hold(lane: Lane, position: number): void {
    lane.positions.add(position);
    this.#held++;
    this.#outstanding.add(position);
  }

  #laneFor(update: KeptUpdate): Lane {
    const key = keyOf(update);
    let lane = this.#lanes.get(key);
    if (lane === undefined) {
      const owner = String(update.chatId || update.userId || key);
      lane = new Lane(key, targetOrder(owner, this.#options.urls));
      this.#lanes.set(key, lane);
    }
    return lane;
  }

  /** Reads what a lane did not hold, up to where everything is read. */
  #fill(lane: Lane): void {
    lane.isReading = true;
    while (lane.unheldFrom < this.#scanned && lane.positions.size < maxHeldPerLane / 2) {
      const collected = this.#collect(lane.unheldFrom);
      if (collected instanceof Promise) {
        oneTurnLater(this.#noteRead(collected)).then((late) => {
          if (this.#isStopped) return;
          this.#takeOver(lane, late);
          this.#fill(lane);
          this.#options.onProgress();
        }, (error) => this.#postpone(error, () => this.#fill(lane)));
        return;
      }
      this.#takeOver(lane, collected);
    }
    lane.isReading = false;
    if (lane.unheldFrom >= this.#scanned) {
      lane.unheldFrom = Infinity;
      this.#overfull.delete(lane);
    }
    this.#goOn(lane);
    this.#moveMark(0);
  }

  #takeOver(lane: Lane, { updates, nextPosition }: Collected): void {
    const { cursor } = this.#options;
    for (const update of updates) {
      if (update.position >= this.#scanned) break;
      const isOurs = keyOf(update) === lane.key && !cursor.isConfirmed(update.position);
      if (isOurs) this.#hold(lane, update.position);
    }
    lane.unheldFrom = nextPosition;
  }

  #goOn(lane: Lane): void {
    if (lane.positions.size > 0) this.#options.onReady(lane);
    else this.#lanes.delete(lane.key);
  }

  #confirm(position: number): void {
    // What was revived is confirmed already.
    if (position >= this.#options.cursor.position) this.#moveMark(position);
  }

  /** Confirms `position` (0 for none), and all before the lowest that is not done. */
  #moveMark(position: number): void {
    const { cursor } = this.#options;
    let mark = Math.min(this.#outstanding.lowestBut(position), this.#scanned);
    for (const lane of this.#overfull) mark = Math.min(mark, lane.unheldFrom);
    if (position > 0) cursor.confirmOne(position, mark);
    else cursor.confirm(mark);
  }
}

/** A store that answers at once would let nobody else run until all is read. */
async function oneTurnLater<T>(reading: Promise<T>): Promise<T> {
  const result = await reading;
  await new Promise((resolve) => setImmediate(resolve));
  return result;
}

/** The lane of an update; those that keep no order have one each. */
function keyOf(update: KeptUpdate): string {
  return laneOf(update, () => readBody(update)) || `update ${update.position}`;
}

/** What stands beside `update_id`. The journal holds only what could be parsed when it came. */
function readBody({ kind, bytes }: KeptUpdate): unknown {
  const update = parseBotApiJson(decodeUtf8(bytes));
  return (update as Readonly<Record<string, unknown>>)[kind]; // An object: it has an update_id.
}
