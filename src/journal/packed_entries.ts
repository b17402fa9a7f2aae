import type { JournalEntry } from "./journal_store.ts";

/** Entries in one buffer, which costs little to hand over to another thread. */
export interface PackedEntries {
  /** Kinds, each once. */
  readonly kinds: readonly string[];
  /** Columns, one after another, each with a number for every entry; then the bytes of all entries. */
  readonly buffer: ArrayBuffer;
  readonly count: number;
}

/** Place of each column. Numbers that tell what an entry is, and how many bytes it has. */
const columns = {
  position: 0,
  epoch: 1,
  upstreamId: 2,
  receivedAtMs: 3,
  expiresAtMs: 4,
  kind: 5,
  chatId: 6,
  topicId: 7,
  userId: 8,
  length: 9,
} as const;
const columnCount = Object.keys(columns).length;
/** Bytes of a buffer that an entry takes beside its own. */
export const factsBytes = columnCount * Float64Array.BYTES_PER_ELEMENT;

/** Puts entries together; copies their bytes once, and leaves out what is parsed. */
export function packEntries(entries: readonly JournalEntry[]): PackedEntries {
  const count = entries.length;
  let bytes = 0;
  for (const entry of entries) bytes += entry.bytes.length;
  const headBytes = count * factsBytes;
  const buffer = new ArrayBuffer(headBytes + bytes);
  const numbers = new Float64Array(buffer, 0, count * columnCount);
  const body = new Uint8Array(buffer, headBytes);
  const kinds: string[] = [];
  let offset = 0;
  for (let index = 0; index < count; index++) {
    const entry = entries[index]!;
    numbers[columns.position * count + index] = entry.position;
    numbers[columns.epoch * count + index] = entry.epoch;
    numbers[columns.upstreamId * count + index] = entry.upstreamId;
    numbers[columns.receivedAtMs * count + index] = entry.receivedAtMs;
    numbers[columns.expiresAtMs * count + index] = entry.expiresAtMs;
    numbers[columns.kind * count + index] = placeOf(entry.kind, kinds);
    numbers[columns.chatId * count + index] = entry.chatId;
    numbers[columns.topicId * count + index] = entry.topicId;
    numbers[columns.userId * count + index] = entry.userId;
    numbers[columns.length * count + index] = entry.bytes.length;
    body.set(entry.bytes, offset);
    offset += entry.bytes.length;
  }
  return { kinds, buffer, count };
}

/** What is known of an entry but its bytes, and how many these are. */
export type PackedFacts = Omit<JournalEntry, "bytes"> & { readonly length: number };

/** The entries again; their bytes are views. */
export function unpackEntries(packed: PackedEntries): JournalEntry[] {
  let offset = packed.count * factsBytes;
  return unpackFacts(packed).map(({ length, ...facts }) => {
    const bytes = new Uint8Array(packed.buffer, offset, length);
    offset += length;
    return { ...facts, bytes };
  });
}

/** The entries without their bytes, which the buffer need not hold. */
export function unpackFacts({ kinds, buffer, count }: PackedEntries): PackedFacts[] {
  const numbers = new Float64Array(buffer, 0, count * columnCount);
  return Array.from({ length: count }, (_, index) => {
    const number = (column: number) => numbers[column * count + index]!;
    return {
      position: number(columns.position),
      epoch: number(columns.epoch),
      upstreamId: number(columns.upstreamId),
      receivedAtMs: number(columns.receivedAtMs),
      expiresAtMs: number(columns.expiresAtMs),
      kind: kinds[number(columns.kind)]!,
      chatId: number(columns.chatId),
      topicId: number(columns.topicId),
      userId: number(columns.userId),
      length: number(columns.length),
    };
  });
}

/** Place of a kind in a list that is short; it is added when it is not there. */
function placeOf(kind: string, kinds: string[]): number {
  const known = kinds.indexOf(kind);
  return known >= 0 ? known : kinds.push(kind) - 1;
}
