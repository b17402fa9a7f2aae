import { randomUUID } from "node:crypto";
import { closeSync, ftruncateSync, mkdirSync, openSync, readdirSync, unlinkSync } from "node:fs";
import { join } from "node:path";
import type { SpooledStretch, UnwrittenEntries } from "../archive/capture_ports.ts";
import { writeAt } from "./change_log_file.ts";
import { findStretches, readStretch, SpoolBuffer, type SpooledEntry } from "./spool_entries.ts";

/** Options for {@linkcode Spool.open}. */
interface SpoolOptions {
  /** Created with the first entry; nothing else may lie in it. */
  readonly folder: string;
  /** Told when the disk refuses; the entries that were to be written are not in the spool then. */
  readonly onError: (error: unknown) => void;
  /** Size from which on another file is begun, in bytes; 4 MiB unless said otherwise. */
  readonly maxFileBytes?: number;
}

/** What a process before this one left. */
interface LeftEntries {
  /** Number of the last; 0 for none. */
  readonly last: number;
  /** Oldest first. */
  readonly stretches: readonly SpooledStretch[];
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
  readonly #buffer = new SpoolBuffer();

  private constructor(options: SpoolOptions, { id, files, left }: Found) {
    this.#options = options;
    this.id = id;
    this.left = left;
    this.#closed = files;
    this.#nextNumber = left.stretches.length === 0 ? 1 : left.last + numberGap;
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

  /** Entries of a stretch that is not released, as far as they are whole. */
  read(stretch: SpooledStretch): readonly SpooledEntry[] {
    return this.#attempt(() => readStretch(stretch)) ?? [];
  }

  /** All that a process before this one left, oldest first, one stretch after the other in memory. */
  *leftEntries(): Generator<SpooledEntry> {
    for (const stretch of this.left.stretches) yield* this.read(stretch);
  }

  /** Writes entries; gives the number of the first, those of the others follow, and where they are. */
  append(
    entries: UnwrittenEntries,
  ): { readonly first: number; readonly stretch: SpooledStretch | undefined } {
    const first = this.#nextNumber;
    const { count } = entries;
    this.#nextNumber += count;
    const last = this.#nextNumber - 1;
    const stretch = this.#attempt(() => {
      const file = this.#fileFor(first);
      const bytes = this.#buffer.fill(entries, first);
      const start = file.end;
      // Where the last whole entry ended: of a write that failed, nothing stays before another one.
      writeAt(file.descriptor, bytes, start);
      file.end += bytes.length;
      file.last = last;
      return { path: file.path, start, end: file.end, first, last, count };
    });
    return { first, stretch };
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

  #attempt<T>(work: () => T): T | undefined {
    try {
      return work();
    } catch (error) {
      this.#options.onError(error);
      return undefined;
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
  return { id: randomUUID(), files: [], left: { last: 0, stretches: [] } };
}

function findEntries(folder: string): Found {
  const found = namesIn(folder).flatMap((name) => {
    const [, id, first] = fileName.exec(name) ?? [];
    return id === undefined ? [] : [{ path: join(folder, name), id, first: Number(first) }];
  }).sort((left, right) => left.first - right.first);
  const stretches: SpooledStretch[] = [];
  // One file after the other, so that no more than one is in memory.
  const files = found.map(({ path, first }): SpoolFile => {
    const inFile = findStretches(path, first);
    stretches.push(...inFile);
    return { path, first, last: inFile.at(-1)?.last ?? 0 };
  });
  const newest = found.at(-1);
  // Without entries, nobody can mistake the numbers of another id for theirs.
  const id = newest === undefined || stretches.length === 0 ? randomUUID() : newest.id;
  return { id, files, left: { last: Math.max(0, ...files.map(({ last }) => last)), stretches } };
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
    throw error;
  }
}
