/** Pieces of bytes with some numbers for each in one buffer: another thread is handed it over without a copy. */
export interface PackedPieces {
  readonly count: number;
  /** Columns of numbers, one after another, the last of them where each piece ends; then the pieces. */
  readonly buffer: ArrayBuffer;
}

/** Numbers of some pieces, one for each. */
type Column = ArrayLike<number>;

/** Puts pieces together with columns of numbers; copies their bytes once. */
export function packPieces(pieces: readonly Uint8Array[], columns: readonly Column[]): PackedPieces {
  const count = pieces.length;
  const numberCount = (columns.length + 1) * count;
  let length = 0;
  for (const piece of pieces) length += piece.length;
  const buffer = new ArrayBuffer(numberCount * Float64Array.BYTES_PER_ELEMENT + length);
  const numbers = new Float64Array(buffer, 0, numberCount);
  for (const [index, column] of columns.entries()) numbers.set(column, index * count);
  const bytes = new Uint8Array(buffer, numbers.byteLength);
  const endsAt = columns.length * count;
  let end = 0;
  for (let index = 0; index < count; index++) {
    bytes.set(pieces[index]!, end);
    numbers[endsAt + index] = end += pieces[index]!.length;
  }
  return { count, buffer };
}

/** Pieces that were packed with `columnCount` columns. */
export class UnpackedPieces {
  readonly #packed: PackedPieces;
  readonly #ends: Float64Array;
  readonly #bytesAt: number;

  constructor(packed: PackedPieces, columnCount: number) {
    this.#packed = packed;
    this.#ends = this.column(columnCount);
    this.#bytesAt = this.#ends.byteOffset + this.#ends.byteLength;
  }

  /** One of the columns; a view. */
  column(index: number): Float64Array<ArrayBuffer> {
    const { buffer, count } = this.#packed;
    return new Float64Array(buffer, index * count * Float64Array.BYTES_PER_ELEMENT, count);
  }

  /** One of the pieces; a view. */
  pieceAt(index: number): Uint8Array<ArrayBuffer> {
    const start = this.#ends[index - 1] ?? 0;
    return new Uint8Array(this.#packed.buffer, this.#bytesAt + start, this.#ends[index]! - start);
  }
}
