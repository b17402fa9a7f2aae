import { updateOverheadBytes } from "../telegram/get_updates.ts";
import { type AnswerLimits, FrameCache, frameRuns, type Picked } from "./answer.ts";
import type { CompiledFilter } from "./filter.ts";
import type { JournalEntry } from "./journal_store.ts";
import { kindId, kindName } from "./kind_table.ts";
import type { Collected, KeptUpdate } from "./collected.ts";

/** Memory that all rings of a process share, so that many busy bots stay within one bound. */
export class RingBudget {
  /** Bodies that several readers of a ring may ask for. */
  readonly frames: FrameCache = new FrameCache();
  readonly #maxBytes: number;
  #usedBytes = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  get usedBytes(): number {
    return this.#usedBytes;
  }

  /** Takes `bytes` if they are left. */
  take(bytes: number): boolean {
    if (this.#usedBytes + bytes > this.#maxBytes) return false;
    this.#usedBytes += bytes;
    return true;
  }

  give(bytes: number): void {
    this.#usedBytes -= bytes;
  }
}

/** Sizes of one ring. */
interface RingSizes {
  /** Bytes of the slab at first. */
  readonly firstBytes: number;
  /** Bytes the slab may grow to. */
  readonly maxBytes: number;
}

/** 16 KiB holds the last fifty everyday updates; 2 MiB a few thousand. */
const defaultRingSizes: RingSizes = { firstBytes: 16 * 1024, maxBytes: 2 * 1024 * 1024 };

/** Slab bytes for each slot of the columns: about the size of a short text message as an update. */
const bytesPerSlot = 256;
/** Bytes of all columns for one slot. */
const columnBytesPerSlot = 6 * 8 + 2 * 4 + 1;

const comma = 0x2c;

/**
 * The tail of one bot's journal in memory: a slab with the bytes of consecutive updates, each followed by a comma, and
 * parallel columns of what filters ask for. A batch that lies in one piece is one copy out of the slab. The ring is a
 * cache: whoever asks for a position before {@linkcode oldestPosition} reads the store.
 */
export class Ring {
  readonly #sizes: RingSizes;
  readonly #budget: RingBudget;
  #slab = new Uint8Array(0);
  #positions = new Float64Array(0);
  #chatIds = new Float64Array(0);
  #topicIds = new Float64Array(0);
  #userIds = new Float64Array(0);
  #arrivals = new Float64Array(0);
  #expiries = new Float64Array(0);
  #offsets = new Uint32Array(0);
  #lengths = new Uint32Array(0);
  #kinds = new Uint8Array(0);
  /** Slot of the oldest update. */
  #first = 0;
  #count = 0;
  /** Where the next update goes in the slab. */
  #writeOffset = 0;
  #oldestPosition: number;

  /** @param nextPosition position of the first update that will be appended. */
  constructor(nextPosition: number, budget: RingBudget, sizes: RingSizes = defaultRingSizes) {
    this.#oldestPosition = nextPosition;
    this.#budget = budget;
    this.#sizes = sizes;
  }

  /** Whoever reads from this position on finds everything here. */
  get oldestPosition(): number {
    return this.#oldestPosition;
  }

  get count(): number {
    return this.#count;
  }

