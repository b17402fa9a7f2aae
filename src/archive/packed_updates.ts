import { type PackedPieces, packPieces, pieceAt } from "./packed_pieces.ts";
import type { JournalledUpdate } from "./read_update.ts";

/** A batch of a bot's updates in few pieces, so that it costs little to hand over to another thread. */
export interface PackedUpdates {
  readonly botId: number;
  /** Every update before this position was in this batch or in one before it. */
  readonly nextPosition: number;
  readonly positions: Float64Array<ArrayBuffer>;
  /** In milliseconds. */
  readonly receivedAt: Float64Array<ArrayBuffer>;
  /** Kinds, each once. */
  readonly kinds: readonly string[];
  /** Which of `kinds` each update is of. */
  readonly kindOfEach: Uint16Array<ArrayBuffer>;
  readonly pieces: PackedPieces;
}

/** Puts a batch together; copies the bytes once. */
export function packUpdates(
  botId: number,
  nextPosition: number,
  updates: readonly JournalledUpdate[],
): PackedUpdates {
  const positions = new Float64Array(updates.length);
  const receivedAt = new Float64Array(updates.length);
  const kindOfEach = new Uint16Array(updates.length);
  const kinds = new Map<string, number>();
  for (const [index, { position, kind, receivedAtMs }] of updates.entries()) {
    positions[index] = position;
    receivedAt[index] = receivedAtMs;
    if (!kinds.has(kind)) kinds.set(kind, kinds.size);
    kindOfEach[index] = kinds.get(kind)!;
  }
  const pieces = packPieces(updates.map(({ bytes }) => bytes));
  return { botId, nextPosition, positions, receivedAt, kinds: [...kinds.keys()], kindOfEach, pieces };
}

/** The updates of a batch from a position on; their bytes are views. */
export function* unpackUpdates(
  { positions, receivedAt, kinds, kindOfEach, pieces }: PackedUpdates,
  from: number,
): Generator<JournalledUpdate> {
  for (const [index, position] of positions.entries()) {
    if (position < from) continue;
    const kind = kinds[kindOfEach[index]!]!;
    yield { position, kind, receivedAtMs: receivedAt[index]!, bytes: pieceAt(pieces, index) };
  }
}
