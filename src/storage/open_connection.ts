import { fault } from "../faults/fault.ts";
import { closeSync, mkdirSync, openSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { describeError, OperationalError } from "../base/errors.ts";
import { Connection, type RawConnection } from "./connection.ts";
import type { OpenDatabaseOptions, SqlDatabase } from "./driver.ts";
import { explainFailure } from "./explain_failure.ts";

/** What a driver brings. */
export interface RawDriver {
  open(path: string, isReader: boolean): RawConnection;
  /** SQLite's result code of something that was thrown; `undefined` when it came from elsewhere. */
  resultCode(error: unknown): number | undefined;
}

/** How long a statement waits for another process's write, in milliseconds. */
const busyTimeoutMs = 5_000;

/** A write-ahead log that grew beyond this is cut back once its content has moved into the database. */
const walBytes = 4 * 1024 * 1024;

/** SQLITE_BUSY, <https://sqlite.org/rescode.html>. */
const busyCode = 5;

/** Opens a database through `driver`; see `OpenDatabase`. */
export function openConnection(driver: RawDriver, path: string, options: OpenDatabaseOptions): SqlDatabase {
  const { isReader = false, onFailure, onCommit } = options;
  const explain = (error: unknown) => {
    const failure = explainFailure(path, error, driver.resultCode(error));
    if (failure === undefined) return error;
    onFailure?.(failure);
    return failure;
  };
  if (!isReader) createPrivately(path);
  let raw: RawConnection | undefined;
  try {
    raw = driver.open(path, isReader);
    if (isReader) raw.exec(`PRAGMA busy_timeout=${busyTimeoutMs}`);
    else configure(raw, { ...options, isNew: statSync(path).size === 0 });
    return new Connection(raw, { explain, onCommit });
  } catch (error) {
    raw?.close();
    throw isHeld(driver.resultCode(error)) ? held(path, error) : explain(error);
  }
}

/** SQLite gives its own files the mode of the database, so it is enough to create that one. */
function createPrivately(path: string): void {
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    closeSync(openSync(path, "a", 0o600));
  } catch (error) {
    throw cannotWrite(path, error);
  }
}

function configure(
  raw: RawConnection,
  { synchronous, exclusive, isNew }: OpenDatabaseOptions & { readonly isNew: boolean },
): void {
  // Compiled one by one: what node:sqlite throws from exec() lacks SQLite's result code.
  const run = (sql: string) => {
    const statement = raw.compile(sql);
    try {
      statement.all();
    } finally {
      statement.finalize();
    }
  };
  // Who holds a data folder holds it for long: waiting for it would only delay the answer.
  run(`PRAGMA busy_timeout=${exclusive ? 0 : busyTimeoutMs}`);
  if (exclusive) run("PRAGMA locking_mode=EXCLUSIVE");
  if (isNew) {
    // A new file has nothing to be rolled back to: the disk is waited for once, before the first content. Another process
    // may have made a shared one meanwhile, which must not leave WAL mode.
    if (exclusive) run("PRAGMA journal_mode=MEMORY");
    run("PRAGMA synchronous=OFF");
    // Free pages can go back to the file system in small steps. It makes the file, and would write to one that exists.
    run("PRAGMA auto_vacuum=INCREMENTAL");
  }
  // Before more is written, so that a database that need not be synced is not when it is opened either.
  run(`PRAGMA synchronous=${synchronous}`);
  run("PRAGMA journal_mode=WAL");
  run(`PRAGMA journal_size_limit=${walBytes}`);
  run("PRAGMA foreign_keys=ON");
  // Finds more kinds of damage, when a page is read.
  run("PRAGMA cell_size_check=ON");
  // The pragmas alone may not touch the file; a write transaction takes the lock and finds a folder that is read-only.
  run("BEGIN IMMEDIATE");
  run("COMMIT");
  run(`PRAGMA busy_timeout=${busyTimeoutMs}`);
}

function isHeld(resultCode: number | undefined): boolean {
  return resultCode !== undefined && (resultCode & 0xff) === busyCode;
}

function held(path: string, cause: unknown): OperationalError {
  return new OperationalError(fault("data_folder_held", { folder: dirname(path) }), { cause });
}

function cannotWrite(path: string, cause: unknown): OperationalError {
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
  const known = Object.hasOwn(codes, code) ? codes[code] : undefined;
  return new OperationalError(
    known === undefined
      ? fault("data_not_writable", { file: path, said: describeError(cause) })
      : fault(known, { file: path }),
    { cause },
  );
}

type CodeOfFile =
  | "data_not_permitted"
  | "data_read_only"
  | "data_disk_full"
  | "data_quota_used"
  | "data_path_not_folder"
  | "data_path_is_folder"
  | "data_too_many_files";

/** What a system says when a file cannot be created. */
const codes: Readonly<Record<string, CodeOfFile>> = {
  EACCES: "data_not_permitted",
  EPERM: "data_not_permitted",
  EROFS: "data_read_only",
  ENOSPC: "data_disk_full",
  EDQUOT: "data_quota_used",
  ENOTDIR: "data_path_not_folder",
  EEXIST: "data_path_not_folder",
  EISDIR: "data_path_is_folder",
  EMFILE: "data_too_many_files",
};
