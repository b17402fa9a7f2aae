import { randomUUID } from "node:crypto";
import {
  closeSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  unlinkSync,
} from "node:fs";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import { writeAt } from "./change_log_file.ts";

/** One entry of a spool. */
export interface SpooledEntry {
  /** Rises from entry to entry; never given twice under one {@linkcode Spool.id}. */
  readonly number: number;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** Options for {@linkcode Spool.open}. */
interface SpoolOptions {
  /** Created with the first entry; nothing else may lie in it. */
  readonly folder: string;
  /** Told when the disk refuses; the entries that were to be written are not in the spool then. */
  readonly onError: (error: unknown) => void;
  /** Size from which on another file is begun, in bytes; 4 MiB unless said otherwise. */
  readonly maxFileBytes?: number;
}

/** How much a process before this one left. */
interface LeftEntries {
  /** Number of the last; 0 for none. */
  readonly last: number;
  readonly count: number;
  /** What they hold, without their headers. */
  readonly bytes: number;
}

/** A file of a spool: entries in their order, each with a header before it. */
interface SpoolFile {
  readonly path: string;
  /** Its first entry has this number or a higher one. */
  readonly first: number;
  /** Number of its last entry; 0 for none. */
  last: number;
}

/** The file that is written to. */
interface OpenFile extends SpoolFile {
  readonly descriptor: number;
  /** Where the next entry goes. */
  end: number;
}

const defaultMaxFileBytes = 4 * 1024 * 1024;
/** Length of the bytes, their CRC-32, and the number, little-endian. */
const headerBytes = 16;
/**
 * Numbers left out after those that are found: a process that was killed may have given some that it could not write. As
 * those all waited in memory, they were fewer.
 */
const numberGap = 2 ** 20;
/** `<id>-<number of the first entry>` */
const fileName = /^([0-9a-f-]{36})-([0-9]{1,16})$/;

/**
 * Entries on the disk that outlive a `kill -9`, until they are kept elsewhere. All is done at once, in calls that wait
 * for no device: an append takes two microseconds, and is safe even if the process does not run again. Nothing is
 * flushed, so a power cut may take the entries of the last seconds. Entries that are released leave the disk, at the
 * latest with the whole file they lie in.
 */
export class Spool {
  /** The same for as long as there is any entry, also over restarts. */
  readonly id: string;
  readonly #options: SpoolOptions;
  /** What a process before this one left. */
  readonly left: LeftEntries;
  /** Files that are full, or of a process before this one; oldest first. */
  readonly #closed: SpoolFile[];
  #open: OpenFile | undefined;
  #nextNumber: number;

  private constructor(options: SpoolOptions, { id, files, left }: Found) {
    this.#options = options;
    this.id = id;
    this.left = left;
    this.#closed = files;
    this.#nextNumber = left.count === 0 ? 1 : left.last + numberGap;
  }

  /**
   * Opens the spool in a folder, which need not exist; nothing is changed yet. What cannot be read is told of and left
   * alone.
   */
  static open(options: SpoolOptions): Spool {
    try {
      return new Spool(options, findEntries(options.folder));
    } catch (error) {
      options.onError(error);
      return new Spool(options, nothingFound());
    }
  }

