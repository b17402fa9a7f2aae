import { Buffer } from "node:buffer";
import { randomBytes, randomUUID } from "node:crypto";
import { describeError } from "../base/errors.ts";
import { StorageError, type StorageFailureKind } from "../base/storage_error.ts";
import { type ChangeLogFile, openChangeLogFile } from "./change_log_file.ts";
import {
  blockBytes,
  encodeLogHead,
  encodeRecord,
  isWholeLog,
  passBytes,
  recordBytes,
  scanLog,
  type ScannedLog,
} from "./change_log_format.ts";

/** Options for {@linkcode ChangeLog}. */
export interface ChangeLogOptions {
  readonly path: string;
  /** Size of the file, which never changes; 4 MiB unless given. */
  readonly fileBytes?: number;
  readonly file?: ChangeLogFile;
  /** Told of every failure before it is thrown. */
  readonly onFailure: (error: StorageError) => void;
}

/** Which records of a log are not in the database yet. */
export interface LogMark {
  /** Id of the log's file; empty before there is one. */
  readonly log: string;
  /** In hexadecimal; empty while the database has everything. */
  readonly pass: string;
  /** Number of the last change that is in the database. */
  readonly number: number;
}

/** What the log holds that the database does not. */
interface LogContent extends ScannedLog {
  /** What is wrong with the file itself. */
  readonly damage?: string;
}

const defaultFileBytes = 4 * 1024 * 1024;
/** What is read of a file that something else has put there. */
const maxFileBytes = 64 * 1024 * 1024;

/** How a failure of the system is told of. */
const kinds: Readonly<Record<string, StorageFailureKind>> = {
  ENOSPC: "full",
  EDQUOT: "full",
  EROFS: "read-only",
  EACCES: "unavailable",
  EPERM: "unavailable",
  EMFILE: "unavailable",
};

/**
 * A file of fixed size to which changes are appended, in its place: to have one on the disk takes one block and no word
 * about the file itself, where a transaction of SQLite takes several pages and their length. What the database has taken
 * is written over: each pass begins at the start of the file.
 *
 * The invariants: a record that was reported as kept is on the disk; its blocks are not written again before the database
 * has it on the disk; and a record counts only with all those of its pass before it.
 */
export class ChangeLog {
  readonly #options: ChangeLogOptions;
  readonly #file: ChangeLogFile;
  readonly #fileBytes: number;
  #id = "";
  #pass: Uint8Array | undefined;
  #number = 0;
  #synced = 0;
  #end = blockBytes;

  constructor(options: ChangeLogOptions) {
    const { path, fileBytes = defaultFileBytes, file = openChangeLogFile(path) } = options;
    this.#options = options;
    this.#file = file;
    this.#fileBytes = fileBytes;
  }

  /** Number of the last change. */
  get number(): number {
    return this.#number;
  }

  get path(): string {
    return this.#options.path;
  }

  /** Whether a record has room when a pass begins. */
  canHold(contentBytes: number): boolean {
    return blockBytes + recordBytes(contentBytes) <= this.#fileBytes;
  }

  /** Whether a pass has begun in which a record has room. */
  fits(contentBytes: number): boolean {
    return this.#pass !== undefined && this.#end + recordBytes(contentBytes) <= this.#fileBytes;
  }

  /** Reads what is behind a mark. @throws {StorageError} when it cannot be read. */
  read({ log, pass, number }: LogMark): LogContent {
    if (pass === "") return { records: [], missing: [] };
    const size = this.#attempt(() => this.#file.size());
    if (size === undefined) return { records: [], missing: [], damage: "the file is missing" };
    const bytes = this.#attempt(() => this.#file.read(Math.min(size, maxFileBytes)));
    const scanned = scanLog(bytes, Buffer.from(pass, "hex"), number);
    const isWhole = isWholeLog(bytes.subarray(0, blockBytes), log, size);
    return isWhole ? scanned : { ...scanned, damage: "its first block or its size is wrong" };
  }

  /** Makes `number` that of the last change, and has nothing appended until another pass begins. */
  endPass(number: number = this.#number): void {
    this.#number = number;
    this.#pass = undefined;
  }

  /** Whether there is a file to begin a pass in. */
  get isReady(): boolean {
    return this.#id !== "";
  }

  /**
   * Takes the file for new passes, or makes one: nothing that the database lacks may be in it.
   *
   * @throws {StorageError} when it cannot be written.
   */
  prepare(known: string): void {
    this.#attempt(() => {
      const isSame = known !== "" && this.#file.size() === this.#fileBytes &&
        isWholeLog(this.#file.read(blockBytes), known, this.#fileBytes);
      if (isSame) {
        this.#id = known;
        return;
      }
      const id = randomUUID();
      const blocks = new Uint8Array(this.#fileBytes);
      blocks.set(encodeLogHead(id, this.#fileBytes));
      this.#file.create(blocks);
      this.#id = id;
    });
  }

  /** The mark of a pass that is to begin. */
  nextPass(): LogMark {
    return { log: this.#id, pass: randomBytes(passBytes).toString("hex"), number: this.#number };
  }

  /** Begins a pass: the database has its mark, and everything up to it, on the disk. */
  begin({ pass, number }: LogMark): void {
    this.#pass = Buffer.from(pass, "hex");
    this.#number = this.#synced = number;
    this.#end = blockBytes;
  }

  /**
   * Appends a change. It outlives the process then, and when `isSynced` the machine, with all before it. After a failure
   * nothing can be appended until another pass begins.
   *
   * @throws {StorageError} when it cannot be written.
   */
  append(content: Uint8Array, isSynced: boolean): void {
    const pass = this.#pass;
    if (pass === undefined) throw new TypeError("Cannot append to a log in which no pass has begun");
    const number = this.#number + 1;
    const bytes = encodeRecord({ pass, number, synced: this.#synced, content });
    // What failed may be on the disk, in part or all of it: nothing may follow it.
    this.#pass = undefined;
    this.#attempt(() => {
      this.#file.write(bytes, this.#end);
      if (isSynced) this.#file.sync();
    });
    this.#pass = pass;
    this.#end += bytes.length;
    this.#number = number;
    if (isSynced) this.#synced = number;
  }

  close(): void {
    this.endPass();
    this.#file.close();
  }

  #attempt<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      const code = error instanceof Error && "code" in error ? String(error.code) : "";
      const kind = Object.hasOwn(kinds, code) ? kinds[code]! : "io-error";
      const failure = new StorageError({ path: this.#options.path, kind, detail: describeError(error) });
      this.#options.onFailure(failure);
      throw failure;
    }
  }
}
