import { concatBytes, encodeUtf8 } from "../base/bytes.ts";
import type { Clock } from "../base/clock.ts";
import { updatesPrefix, updatesSuffix } from "../telegram/envelope.ts";
import { answerBudgetBytes, updateOverheadBytes } from "../telegram/get_updates.ts";
import { rewriteUpdateId } from "../telegram/splitter.ts";

/** Maximum updates a bot's queue holds. */
const maxQueueSize = 100_000;
/** Maximum bytes a bot's queue holds. */
const maxQueueBytes = 128 * 1024 * 1024;
/** Largest single update, in bytes. */
const maxUpdateBytes = 512 * 1024;
/** No update has this id or a higher one. */
const updateIdLimit = 2_000_000_000;

const lowestFirstId = 2_000_001;
const highestFirstId = 1_000_000_000;
/** An offset may lie so far above the next id, and so far below the oldest one, before it is taken for garbage. */
const slackAbove = 10;
const slackBelow = 100_000;
const expirySweepMs = 60_000;
const comma = encodeUtf8(",");

/** An update as it waits for its reader. */
export interface QueuedUpdate {
  readonly id: number;
  /** The whole `Update` object as JSON. */
  readonly bytes: Uint8Array;
  readonly expiresAtMs: number;
  /** Webhook deliveries of one lane keep their order. */
  readonly lane: string;
}

/** What is to be stored; the queue gives the id. */
interface NewUpdate {
  /** JSON of the update's members beside `update_id`, without the opening brace. */
  readonly tail: string;
  readonly expiresAtMs: number;
  readonly lane: string;
}

/**
 * The updates of one bot, numbered without gaps. When it is full the newest update is dropped, as the official server
 * does. Entries that went out of turn (webhooks) or expired leave a hole until those before them are gone.
 */
export class UpdateQueue {
  readonly #clock: Clock;
  readonly #random: () => number;
  #entries: (QueuedUpdate | undefined)[] = [];
  /** Index of the oldest entry; what lies before it is removed now and then, because each removal copies. */
  #start = 0;
  #headId: number;
  #bytes = 0;
  #live = 0;
  #sweptAtMs: number;

  constructor(clock: Clock, random: () => number) {
    this.#clock = clock;
    this.#random = random;
    this.#headId = randomFirstId(random);
    this.#sweptAtMs = clock.now();
  }

  /** Id of the oldest entry; equal to {@linkcode tailId} when there is none. */
  get headId(): number {
    return this.#headId;
  }

  /** Id that the next update gets. */
  get tailId(): number {
    return this.#headId + this.#entries.length - this.#start;
  }

  /** Entries stored, expired ones included until they are swept. */
  get size(): number {
    return this.#live;
  }