  /** Takes the next update of the journal. */
  append(entry: JournalEntry): void {
    const needed = entry.bytes.length + 1;
    if (!this.#makeRoom(needed)) {
      // Larger than the whole ring: readers of this update go to the store.
      this.#forgetAll(entry.position + 1);
      return;
    }
    const slot = (this.#first + this.#count) % this.#positions.length;
    this.#slab.set(entry.bytes, this.#writeOffset);
    this.#slab[this.#writeOffset + needed - 1] = comma;
    this.#positions[slot] = entry.position;
    this.#chatIds[slot] = entry.chatId;
    this.#topicIds[slot] = entry.topicId;
    this.#userIds[slot] = entry.userId;
    this.#arrivals[slot] = entry.receivedAtMs;
    this.#expiries[slot] = entry.expiresAtMs;
    this.#offsets[slot] = this.#writeOffset;
    this.#lengths[slot] = needed;
    this.#kinds[slot] = kindId(entry.kind);
    this.#count++;
    this.#writeOffset += needed;
  }

  /** Picks what `filter` lets through from position `from` on, which must not lie before {@linkcode oldestPosition}. */
  pick(from: number, filter: CompiledFilter, limits: AnswerLimits, nowMs: number): Picked {
    const slots = this.#positions.length;
    const runs: number[] = [];
    let runEnd = -1;
    const positions: number[] = [];
    let cost = 0;
    let nextPosition = from;
    for (let index = this.#indexOf(from); index < this.#count && positions.length < limits.updates; index++) {
      const slot = (this.#first + index) % slots;
      const position = this.#positions[slot]!;
      if (this.#expiries[slot]! > nowMs && this.#passes(slot, filter)) {
        const start = this.#offsets[slot]!;
        const length = this.#lengths[slot]!;
        cost += length - 1 + updateOverheadBytes;
        if (positions.length > 0 && cost > limits.bytes) break;
        if (start === runEnd) runs[runs.length - 1] = start + length;
        else runs.push(start, start + length);
        runEnd = start + length;
        positions.push(position);
      }
      nextPosition = position + 1;
    }
    const count = positions.length;
    const body = count === 0
      ? undefined
      : this.#budget.frames.share(this, positions, () => frameRuns(this.#slab, runs));
    return { body, count, lastPosition: positions.at(-1) ?? 0, nextPosition };
  }

  /** Copies of what `filter` lets through from position `from` on; up to `limit` updates are looked at. */
  collect(from: number, filter: CompiledFilter, limit: number): Collected {
    const slots = this.#positions.length;
    const updates: KeptUpdate[] = [];
    const start = this.#indexOf(from);
    const end = Math.min(this.#count, start + limit);
    let nextPosition = from;
    for (let index = start; index < end; index++) {
      const slot = (this.#first + index) % slots;
      nextPosition = this.#positions[slot]! + 1;
      if (this.#passes(slot, filter)) updates.push(this.#copy(slot));
    }
    return { updates, nextPosition };
  }

  /** A copy of the update at a position; `undefined` when there is none. */
  at(position: number): KeptUpdate | undefined {
    const index = this.#indexOf(position);
    if (index === this.#count) return undefined;
    const slot = (this.#first + index) % this.#positions.length;
    return this.#positions[slot] === position ? this.#copy(slot) : undefined;
  }

  #passes(slot: number, filter: CompiledFilter): boolean {
    return filter.accepts(
      this.#positions[slot]!,
      this.#kinds[slot]!,
      this.#chatIds[slot]!,
      this.#topicIds[slot]!,
      this.#userIds[slot]!,
    );
  }

  #copy(slot: number): KeptUpdate {
    const start = this.#offsets[slot]!;
    return {
      position: this.#positions[slot]!,
      kind: kindName(this.#kinds[slot]!),
      chatId: this.#chatIds[slot]!,
      userId: this.#userIds[slot]!,
      receivedAtMs: this.#arrivals[slot]!,
      expiresAtMs: this.#expiries[slot]!,
      // Without the comma.
      bytes: this.#slab.slice(start, start + this.#lengths[slot]! - 1),
    };
  }

  /** Gives all memory back; readers go to the store until new updates come. */
  release(nextPosition: number): void {
    this.#budget.frames.forget(this);
    this.#forgetAll(nextPosition);
    this.#resize(0);
  }

  /** Index, counted from the oldest, of the first update at or after `position`. */
  #indexOf(position: number): number {
    let low = 0;
    let high = this.#count;
    const slots = this.#positions.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#positions[(this.#first + middle) % slots]! < position) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Frees `needed` bytes at the write offset and one slot, growing while allowed. False when it can never fit. */
  #makeRoom(needed: number): boolean {
    while (this.#slab.length < needed || !this.#hasRoom(needed)) {
      if (!this.#grow()) break;
    }
    if (this.#slab.length < needed) return false;
    if (this.#count === this.#positions.length) this.#evictOldest();
    if (this.#writeOffset + needed > this.#slab.length) {
      // Updates behind the write offset are the oldest: they go before the ones at the start.
      while (this.#count > 0 && this.#offsets[this.#first]! >= this.#writeOffset) this.#evictOldest();
      this.#writeOffset = 0;
    }
    while (this.#count > 0 && this.#overlaps(this.#first, this.#writeOffset, this.#writeOffset + needed)) {
      this.#evictOldest();
    }
    return true;
  }

  /** Whether `needed` bytes and a slot are free without evicting anything. */
  #hasRoom(needed: number): boolean {
    if (this.#count === this.#positions.length) return false;
    if (this.#count === 0) return true;
    const oldest = this.#offsets[this.#first]!;
    return oldest < this.#writeOffset
      ? this.#writeOffset + needed <= this.#slab.length || needed <= oldest
      : this.#writeOffset + needed <= oldest;
  }

  #overlaps(slot: number, start: number, end: number): boolean {
    const offset = this.#offsets[slot]!;
    return offset < end && offset + this.#lengths[slot]! > start;
  }

  #evictOldest(): void {
    this.#oldestPosition = this.#positions[this.#first]! + 1;
    this.#first = (this.#first + 1) % this.#positions.length;
    this.#count--;
  }

  #forgetAll(nextPosition: number): void {
    this.#first = 0;
    this.#count = 0;
    this.#writeOffset = 0;
    this.#oldestPosition = nextPosition;
  }

  #grow(): boolean {
    const bytes = this.#slab.length === 0 ? this.#sizes.firstBytes : this.#slab.length * 2;
    return bytes <= this.#sizes.maxBytes && this.#resize(bytes);
  }

  /** Moves everything into arrays of another size. False, with nothing changed, when the budget is used up. */
  #resize(bytes: number): boolean {
    const slots = Math.floor(bytes / bytesPerSlot);
    const cost = memoryOf(bytes, slots) - memoryOf(this.#slab.length, this.#positions.length);
    if (cost > 0 && !this.#budget.take(cost)) return false;
    if (cost < 0) this.#budget.give(-cost);
    const slab = new Uint8Array(bytes);
    const order = Array.from(
      { length: this.#count },
      (_, index) => (this.#first + index) % this.#positions.length,
    );
    let offset = 0;
    const offsets = new Uint32Array(slots);
    for (const [index, slot] of order.entries()) {
      const start = this.#offsets[slot]!;
      slab.set(this.#slab.subarray(start, start + this.#lengths[slot]!), offset);
      offsets[index] = offset;
      offset += this.#lengths[slot]!;
    }
    this.#positions = reorder(this.#positions, new Float64Array(slots), order);
    this.#chatIds = reorder(this.#chatIds, new Float64Array(slots), order);
    this.#topicIds = reorder(this.#topicIds, new Float64Array(slots), order);
    this.#userIds = reorder(this.#userIds, new Float64Array(slots), order);
    this.#arrivals = reorder(this.#arrivals, new Float64Array(slots), order);
    this.#expiries = reorder(this.#expiries, new Float64Array(slots), order);
    this.#lengths = reorder(this.#lengths, new Uint32Array(slots), order);
    this.#kinds = reorder(this.#kinds, new Uint8Array(slots), order);
    this.#offsets = offsets;
    this.#slab = slab;
    this.#first = 0;
    this.#writeOffset = offset;
    return true;
  }
}

function memoryOf(slabBytes: number, slots: number): number {
  return slabBytes + slots * columnBytesPerSlot;
}

function reorder<T extends Float64Array | Uint32Array | Uint8Array>(
  from: T,
  to: T,
  order: readonly number[],
): T {
  for (const [index, slot] of order.entries()) to[index] = from[slot]!;
  return to;
}
