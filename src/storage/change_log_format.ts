import { crc32 } from "node:zlib";
import { encodeUtf8, equalBytes } from "../base/bytes.ts";

/** Records begin at multiples of this, in bytes: a block that holds one is never written again for another. */
export const blockBytes = 4096;
/** CRC-32 of all that follows, length of the content, pass, number, last number that was on the disk before. */
const headBytes = 32;
/** Length of {@linkcode LogRecord.pass} in bytes. */
export const passBytes = 8;

/** One record of a log of changes. */
export interface LogRecord {
  /** Random, one for all records from one commit of the database to the next: what is older is of another pass. */
  readonly pass: Uint8Array;
  /** One more than that of the record before it. */
  readonly number: number;
  /** Every record up to this number was on the disk when this one was written. */
  readonly synced: number;
  readonly content: Uint8Array;
}

/** What a log holds of one pass. */
export interface ScannedLog {
  readonly records: readonly LogRecord[];
  /** Numbers of records that were on the disk once and cannot be read any more. */
  readonly missing: readonly number[];
}

/** The first block of a log, which is written once. */
export function encodeLogHead(id: string, fileBytes: number): Uint8Array {
  const block = new Uint8Array(blockBytes);
  block.set(encodeUtf8(JSON.stringify({ format: "BotMux change log 1", id, bytes: fileBytes })));
  return block;
}

/** Whether a log begins with its first block and has the size that it was made with. */
export function isWholeLog(head: Uint8Array, id: string, fileBytes: number): boolean {
  return equalBytes(head, encodeLogHead(id, fileBytes));
}

/** Bytes that a record takes in a log. */
export function recordBytes(contentBytes: number): number {
  return Math.ceil((headBytes + contentBytes) / blockBytes) * blockBytes;
}

/** A record as whole blocks, so that the system need not read what it replaces. */
export function encodeRecord({ pass, number, synced, content }: LogRecord): Uint8Array {
  const bytes = new Uint8Array(recordBytes(content.length));
  const view = new DataView(bytes.buffer);
  view.setUint32(4, content.length, true);
  bytes.set(pass, 8);
  view.setFloat64(16, number, true);
  view.setFloat64(24, synced, true);
  bytes.set(content, headBytes);
  view.setUint32(0, crc32(bytes.subarray(4, headBytes + content.length)), true);
  return bytes;
}

/**
 * Reads the records of a pass behind number `after`. A record that cannot be read ends it when nothing shows that it was
 * on the disk: a crash interrupted it, and nobody was told that it is kept. Otherwise its number is missing, and those
 * behind it are read all the same.
 */
export function scanLog(bytes: Uint8Array, pass: Uint8Array, after: number): ScannedLog {
  const records: LogRecord[] = [];
  const missing: number[] = [];
  let expected = after + 1;
  for (let start = blockBytes; start + headBytes <= bytes.length;) {
    const record = recordAt(bytes, start, pass);
    if (record?.number === expected) {
      records.push(record);
      expected++;
      start += recordBytes(record.content.length);
      continue;
    }
    const next = findLost(bytes, start, pass, expected);
    if (next === undefined) break;
    for (; expected < next.number; expected++) missing.push(expected);
    start = next.start;
  }
  return { records, missing };
}

/** The next record behind `start`, if a record behind it shows that number `expected` was on the disk. */
function findLost(
  bytes: Uint8Array,
  start: number,
  pass: Uint8Array,
  expected: number,
): { readonly start: number; readonly number: number } | undefined {
  let first: { readonly start: number; readonly number: number } | undefined;
  for (let at = start; at + headBytes <= bytes.length; at += blockBytes) {
    const record = recordAt(bytes, at, pass);
    if (record === undefined || record.number <= expected) continue;
    first ??= { start: at, number: record.number };
    if (record.synced >= expected) return first;
  }
  return undefined;
}

function recordAt(bytes: Uint8Array, start: number, pass: Uint8Array): LogRecord | undefined {
  if (!equalBytes(bytes.subarray(start + 8, start + 8 + passBytes), pass)) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset + start);
  const end = start + headBytes + view.getUint32(4, true);
  if (end > bytes.length || crc32(bytes.subarray(start + 4, end)) !== view.getUint32(0, true)) {
    return undefined;
  }
  return {
    pass,
    number: view.getFloat64(16, true),
    synced: view.getFloat64(24, true),
    content: bytes.subarray(start + headBytes, end),
  };
}
