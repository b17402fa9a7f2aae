import { closeSync, mkdirSync, openSync } from "node:fs";
import { dirname } from "node:path";
import { OperationalError } from "../base/errors.ts";
import { Connection, type RawConnection } from "./connection.ts";
import type { OpenDatabaseOptions, SqlDatabase } from "./driver.ts";

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

/** SQLite result codes, <https://sqlite.org/rescode.html>. */
const resultCodes = {
  busy: 5,
  readOnly: 8,
  ioError: 10,
  corrupt: 11,
  full: 13,
  cannotOpen: 14,
  notADatabase: 26,
};

/** Opens a database through `driver`; see `OpenDatabase`. */
export function openConnection(driver: RawDriver, path: string, options: OpenDatabaseOptions): SqlDatabase {
  const { isReader = false } = options;
  if (!isReader) createPrivately(path);
  let raw: RawConnection | undefined;
  try {
    raw = driver.open(path, isReader);
    if (isReader) raw.exec(`PRAGMA busy_timeout=${busyTimeoutMs}`);
    else configure(raw, options);
    return new Connection(raw);
  } catch (error) {
    raw?.close();
    throw explain(error, driver.resultCode(error), path);
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
  // The pragmas alone may not touch the file; a write transaction takes the lock and finds a folder that is read-only.
  run("BEGIN IMMEDIATE");
  run("COMMIT");
  run(`PRAGMA busy_timeout=${busyTimeoutMs}`);
}

function explain(error: unknown, extendedCode: number | undefined, path: string): unknown {
  switch (extendedCode === undefined ? undefined : extendedCode & 0xff) {
    case resultCodes.busy:
      return new OperationalError(
        `Cannot use the data folder ${
          dirname(path)
        }: another BotMux holds it; stop that one or choose another --data`,
        { cause: error, code: "held" },
      );
    case resultCodes.readOnly:
    case resultCodes.ioError:
    case resultCodes.full:
    case resultCodes.cannotOpen:
      return cannotWrite(path, error);
    case resultCodes.corrupt:
    case resultCodes.notADatabase:
      return new OperationalError(
        `Cannot read ${path}: it is damaged or no database; restore a backup or choose another --data`,
        { cause: error },
      );
    default:
      return error;
  }
}

function cannotWrite(path: string, cause: unknown): OperationalError {
  return new OperationalError(
    `Cannot write to the data folder ${dirname(path)}: ${
      reasonOf(cause)
    }; free or permit it, or choose another --data`,
    { cause },
  );
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: "permission denied",
  EPERM: "permission denied",
  EROFS: "the file system is read-only",
  ENOSPC: "the disk is full",
  EDQUOT: "the disk quota is used up",
  ENOTDIR: "a part of its path is a file",
  EEXIST: "a part of its path is a file",
  EISDIR: "a folder stands where the database should be",
};

function reasonOf(error: unknown): string {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  return reasons[code] ?? (error instanceof Error ? error.message : String(error));
}
