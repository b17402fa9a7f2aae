import { decodeUtf8 } from "../../base/bytes.ts";
import type { Collected, KeptUpdate } from "../../journal/collected.ts";
import { parseBotApiJson } from "../../telegram/bot_api_json.ts";
import { laneOf } from "../../telegram/lane_of.ts";
import { BacklogSource, type BacklogSourceOptions } from "./backlog_source.ts";
import type { ConsumerDeadLetters } from "./consumer_dead_letters.ts";
import { Lane, type LaneOutcome, type LaneOwner } from "./lane.ts";
import type { StaleUpdates } from "../stale_updates.ts";
import { Outstanding } from "./outstanding.ts";
import type { PushRetryOptions } from "./push_retry.ts";
import { targetOrder } from "./target_order.ts";

/** Options for {@linkcode Backlog}. */
interface BacklogOptions extends BacklogSourceOptions {
  readonly urls: readonly string[];
  readonly deadLetters: ConsumerDeadLetters;
  readonly stale: StaleUpdates;
  readonly retry: PushRetryOptions;
  /** A lane has something to send: an idle one got its first update, or the one before ended. */
  readonly onReady: (lane: Lane) => void;
}

/** Positions one lane holds in memory; what comes after them is read from the journal when their turn comes. */
const maxHeldPerLane = 1024;
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
  readonly #source: BacklogSource;
  readonly #owner: LaneOwner;
  readonly #lanes = new Map<string, Lane>();
  /** Lanes that do not hold all of theirs, with the position from which on they do not. */
  readonly #overfull = new Map<Lane, number>();
  /** Lanes that are being filled from the journal. */
  readonly #filling = new Set<Lane>();
  readonly #outstanding: Outstanding;
  /** Every update before this position was looked at. */
  #scanned: number;
  #held = 0;
  #isScanning = false;

  constructor(options: BacklogOptions) {
    const { cursor, clock, retry, deadLetters, stale, onReady } = options;
    this.#options = options;
    const source = new BacklogSource(options);
    this.#source = source;
    this.#scanned = cursor.position;
    this.#outstanding = new Outstanding((position) => cursor.isConfirmed(position));
    this.#owner = {
      clock,
      retry,
      read: (position) => source.at(position),
      // What is redelivered is confirmed already, and may be of any age.
      isStale: (update) => !cursor.isConfirmed(update.position) && stale.isStale(update),
      expiresAtMs: (update) => deadLetters.expiresAtMs(update),
      deadLetter: (update, details) => deadLetters.add([update], details),
      readFailed: (lane, error) => source.postpone(error, () => onReady(lane)),
      finished: (lane, position, outcome) => this.#finished(lane, position, outcome),
    };
  }

  /** Whether there is room for more. */
  get canReadOn(): boolean {
    return !this.#isScanning && this.#held < maxHeld && this.#overfull.size < maxOverfull;
  }

  /** Reads on in the journal; true when that is done and found something to look at. */
  readOn(): boolean {
    const source = this.#source;
    if (!source.hasFrom(this.#scanned)) {
      source.waitForMore(this.#scanned);
      return false;
    }
    const collected = source.collect(this.#scanned);
    if (!(collected instanceof Promise)) return this.#takeIn(collected);
    this.#isScanning = true;
    collected.then((late) => {
      this.#isScanning = false;
      if (source.isStopped) return;
      this.#takeIn(late);
      this.#options.onProgress();
    }, (error) =>
      source.postpone(error, () => {
        this.#isScanning = false;
      }));
    return false;
  }

  /** Puts an update that was confirmed already into its lane once more, behind the one that is in flight or waits. */
  redeliver(update: KeptUpdate): void {
    const lane = this.#laneFor(update);
    const isIdle = lane.size === 0 && !this.#filling.has(lane);
    lane.addNext(update.position);
    this.#held++;
    if (isIdle) this.#options.onReady(lane);
  }

  /** Keeps no bytes of what waits: they are read anew, as far as they are still kept, when their turn comes. */
  dropBuffered(): void {
    for (const lane of this.#lanes.values()) lane.dropBuffered();
    this.#source.dropBuffered();
  }

  /** Reads and waits no more. */
  stop(): void {
    this.#source.stop();
  }

  /** A lane's first update ended: it is confirmed, and the next one's turn has come. */
  #finished(lane: Lane, position: number, outcome: LaneOutcome): void {
    const { deadLetters, stale, onProgress } = this.#options;
    if (outcome === "stale") stale.drop();
    if (outcome === "delivered") deadLetters.delivered(position);
    if (outcome === "lost") deadLetters.lost(position);
    this.#held--;
    this.#confirm(position);
    const isCaughtUp = this.#held === 0 && !this.#source.hasFrom(this.#scanned);
    if (outcome === "delivered" && isCaughtUp) stale.caughtUp();
    if (lane.size === 0 && this.#overfull.has(lane)) this.#fill(lane);
    else this.#goOn(lane);
    // Whoever sends has gone on meanwhile.
    if (outcome === "dead-lettered") onProgress();
  }

  /** Puts what was read into lanes; false when that has to wait for the store. */
  #takeIn({ updates, nextPosition }: Collected): boolean {
    const { cursor, clock, stale } = this.#options;
    const nowMs = clock.now();
    const expired: KeptUpdate[] = [];
    this.#scanned = Math.max(this.#scanned, nextPosition);
    for (const update of updates) {
      if (cursor.isConfirmed(update.position)) continue;
      if (update.expiresAtMs > nowMs || stale.isStale(update)) this.#enlist(update);
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
    const { deadLetters, onProgress } = this.#options;
    this.#isScanning = true;
    deadLetters.add(expired, { cause: "expired", attempts: 0, lastError: undefined }).then((isStored) => {
      this.#isScanning = false;
      if (!isStored) return;
      for (const { position } of expired) this.#confirm(position);
      onProgress();
    });
  }

  #enlist(update: KeptUpdate): void {
    const lane = this.#laneFor(update);
    // A lane that has more than it holds comes to this one when it is filled.
    if (this.#overfull.has(lane)) return;
    if (lane.size >= maxHeldPerLane) return void this.#overfull.set(lane, update.position);
    this.#hold(lane, update);
    if (lane.size === 1) this.#options.onReady(lane);
  }

  #hold(lane: Lane, update: KeptUpdate): void {
    lane.add(update);
    this.#held++;
    this.#outstanding.add(update.position);
  }

  #laneFor(update: KeptUpdate): Lane {
    const key = keyOf(update);
    let lane = this.#lanes.get(key);
    if (lane === undefined) {
      const owner = String(update.chatId || update.userId || key);
      lane = new Lane(key, targetOrder(owner, this.#options.urls), this.#owner);
      this.#lanes.set(key, lane);
    }
    return lane;
  }

  /** Reads what a lane did not hold, up to where everything is read. */
  #fill(lane: Lane): void {
    this.#filling.add(lane);
    let from = this.#overfull.get(lane) ?? Infinity;
    while (from < this.#scanned && lane.size < maxHeldPerLane / 2) {
      const collected = this.#source.collect(from);
      if (collected instanceof Promise) return this.#fillLater(lane, collected);
      from = this.#takeOver(lane, collected);
    }
    this.#filling.delete(lane);
    if (from >= this.#scanned) this.#overfull.delete(lane);
    this.#goOn(lane);
    this.#moveMark(0);
  }

  #fillLater(lane: Lane, collected: Promise<Collected>): void {
    collected.then((late) => {
      if (this.#source.isStopped) return;
      this.#takeOver(lane, late);
      this.#fill(lane);
      this.#options.onProgress();
    }, (error) => this.#source.postpone(error, () => this.#fill(lane)));
  }

  /** Adds those of a lane to it; returns from which position on it does not hold them. */
  #takeOver(lane: Lane, { updates, nextPosition }: Collected): number {
    const { cursor } = this.#options;
    for (const update of updates) {
      if (update.position >= this.#scanned) break;
      const isOurs = keyOf(update) === lane.key && !cursor.isConfirmed(update.position);
      if (isOurs) this.#hold(lane, update);
    }
    this.#overfull.set(lane, nextPosition);
    return nextPosition;
  }

  #goOn(lane: Lane): void {
    if (lane.size > 0) this.#options.onReady(lane);
    else this.#lanes.delete(lane.key);
  }

  #confirm(position: number): void {
    // What is redelivered is confirmed already.
    if (position >= this.#options.cursor.position) this.#moveMark(position);
  }

  /** Confirms `position` (0 for none), and all before the lowest that is not done. */
  #moveMark(position: number): void {
    const { cursor } = this.#options;
    let mark = Math.min(this.#outstanding.lowestBut(position), this.#scanned);
    for (const from of this.#overfull.values()) mark = Math.min(mark, from);
    if (position > 0) cursor.confirmOne(position, mark);
    else cursor.confirm(mark);
  }
}

/** The lane of an update; those that keep no order have one each. */
function keyOf(update: KeptUpdate): string {
  return laneOf(update, () => readBody(update)) || `update ${update.position}`;
}

/** What is beside `update_id`. The journal holds only what could be parsed when it came. */
function readBody({ kind, bytes }: KeptUpdate): unknown {
  const update = parseBotApiJson(decodeUtf8(bytes));
  return (update as Readonly<Record<string, unknown>>)[kind]; // An object: it has an update_id.
}
