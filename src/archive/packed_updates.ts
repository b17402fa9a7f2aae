import { type PackedPieces, packPieces, UnpackedPieces } from "./packed_pieces.ts";
import type { JournalledUpdate } from "./read_update.ts";

/** A batch of a bot's updates; handing it over to another thread takes it away. */
export interface PackedUpdates extends PackedPieces {
  readonly botId: number;
  /** Every update before this position was in this batch or in one before it. */
  readonly nextPosition: number;
  /** Kinds, each once. */
  readonly kinds: readonly string[];
}

/** Place of each column: which of the kinds an update is of, and what it says itself. */
const columns = { position: 0, receivedAtMs: 1, kind: 2 } as const;
const columnCount = Object.keys(columns).length;

/** Puts a batch together; copies the bytes once. */
export function packUpdates(
  botId: number,
  nextPosition: number,
  updates: readonly JournalledUpdate[],
): PackedUpdates {
  const kinds = new Map<string, number>();
  for (const { kind } of updates) if (!kinds.has(kind)) kinds.set(kind, kinds.size);
  const pieces = packPieces(updates.map(({ bytes }) => bytes), [
    updates.map(({ position }) => position),
    updates.map(({ receivedAtMs }) => receivedAtMs),
    updates.map(({ kind }) => kinds.get(kind)!),
  ]);
  return { botId, nextPosition, kinds: [...kinds.keys()], ...pieces };
}

/** The updates of a batch from a position on; their bytes are views. */
export function* unpackUpdates(packed: PackedUpdates, from: number): Generator<JournalledUpdate> {
  const pieces = new UnpackedPieces(packed, columnCount);
  const receivedAt = pieces.column(columns.receivedAtMs);
  const kindOfEach = pieces.column(columns.kind);
  for (const [index, position] of pieces.column(columns.position).entries()) {
    if (position < from) continue;
    const kind = packed.kinds[kindOfEach[index]!]!;
    yield { position, kind, receivedAtMs: receivedAt[index]!, bytes: pieces.pieceAt(index) };
  }
}