  /**
   * Entries behind the number `after`, oldest first: about `maxBytes`, and one at least if there is any. Those that were
   * released may be among them.
   */
  read(after = 0, maxBytes = Infinity): readonly SpooledEntry[] {
    const found: SpooledEntry[] = [];
    let bytes = 0;
    this.#attempt(() => {
      for (const { path, first, last } of this.#files()) {
        if (last <= after) continue;
        if (bytes >= maxBytes) return;
        for (const entry of entriesIn(new Uint8Array(readFileSync(path)), first)) {
          if (entry.number <= after) continue;
          if (bytes >= maxBytes) return;
          found.push(entry);
          bytes += entry.bytes.length;
        }
      }
    });
    return found;
  }

  /** Writes entries; gives the number of the first, those of the others follow. */
  append(entries: readonly Uint8Array<ArrayBuffer>[]): number {
    const first = this.#nextNumber;
    this.#nextNumber += entries.length;
    this.#attempt(() => {
      const file = this.#fileFor(first);
      const bytes = toFileBytes(entries, first);
      // Where the last whole entry ended: of a write that failed, nothing stays before another one.
      writeAt(file.descriptor, bytes, file.end);
      file.end += bytes.length;
      file.last = this.#nextNumber - 1;
    });
    return first;
  }

  /** Takes away entries up to this number, as far as no file holds later ones beside them. */
  release(upTo: number): void {
    this.#attempt(() => {
      while (this.#closed.length > 0 && this.#closed[0]!.last <= upTo) unlinkSync(this.#closed.shift()!.path);
      const file = this.#open;
      if (file === undefined || file.end === 0 || file.last > upTo) return;
      ftruncateSync(file.descriptor, 0);
      file.end = 0;
    });
  }

  /** Closes it; what is not released stays. */
  close(): void {
    this.#attempt(() => {
      const file = this.#open;
      this.#open = undefined;
      if (file === undefined) return;
      closeSync(file.descriptor);
      if (file.end === 0) unlinkSync(file.path);
    });
  }

  *#files(): Generator<SpoolFile> {
    yield* this.#closed;
    if (this.#open !== undefined && this.#open.end > 0) yield this.#open;
  }

  #fileFor(firstNumber: number): OpenFile {
    const { folder, maxFileBytes = defaultMaxFileBytes } = this.#options;
    const full = this.#open;
    if (full !== undefined && full.end < maxFileBytes) return full;
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const path = join(folder, `${this.id}-${firstNumber}`);
    this.#open = { path, first: firstNumber, last: 0, descriptor: openSync(path, "w", 0o600), end: 0 };
    if (full !== undefined) {
      this.#closed.push(full);
      closeSync(full.descriptor);
    }
    return this.#open;
  }

  #attempt(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.#options.onError(error);
    }
  }
}

/** What lies in a folder. */
interface Found {
  readonly id: string;
  readonly files: SpoolFile[];
  readonly left: LeftEntries;
}

function nothingFound(): Found {
  return { id: randomUUID(), files: [], left: { last: 0, count: 0, bytes: 0 } };
}

function findEntries(folder: string): Found {
  const found = namesIn(folder).flatMap((name) => {
    const [, id, first] = fileName.exec(name) ?? [];
    return id === undefined ? [] : [{ path: join(folder, name), id, first: Number(first) }];
  }).sort((left, right) => left.first - right.first);
  let count = 0;
  let bytes = 0;
  // One file after the other, so that no more than one is in memory.
  const files = found.map(({ path, first }): SpoolFile => {
    const inFile = entriesIn(new Uint8Array(readFileSync(path)), first);
    for (const entry of inFile) bytes += entry.bytes.length;
    count += inFile.length;
    return { path, first, last: inFile.at(-1)?.number ?? 0 };
  });
  const newest = found.at(-1);
  // Without entries, nobody can mistake the numbers of another id for theirs.
  const id = newest === undefined || count === 0 ? randomUUID() : newest.id;
  return { id, files, left: { last: Math.max(0, ...files.map(({ last }) => last)), count, bytes } };
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
    throw error;
  }
}

/** Entries up to the first that is not whole: the end of what a process that was killed had written. */
function entriesIn(bytes: Uint8Array<ArrayBuffer>, firstNumber: number): SpooledEntry[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const entries: SpooledEntry[] = [];
  for (let start = 0, minNumber = firstNumber; start + headerBytes <= bytes.length;) {
    const end = start + headerBytes + view.getUint32(start, true);
    const number = view.getFloat64(start + 8, true);
    const entry = bytes.subarray(start + headerBytes, end);
    if (end > bytes.length || !(number >= minNumber) || crc32(entry) !== view.getUint32(start + 4, true)) {
      break;
    }
    entries.push({ number, bytes: entry });
    start = end;
    minNumber = number + 1;
  }
  return entries;
}

/** Entries with their headers, the first of which has the number `first`. */
function toFileBytes(entries: readonly Uint8Array[], first: number): Uint8Array {
  let length = 0;
  for (const entry of entries) length += headerBytes + entry.length;
  const bytes = new Uint8Array(length);
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (const [index, entry] of entries.entries()) {
    view.setUint32(at, entry.length, true);
    view.setUint32(at + 4, crc32(entry), true);
    view.setFloat64(at + 8, first + index, true);
    bytes.set(entry, at + headerBytes);
    at += headerBytes + entry.length;
  }
  return bytes;
}