  /** Stores an update. `undefined` when it is too large or the queue is full. */
  push(update: NewUpdate): QueuedUpdate | undefined {
    this.#sweep();
    if (this.tailId >= updateIdLimit) this.restart(randomFirstId(this.#random), "drop");
    const id = this.tailId;
    const bytes = encodeUtf8(`{"update_id":${id},\n${update.tail}`);
    if (bytes.length > maxUpdateBytes) return undefined;
    if (this.#live >= maxQueueSize || this.#bytes + bytes.length > maxQueueBytes) return undefined;
    const entry = { id, bytes, expiresAtMs: update.expiresAtMs, lane: update.lane };
    this.#entries.push(entry);
    this.#bytes += bytes.length;
    this.#live++;
    return entry;
  }

  /** Applies an offset of getUpdates: confirms what it confirms and says from which id to read. */
  applyOffset(offset: number): number {
    if (offset < 0) this.keepNewest(-offset);
    if (offset <= 0) return this.#headId;
    const isPlausible = offset >= this.#headId - slackBelow && offset <= this.tailId + slackAbove &&
      offset < updateIdLimit;
    if (!isPlausible) return this.#headId;
    this.#deleteBefore(offset);
    return offset;
  }

  /** Updates from `fromId` on that have not expired, as many as one answer holds. */
  read(fromId: number, limit: number): Uint8Array[] {
    const nowMs = this.#clock.now();
    const found: Uint8Array[] = [];
    let budgetBytes = answerBudgetBytes;
    for (let index = this.#indexOf(fromId); index < this.#entries.length && found.length < limit; index++) {
      const entry = this.#entries[index];
      if (entry === undefined) continue;
      if (entry.expiresAtMs <= nowMs) {
        this.#remove(index);
        continue;
      }
      budgetBytes -= entry.bytes.length + updateOverheadBytes;
      if (budgetBytes < 0 && found.length > 0) break;
      found.push(entry.bytes);
    }
    return found;
  }

  /** All entries, oldest first. */
  *entries(): Generator<QueuedUpdate> {
    for (let index = this.#start; index < this.#entries.length; index++) {
      const entry = this.#entries[index];
      if (entry !== undefined) yield entry;
    }
  }

  /** Removes one entry, wherever it is. */
  delete(id: number): void {
    if (id >= this.#headId && id < this.tailId) this.#remove(this.#indexOf(id));
    this.#trim();
  }

  /** Deletes all but the newest `count`. */
  keepNewest(count: number): void {
    let surplus = this.#live - count;
    for (; surplus > 0; surplus--) this.#shift();
  }

  /** Deletes everything; numbering goes on. */
  clear(): void {
    this.keepNewest(0);
    this.#deleteBefore(this.tailId);
  }

  /** Continues numbering at `firstId`; what waits is dropped or renumbered. */
  restart(firstId: number, pending: "drop" | "renumber"): void {
    const kept = pending === "drop" ? [] : [...this.entries()];
    this.#entries = kept.map((entry, index) => ({
      ...entry,
      id: firstId + index,
      bytes: rewriteUpdateId(entry.bytes, firstId + index),
    }));
    this.#start = 0;
    this.#headId = firstId;
    this.#live = kept.length;
    this.#bytes = this.#entries.reduce((sum, entry) => sum + (entry?.bytes.length ?? 0), 0);
  }

  #indexOf(id: number): number {
    return this.#start + Math.max(id - this.#headId, 0);
  }

  #remove(index: number): void {
    const entry = this.#entries[index];
    if (entry === undefined) return;
    this.#entries[index] = undefined;
    this.#bytes -= entry.bytes.length;
    this.#live--;
  }

  #deleteBefore(id: number): void {
    const endId = Math.min(id, this.tailId);
    while (this.#headId < endId) this.#shift();
    this.#trim();
  }

  #shift(): void {
    this.#remove(this.#start);
    this.#start++;
    this.#headId++;
    if (this.#start >= 1024 && this.#start * 2 >= this.#entries.length) {
      this.#entries = this.#entries.slice(this.#start);
      this.#start = 0;
    }
  }

  /** Lets the head pass the holes in front of it. */
  #trim(): void {
    while (this.#start < this.#entries.length && this.#entries[this.#start] === undefined) this.#shift();
  }

  #sweep(): void {
    const nowMs = this.#clock.now();
    if (nowMs - this.#sweptAtMs < expirySweepMs) return;
    this.#sweptAtMs = nowMs;
    for (let index = this.#start; index < this.#entries.length; index++) {
      if ((this.#entries[index]?.expiresAtMs ?? Infinity) <= nowMs) this.#remove(index);
    }
    this.#trim();
  }
}

/** The answer to getUpdates that holds `updates`. */
export function updatesAnswer(updates: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const parts: Uint8Array[] = [updatesPrefix];
  updates.forEach((update, index) => {
    if (index > 0) parts.push(comma);
    parts.push(update);
  });
  parts.push(updatesSuffix);
  return concatBytes(parts);
}

/** First id of a fresh queue. */
function randomFirstId(random: () => number): number {
  return lowestFirstId + Math.floor(random() * (highestFirstId - lowestFirstId + 1));
}
