import { closeSync, openSync, readFileSync, readSync } from "node:fs";
import { crc32 } from "node:zlib";
import type { SpooledStretch, UnwrittenEntries } from "../archive/capture_ports.ts";

/** One entry of a spool. */
export interface SpooledEntry {
  /** Rises from entry to entry; never given twice under one id of a spool. */
  readonly number: number;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** An entry, and where it ends in the bytes it lies in. */
interface PlacedEntry extends SpooledEntry {
  readonly end: number;
}

/** Length of the bytes, their CRC-32, and the number, little-endian. */
const headerBytes = 16;
/** About the length of the stretches that a file is divided into. */
const stretchBytes = 256 * 1024;
/** Room for the calls of a busy turn of the event loop. */
const defaultBytes = 64 * 1024;
const maxKeptBytes = 1024 * 1024;

/** Where the bytes of a file are put together; used again for each write. */
export class SpoolBuffer {
  #bytes = new Uint8Array(defaultBytes);

  /** Entries with their headers, the first of which has the number `first`; until the next call. */
  fill(entries: UnwrittenEntries, first: number): Uint8Array {
    if (this.#bytes.length > maxKeptBytes) this.#bytes = new Uint8Array(defaultBytes);
    let end = 0;
    for (let index = 0; index < entries.count; index++) {
      this.#makeRoom(end, headerBytes + entries.maxLength(index));
      const start = end + headerBytes;
      const bytes = this.#bytes;
      const entryEnd = entries.write(index, bytes, start);
      const view = new DataView(bytes.buffer, end, headerBytes);
      view.setUint32(0, entryEnd - start, true);
      view.setUint32(4, crc32(bytes.subarray(start, entryEnd)), true);
      view.setFloat64(8, first + index, true);
      end = entryEnd;
    }
    return this.#bytes.subarray(0, end);
  }

  #makeRoom(end: number, length: number): void {
    if (end + length <= this.#bytes.length) return;
    const bytes = new Uint8Array(Math.max(2 * this.#bytes.length, end + length));
    bytes.set(this.#bytes.subarray(0, end));
    this.#bytes = bytes;
  }
}

/**
 * Entries of a stretch, up to the first that is not whole. Any thread may read it until it is released.
 *
 * @throws {Error} what the system says.
 */
export function readStretch({ path, start, end, first }: SpooledStretch): readonly SpooledEntry[] {
  const bytes = new Uint8Array(end - start);
  const descriptor = openSync(path, "r");
  let done = 0;
  try {
    for (let read = 1; read > 0 && done < bytes.length; done += read) {
      read = readSync(descriptor, bytes, done, bytes.length - done, start + done);
    }
  } finally {
    closeSync(descriptor);
  }
  return [...entriesIn(bytes.subarray(0, done), first)];
}

/** The stretches of a file whose first entry has this number or a higher one; its end may be torn. */
export function findStretches(path: string, firstNumber: number): SpooledStretch[] {
  const stretches: SpooledStretch[] = [];
  let start = 0;
  let first = 0;
  let count = 0;
  let last: PlacedEntry | undefined;
  const close = () => {
    if (last === undefined || count === 0) return;
    stretches.push({ path, start, end: last.end, first, last: last.number, count });
    start = last.end;
    count = 0;
  };
  for (const entry of entriesIn(new Uint8Array(readFileSync(path)), firstNumber)) {
    if (count++ === 0) first = entry.number;
    last = entry;
    if (entry.end - start >= stretchBytes) close();
  }
  close();
  return stretches;
}

/** Entries up to the first that is not whole: the end of what a process that was killed had written. */
function* entriesIn(bytes: Uint8Array<ArrayBuffer>, firstNumber: number): Generator<PlacedEntry> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  for (let start = 0, minNumber = firstNumber; start + headerBytes <= bytes.length;) {
    const end = start + headerBytes + view.getUint32(start, true);
    const number = view.getFloat64(start + 8, true);
    const entry = bytes.subarray(start + headerBytes, end);
    if (end > bytes.length || !(number >= minNumber) || crc32(entry) !== view.getUint32(start + 4, true)) {
      return;
    }
    yield { number, bytes: entry, end };
    start = end;
    minNumber = number + 1;
  }
}
