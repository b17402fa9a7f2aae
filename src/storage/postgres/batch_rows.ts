import { concatBytes } from "../../base/bytes.ts";
import { parseJson } from "../../base/json_value.ts";
import type { JournalEntry } from "../../journal/journal_store.ts";
import {
  factsBytes,
  type PackedEntries,
  type PackedFacts,
  packEntries,
  unpackEntries,
  unpackFacts,
} from "../../journal/packed_entries.ts";
import type { SqlRow } from "../driver.ts";
import { isTexts } from "../journal_change.ts";

/** Maximum entries of a batch, as many as one answer of `getUpdates` holds. */
const maxEntries = 100;
/** A batch that has so many bytes takes no further entry. */
const maxBytes = 256 * 1024;

/** Entries as a row of `batches` holds them. */
interface BatchRow {
  readonly first_position: number;
  readonly last_position: number;
  readonly received_at: number;
  readonly min_moved: number | null;
  readonly max_moved: number | null;
  readonly kinds: string;
  readonly facts: Uint8Array;
  readonly bytes: Uint8Array;
}

/** Cuts entries into batches, so that none is read for the sake of much that nobody wants. */
export function toBatches(entries: readonly JournalEntry[]): readonly BatchRow[] {
  const rows: BatchRow[] = [];
  let start = 0;
  let bytes = 0;
  for (const [index, entry] of entries.entries()) {
    const isFull = index - start >= maxEntries || bytes > 0 && bytes + entry.bytes.length > maxBytes;
    if (isFull) {
      rows.push(toBatch(entries.slice(start, index)));
      start = index;
      bytes = 0;
    }
    bytes += entry.bytes.length;
  }
  if (start < entries.length) rows.push(toBatch(entries.slice(start)));
  return rows;
}

/** @param entries at least one */
export function toBatch(entries: readonly JournalEntry[]): BatchRow {
  const { kinds, buffer } = packEntries(entries);
  const length = entries.reduce((sum, { bytes }) => sum + bytes.length, 0);
  const factsLength = buffer.byteLength - length;
  const moved = entries.filter(({ position, upstreamId }) => position !== upstreamId)
    .map(({ upstreamId }) => upstreamId);
  return {
    first_position: entries[0]!.position,
    last_position: entries.at(-1)!.position,
    received_at: Math.max(...entries.map(({ receivedAtMs }) => receivedAtMs)),
    min_moved: moved.length === 0 ? null : Math.min(...moved),
    max_moved: moved.length === 0 ? null : Math.max(...moved),
    kinds: JSON.stringify(kinds),
    facts: new Uint8Array(buffer, 0, factsLength),
    bytes: new Uint8Array(buffer, factsLength),
  };
}

/** What is known of the entries of a batch, from its row. */
export function readFacts(row: SqlRow): readonly PackedFacts[] {
  return unpackFacts(toPacked(row));
}

/** The entries of a batch, from its row. */
export function readEntries(row: SqlRow): readonly JournalEntry[] {
  return unpackEntries(toPacked(row));
}

/** @throws {TypeError} when the columns are not those of a batch. */
function toPacked({ kinds, facts, bytes }: SqlRow): PackedEntries {
  const names = parseJson(String(kinds));
  if (!(facts instanceof Uint8Array) || !isTexts(names)) {
    throw new TypeError("Cannot read a batch: it is malformed");
  }
  // A copy, because columns of numbers begin at multiples of eight bytes.
  const { buffer } = concatBytes(bytes instanceof Uint8Array ? [facts, bytes] : [facts]);
  return { kinds: names, buffer, count: facts.length / factsBytes };
}
