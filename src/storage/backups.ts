import { fault } from "../faults/fault.ts";
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
} from "node:fs";
import { statfs } from "node:fs/promises";
import { basename, join } from "node:path";
import type { Clock } from "../base/clock.ts";
import { describeError, OperationalError } from "../base/errors.ts";
import { StorageError } from "../base/storage_error.ts";
import { attempt } from "./attempt.ts";
import type { BackupSource } from "./backup_source.ts";
import { copyLog, flush, foldLog } from "./copy_database.ts";
import { databaseBytes } from "./database_bytes.ts";
import type { OpenDatabase } from "./driver.ts";
import { copyPaced, type PacedCopyOptions } from "./paced_copy.ts";

/** A consistent copy of the databases. */
interface Backup {
  /** Name of its folder, which is the moment it was begun. */
  readonly name: string;
  readonly bytes: number;
  /** `false` while it is being made: `bytes` is what was copied so far. */
  readonly isComplete: boolean;
}

/** Options for {@linkcode Backups}. */
interface BackupsOptions {
  /** Folder that holds one folder for each backup. */
  readonly folder: string;
  /** What is copied, as far as it exists, in the order in which it must be held; the largest first. */
  readonly sources: readonly BackupSource[];
  readonly openDatabase: OpenDatabase;
  /** Commits what is held back, before a backup begins. */
  readonly prepare: () => Promise<void>;
  /** Looks a copy through before the backup counts. */
  readonly check: CheckCopy;
  /** Told of a database whose copy is damaged. */
  readonly onDamage: (error: StorageError) => void;
  readonly clock: Clock;
}

/** Looks for damage in the database at `path`; gives the first fault, or an empty text. */
export type CheckCopy = (path: string, signal: AbortSignal) => Promise<string>;

/** Maximum backups that are kept; the oldest goes when another one is made. */
export const maxBackups = 10;
/** Longest that making one may take, in milliseconds: meanwhile the logs of the databases grow. */
export const maxBackupMs = 6 * 3_600_000;
/** Bytes of the disk that a backup leaves free. */
const spareBytes = 64 * 1024 * 1024;
/** Ending of a folder that is being written. */
const unfinished = ".partial";
const namePattern = /^\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d\.\d{3}Z$/;

/** A backup that is being made. */
interface Making {
  readonly name: string;
  readonly result: Promise<Backup>;
  readonly cancel: AbortController;
  copiedBytes: number;
}

/**
 * Copies of the databases while they are in use: bytes of their files, taken while SQLite changes none of them, by
 * threads of the runtime. Nobody else waits for a statement or, for longer than a piece takes, for the disk. A backup
 * holds the bots' tokens, as the databases do: only its owner can read it.
 */
export class Backups {
  readonly #options: BackupsOptions;
  /** Descriptors of databases by path; see {@linkcode close}. */
  readonly #descriptors = new Map<string, number>();
  #making: Making | undefined;
  #isStopped = false;

  constructor(options: BackupsOptions) {
    this.#options = options;
  }

  /** The backups there are, the newest first, with the one that is being made. */
  list(): Promise<readonly Backup[]> {
    return attempt(() => {
      const made = this.#names().map((name) => this.#describe(name));
      const making = this.#making;
      return making === undefined
        ? made
        : [{ name: making.name, bytes: making.copiedBytes, isComplete: false }, ...made];
    });
  }

