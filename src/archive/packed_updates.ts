import { concatBytes } from "../base/bytes.ts";
import type { JournalledUpdate } from "./read_update.ts";

/** A batch of a bot's updates in few pieces, so that it costs little to hand over to another thread. */
export interface PackedUpdates {
  readonly botId: number;
  /** Every update before this position was in this batch or in one before it. */
  readonly nextPosition: number;
  readonly updates: readonly Omit<JournalledUpdate, "bytes">[];
  /** Where each update ends in `bytes`. */
  readonly ends: readonly number[];
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** Puts a batch together; copies the bytes once. */
export function packUpdates(
  botId: number,
  nextPosition: number,
  updates: readonly JournalledUpdate[],
): PackedUpdates {
  let end = 0;
  return {
    botId,
    nextPosition,
    updates: updates.map(({ position, kind, receivedAtMs }) => ({ position, kind, receivedAtMs })),
    ends: updates.map(({ bytes }) => end += bytes.length),
    bytes: concatBytes(updates.map(({ bytes }) => bytes)),
  };
}

/** The updates of a batch; their bytes are views. */
export function unpackUpdates({ updates, ends, bytes }: PackedUpdates): JournalledUpdate[] {
  return updates.map((update, index) => ({
    ...update,
    bytes: bytes.subarray(ends[index - 1] ?? 0, ends[index]),
  }));
}
