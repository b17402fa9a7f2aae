/** Positions that share one piece of the set; a piece is 512 bytes. */
export const positionsPerChunk = 4096;
/** Size of a piece. */
export const bytesPerChunk: number = positionsPerChunk / 8;

/** A piece of a {@linkcode PositionSet}: bit `n` stands for position `index * 4096 + n`. */
export interface PositionChunk {
  readonly index: number;
  readonly bits: Uint8Array;
}

/**
 * Positions above a low-water mark, as a sparse bitmap: a million of them in a row take 128 KiB.
 * What lies below the mark is of no interest any more and costs nothing.
 */
export class PositionSet {
  readonly #chunks = new Map<number, Uint8Array>();
  readonly #changed = new Set<number>();
  #count = 0;

  constructor(chunks: readonly PositionChunk[] = []) {
    for (const { index, bits } of chunks) {
      const whole = new Uint8Array(bytesPerChunk);
      whole.set(bits.subarray(0, bytesPerChunk));
      this.#chunks.set(index, whole);
      this.#count += countBits(whole, bytesPerChunk);
    }
  }

  /** How many positions are in the set. */
  get count(): number {
    return this.#count;
  }

  has(position: number): boolean {
    const bits = this.#chunks.get(chunkOf(position));
    const place = position % positionsPerChunk;
    return bits !== undefined && (bits[place >> 3]! & (1 << (place & 7))) !== 0;
  }

  add(position: number): void {
    const index = chunkOf(position);
    let bits = this.#chunks.get(index);
    if (bits === undefined) this.#chunks.set(index, bits = new Uint8Array(bytesPerChunk));
    const place = position % positionsPerChunk;
    const mask = 1 << (place & 7);
    if ((bits[place >> 3]! & mask) !== 0) return;
    bits[place >> 3]! |= mask;
    this.#count++;
    this.#changed.add(index);
  }

  remove(position: number): void {
    if (!this.has(position)) return;
    const index = chunkOf(position);
    const place = position % positionsPerChunk;
    this.#chunks.get(index)![place >> 3]! &= ~(1 << (place & 7));
    this.#count--;
    this.#changed.add(index);
  }

  /** Forgets all below `position`. What that leaves half empty needs no writing down: the mark says the same. */
  dropBelow(position: number): void {
    if (this.#chunks.size === 0) return;
    const boundary = chunkOf(position);
    for (const [index, bits] of this.#chunks) {
      if (index > boundary) continue;
      const place = index < boundary ? positionsPerChunk : position % positionsPerChunk;
      this.#count -= clearBits(bits, place);
      if (index < boundary) {
        this.#chunks.delete(index);
        this.#changed.delete(index);
      }
    }
  }

  /** Copies of the pieces that changed since the last call. */
  takeChanged(): PositionChunk[] {
    const taken = [...this.#changed].map((index) => ({ index, bits: this.#chunks.get(index)!.slice() }));
    this.#changed.clear();
    return taken;
  }

  /** Pieces that were taken could not be written down. */
  giveBack(chunks: readonly PositionChunk[]): void {
    for (const { index } of chunks) {
      if (this.#chunks.has(index)) this.#changed.add(index);
    }
  }
}

/** The piece that a position belongs to. */
export function chunkOf(position: number): number {
  return Math.floor(position / positionsPerChunk);
}

/** Clears the first `places` bits; gives how many were set. */
function clearBits(bits: Uint8Array, places: number): number {
  const wholeBytes = places >> 3;
  let cleared = countBits(bits, wholeBytes);
  bits.fill(0, 0, wholeBytes);
  const rest = places & 7;
  if (rest !== 0) {
    const mask = (1 << rest) - 1;
    cleared += bitsOfByte(bits[wholeBytes]! & mask);
    bits[wholeBytes]! &= ~mask;
  }
  return cleared;
}

function countBits(bits: Uint8Array, bytes: number): number {
  let count = 0;
  for (let index = 0; index < bytes; index++) {
    const byte = bits[index]!;
    if (byte !== 0) count += bitsOfByte(byte);
  }
  return count;
}

function bitsOfByte(byte: number): number {
  let count = 0;
  for (let rest = byte; rest !== 0; rest &= rest - 1) count++;
  return count;
}