  /**
   * Makes a backup, complete and without damage or not at all; who asks while one is being made gets that. The oldest
   * one goes only when the new one is whole.
   *
   * @throws {OperationalError} when it cannot be written, a database is damaged, or it is cancelled.
   */
  create(): Promise<Backup> {
    if (this.#making !== undefined) return this.#making.result;
    if (this.#isStopped) return Promise.reject(new OperationalError(fault("backup_stopped")));
    const cancel = new AbortController();
    const name = this.#freeName();
    const { promise, resolve, reject } = Promise.withResolvers<Backup>();
    const making: Making = { name, result: promise, cancel, copiedBytes: 0 };
    this.#making = making;
    this.#create(making).finally(() => this.#making = undefined).then(resolve, reject);
    return promise;
  }

  /**
   * Removes a backup, or cancels the one that is being made.
   *
   * @returns `false` when there is none of this name.
   */
  async remove(name: string): Promise<boolean> {
    const making = this.#making?.name === name ? this.#making : undefined;
    making?.cancel.abort(new OperationalError(fault("backup_cancelled")));
    // Who asked for it is told; and it may have ended just before.
    await making?.result.catch(() => {});
    const isThere = this.#names().includes(name);
    if (isThere) rmSync(join(this.#options.folder, name), { recursive: true });
    return isThere || making !== undefined;
  }

  /** Cancels what is being made and makes nothing more; before the databases close. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#making?.cancel.abort(new OperationalError(fault("backup_stopped")));
    await this.#making?.result.catch(() => {});
  }

  /**
   * Gives the database files back, after the databases have closed. Not earlier: when any descriptor of a file is closed,
   * POSIX drops all locks that this process has on it, those of SQLite too (https://sqlite.org/howtocorrupt.html, 2.2).
   */
  close(): void {
    for (const descriptor of this.#descriptors.values()) closeSync(descriptor);
    this.#descriptors.clear();
  }

  async #create(making: Making): Promise<Backup> {
    const { folder, clock } = this.#options;
    const { cancel, name } = making;
    const target = join(folder, name);
    const partial = target + unfinished;
    const stopWaiting = clock.schedule(
      () => cancel.abort(new OperationalError(fault("backup_too_slow", { hours: maxBackupMs / 3_600_000 }))),
      maxBackupMs,
    );
    try {
      for (const left of readFolder(folder)) {
        if (left.endsWith(unfinished)) rmSync(join(folder, left), { recursive: true });
      }
      mkdirSync(partial, { recursive: true, mode: 0o700 });
      await this.#options.prepare();
      await this.#copyAll(partial, {
        clock,
        signal: cancel.signal,
        onCopied: (bytes) => making.copiedBytes += bytes,
      });
      renameSync(partial, target);
      await flush(folder);
    } catch (error) {
      rmSync(partial, { recursive: true, force: true });
      throw toBackupError(error, folder);
    } finally {
      stopWaiting();
    }
    for (const old of this.#names().slice(maxBackups)) rmSync(join(folder, old), { recursive: true });
    return this.#describe(name);
  }

  /**
   * All are held from one moment on, and their logs copied first: what was committed until then is in the backup. The
   * one that is held first is released last.
   */
  async #copyAll(partial: string, options: PacedCopyOptions): Promise<void> {
    const sources = this.#options.sources.filter(({ path }) => existsSync(path));
    await this.#requireSpace(sources);
    const copies = sources.map((source) => ({
      ...source,
      target: join(partial, basename(source.path)),
      held: new AsyncDisposableStack(),
    }));
    try {
      for (const { held, hold } of copies) held.defer(await hold());
      for (const { path, target } of copies) await copyLog(path, target, options);
      for (const { path, target, held } of copies.toReversed()) {
        await copyPaced({ descriptor: this.#descriptorOf(path) }, target, options);
        await held.disposeAsync();
      }
    } finally {
      await Promise.all(copies.map(({ held }) => held.disposeAsync()));
    }
    for (const { path, target } of copies) await this.#finish(path, target, options.signal);
    await flush(partial);
  }

  /** Makes a copy one file, and finds out whether it is whole. */
  async #finish(path: string, target: string, signal: AbortSignal): Promise<void> {
    const { openDatabase, check, onDamage } = this.#options;
    try {
      await foldLog(openDatabase, target);
      const detail = await check(target, signal);
      if (detail !== "") throw new StorageError({ path: target, kind: "damaged", detail });
    } catch (error) {
      if (!(error instanceof StorageError) || error.kind !== "damaged") throw error;
      // A copy of bytes is as damaged as what it is of.
      const damage = new StorageError({ ...error, path });
      onDamage(damage);
      throw damage;
    }
  }

  async #requireSpace(sources: readonly BackupSource[]): Promise<void> {
    const needed = sources.reduce((sum, { path }) => sum + databaseBytes(path), spareBytes);
    const { bavail, bsize } = await statfs(this.#options.folder);
    if (bavail * bsize >= needed) return;
    const toMegabytes = (bytes: number) => Math.ceil(bytes / 1_000_000);
    throw new OperationalError(
      fault("backup_space", { needed: toMegabytes(needed), free: toMegabytes(bavail * bsize) }),
    );
  }

  #descriptorOf(path: string): number {
    const known = this.#descriptors.get(path);
    if (known !== undefined) return known;
    const descriptor = openSync(path, "r");
    this.#descriptors.set(path, descriptor);
    return descriptor;
  }

  /** A name that sorts by the moment; two backups of one millisecond are told apart. */
  #freeName(): string {
    const taken = new Set(this.#names());
    for (let ms = this.#options.clock.now();; ms++) {
      const name = toName(ms);
      if (!taken.has(name)) return name;
    }
  }

  #names(): string[] {
    const names = readFolder(this.#options.folder).filter((name) => namePattern.test(name));
    return names.sort().reverse();
  }

  #describe(name: string): Backup {
    const path = join(this.#options.folder, name);
    const bytes = readFolder(path).reduce((sum, file) => sum + statSync(join(path, file)).size, 0);
    return { name, bytes, isComplete: true };
  }
}

/** Names of the whole backups in a folder that were begun before a moment, the newest first. */
export function backupsBefore(folder: string, atMs: number): readonly string[] {
  const limit = toName(atMs);
  return readFolder(folder).filter((name) => namePattern.test(name) && name < limit).sort().reverse();
}

/** Names sort by the moment. */
function toName(ms: number): string {
  return new Date(ms).toISOString().replaceAll(":", "-");
}

function readFolder(path: string): string[] {
  try {
    return readdirSync(path);
  } catch (error) {
    // Made with the first backup.
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
    throw error;
  }
}

function toBackupError(error: unknown, folder: string): OperationalError {
  if (error instanceof StorageError && error.kind === "damaged") {
    const { file, detail } = error;
    return new OperationalError(fault("backup_damaged", { file, said: detail }), { cause: error });
  }
  if (error instanceof OperationalError && error.fault.code.startsWith("backup_")) return error;
  return new OperationalError(fault("backup_failed", { folder, said: describeError(error) }), {
    cause: error,
  });
}
