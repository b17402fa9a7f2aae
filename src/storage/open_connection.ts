import { closeSync, mkdirSync, openSync } from "node:fs";
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
    else configure(raw, options);
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

function configure(raw: RawConnection, { synchronous, exclusive }: OpenDatabaseOptions): void {
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
  // Free pages can go back to the file system in small steps; only heeded while the database is still empty.
  run("PRAGMA auto_vacuum=INCREMENTAL");
  run("PRAGMA journal_mode=WAL");
  run(`PRAGMA journal_size_limit=${walBytes}`);
  run(`PRAGMA synchronous=${synchronous}`);
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
  return new OperationalError(
    `Cannot use the data folder ${
      dirname(path)
    }: another BotMux holds it; stop that one or choose another --data`,
    { cause, code: "held" },
  );
}

function cannotWrite(path: string, cause: unknown): OperationalError {
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
  const [reason, remedy] = reasons[code] ?? [describeError(cause), "Check it, or choose another --data."];
  return new OperationalError(`Cannot write ${path}: ${reason}. ${remedy}`, { cause });
}

const permit = "Let the user that BotMux runs as write there, or choose another --data.";
const another = "Remove what is in the way, or choose another --data.";

/** What a system says when a file cannot be created, and what to do. */
const reasons: Readonly<Record<string, readonly [reason: string, remedy: string]>> = {
  EACCES: ["permission denied", permit],
  EPERM: ["permission denied", permit],
  EROFS: ["the file system is read-only", "Make it writable, or choose another --data."],
  ENOSPC: ["the disk is full", "Free some space, or choose another --data."],
  EDQUOT: ["the disk quota is used up", "Free some space, or choose another --data."],
  ENOTDIR: ["a part of its path is a file, not a folder", another],
  EEXIST: ["a part of its path is a file, not a folder", another],
  EISDIR: ["there is a folder in its place", another],
  EMFILE: ["too many files are open", "Raise the limit of open files (ulimit -n)."],
  ENFILE: ["too many files are open", "Raise the limit of open files of the system."],
};
