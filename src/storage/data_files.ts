import { fault } from "../faults/fault.ts";
import { existsSync, statSync } from "node:fs";
import { randomUUID } from "node:crypto";
import { basename, join } from "node:path";
import { OperationalError, usageError } from "../base/errors.ts";
import type { OpenDatabase, SqlDatabase } from "./driver.ts";
import { createOwnId, type DataFile, forgetOtherIds, readFileIds, writeFileId } from "./file_ids.ts";
import { migrate } from "./migrations.ts";

/** What makes a database one of BotMux's. */
export interface DatabaseKind {
  readonly file: DataFile;
  /** See {@linkcode migrate}. */
  readonly steps: readonly string[];
  /** A table of its very first version, which no other kind has. */
  readonly table: string;
}

/**
 * Brings an open database up to date, and gives it an id when it is new: `id`, or one of its own.
 *
 * @throws {OperationalError} when it is another kind of database, or a newer BotMux wrote it; nothing is touched then.
 */
export function prepareDatabase(
  database: SqlDatabase,
  { file, steps, table }: DatabaseKind,
  path: string,
  id?: string,
): void {
  const tables = database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").all();
  if (tables.length > 0 && !tables.some(({ name }) => name === table)) throw otherDatabase(path);
  if (migrate(database, steps, path) === 0) createOwnId(database, file, id);
}

/**
 * Reads which databases the one at `path` was used with, without changing it; none when there is no such file yet.
 *
 * @throws {StorageError} when it cannot be read.
 */
export function peekFileIds(openDatabase: OpenDatabase, path: string): ReadonlyMap<DataFile, string> {
  if (isMissing(path)) return new Map();
  const database = openDatabase(path, { synchronous: "NORMAL", isReader: true });
  try {
    return readFileIds(database);
  } finally {
    database.close();
  }
}

/** @throws {OperationalError} when a database that `ids` knows is not in the folder, or is empty. */
export function requireFile(dataDir: string, file: DataFile, ids: ReadonlyMap<DataFile, string>): void {
  const path = join(dataDir, file);
  if (!ids.has(file) || !isMissing(path)) return;
  throw new OperationalError(fault(existsSync(path) ? "database_empty" : "database_missing", { file: path }));
}

/** A database that is open. */
export interface OpenFile {
  readonly database: SqlDatabase;
  readonly path: string;
}

/** The id of a database; one of a version that kept none takes over what others know it by. */
export function takeOwnId({ database, path }: OpenFile, known: string | undefined): string {
  const file = basename(path) as DataFile; // The callers' paths end so.
  const own = readFileIds(database).get(file);
  if (own !== undefined) return own;
  const id = known ?? randomUUID();
  writeFileId(database, file, id);
  return id;
}

/**
 * Makes sure that two databases belong together, and that each knows the other from now on.
 *
 * @throws {OperationalError} when one of them was used with another.
 */
export function joinFiles(left: OpenFile, right: OpenFile): void {
  const [leftFile, rightFile] = [left, right].map(({ path }) => basename(path)) as [DataFile, DataFile]; // As above.
  const knownLeft = readFileIds(right.database).get(leftFile);
  const knownRight = readFileIds(left.database).get(rightFile);
  const leftId = takeOwnId(left, knownLeft);
  const rightId = takeOwnId(right, knownRight);
  requireSameId([left.path, right.path], leftId, knownLeft);
  requireSameId([left.path, right.path], rightId, knownRight);
  if (knownLeft === undefined) writeFileId(right.database, leftFile, leftId);
  if (knownRight === undefined) writeFileId(left.database, rightFile, rightId);
}

/** @throws {OperationalError} when the id of a database is not the one that another knows it by. */
export function requireSameId(
  [path, other]: readonly [string, string],
  own: string | undefined,
  known: string | undefined,
): void {
  if (own === undefined || known === undefined || own === known) return;
  throw new OperationalError(fault("databases_differ", { file: path, other }));
}

/**
 * Takes the databases of a folder as they are from now on, whatever is missing or was replaced.
 *
 * @throws {UsageError} when the folder has no database of BotMux.
 * @throws {OperationalError} when a BotMux runs on the folder, or a database cannot be written.
 */
export function acceptFiles(
  openDatabase: OpenDatabase,
  dataDir: string,
  kinds: readonly DatabaseKind[],
): void {
  const found = kinds.filter(({ file }) => !isMissing(join(dataDir, file)));
  if (found.length === 0) {
    throw usageError("data_folder_empty", { folder: dataDir });
  }
  for (const kind of found) {
    const path = join(dataDir, kind.file);
    const database = openDatabase(path, { synchronous: "NORMAL", exclusive: kind.file === "journal.db" });
    try {
      prepareDatabase(database, kind, path);
      forgetOtherIds(database, kind.file);
    } finally {
      database.close();
    }
  }
}

/** What keeps a path from being a database; `undefined` for nothing. */
/** Whether a file is not there, or empty. */
function isMissing(path: string): boolean {
  return (statSync(path, { throwIfNoEntry: false })?.size ?? 0) === 0;
}

function otherDatabase(path: string): OperationalError {
  return new OperationalError(fault("database_foreign", { file: path, name: basename(path) }));
}
