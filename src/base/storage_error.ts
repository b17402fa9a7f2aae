import { basename } from "node:path";
import { OperationalError } from "./errors.ts";

/**
 * Why a database cannot be used. `damaged`: its content is not what was written. `unavailable`: the system does not
 * open it. All but `damaged` may pass by themselves.
 */
export type StorageFault = "damaged" | "full" | "read-only" | "io-error" | "unavailable";

/** What is known of a failure, as plain data. */
export interface StorageFailure {
  /** Path of the database. */
  readonly path: string;
  readonly fault: StorageFault;
  /** What SQLite or the system says; empty for nothing. */
  readonly detail: string;
}

/** Characters of a detail that are told. */
const maxDetail = 200;

/** A database cannot be read or written. The message names its path, the cause, and what to do. */
export class StorageError extends OperationalError implements StorageFailure {
  override readonly name = "StorageError";
  readonly path: string;
  readonly fault: StorageFault;
  readonly detail: string;

  constructor(failure: StorageFailure) {
    // SQLite may quote a damaged schema, which has several lines.
    const detail = failure.detail.replaceAll(/\s+/g, " ").slice(0, maxDetail);
    super(describe(failure.path, { ...failure, detail }));
    this.path = failure.path;
    this.fault = failure.fault;
    this.detail = detail;
  }

  /** Name of the database's file. */
  get file(): string {
    return basename(this.path);
  }

  /** The message for everybody: it names the file, and nothing of where it lies. */
  get summary(): string {
    return describe(this.file, { ...this, detail: "" });
  }
}

function describe(file: string, { fault, detail }: Pick<StorageFailure, "fault" | "detail">): string {
  const said = detail === "" ? "" : ` (${detail})`;
  switch (fault) {
    case "damaged":
      return `${file} is damaged${said}. Stop BotMux and restore the file from a backup, or recover it with sqlite3's .recover.`;
    case "full":
      return `${file} cannot be written: the disk is full. Free some space.`;
    case "read-only":
      return `${file} cannot be written: the file, its folder or the file system is read-only. Make it writable.`;
    case "io-error":
      return `${file} cannot be read or written: the disk reports an error${said}. Check the disk and its free space.`;
    case "unavailable":
      return `${file} cannot be opened${said}. Check its folder, its permissions and the limit of open files.`;
  }
}

/**
 * Waits for a write that nobody misses, such as when a session was last used: while the disk is full, people still get
 * in and see what is wrong. The failure itself is told by the database's health.
 */
export async function unlessStorageFails(write: Promise<void>): Promise<void> {
  try {
    await write;
  } catch (error) {
    if (!(error instanceof StorageError)) throw error;
  }
}
