import { fault } from "../faults/fault.ts";
import { existsSync, statSync } from "node:fs";
import { randomUUID } from "node:crypto";
import { basename, join } from "node:path";
import { OperationalError, usageError } from "../base/errors.ts";
import { attempt } from "./attempt.ts";
import type { OpenDatabase, SqlDatabase } from "./driver.ts";
import {
  createOwnId,
  type DataFile,
  type FileIds,
  forgetOtherIds,
  readFileIds,
  writeFileId,
} from "./file_ids.ts";
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
  migrate(database, steps, path, () => createOwnId(database, file, id));
}

/**
 * Reads which databases the one at `path` was used with, without changing it; none when there is no such file yet.
 *
 * @throws {StorageError} when it cannot be read.
 */
export function peekFileIds(openDatabase: OpenDatabase, path: string): FileIds {
  if (isMissing(path)) return new Map();
  const database = openDatabase(path, { synchronous: "NORMAL", isReader: true });
  try {
    return readFileIds(database);
  } finally {
    database.close();
  }
}

/** @throws {OperationalError} when a database that `ids` knows is not in the folder, or is empty. */
export function requireFile(dataDir: string, file: DataFile, ids: FileIds): void {
  const path = join(dataDir, file);
  if (!ids.has(file) || !isMissing(path)) return;
  throw new OperationalError(fault(existsSync(path) ? "database_empty" : "database_missing", { file: path }));
}

/** A database that is open. */
export interface OpenFile {
  readonly database: SqlDatabase;
  readonly path: string;
}

/** A database that keeps its id and the ids of those it was used with. */
export interface IdKeeper {
  readonly path: string;
  readIds(): Promise<FileIds>;
  writeIds(ids: FileIds): Promise<void>;
}

/** The ids that a database in this thread keeps. */
export function databaseIds({ database, path }: OpenFile): IdKeeper {
  return {
    path,
    readIds: () => attempt(() => readFileIds(database)),
    writeIds: (ids) =>
      attempt(() => database.transaction(() => ids.forEach((id, file) => writeFileId(database, file, id)))),
  };
}

/** The id of a database; one of a version that kept none takes over what others know it by. */
export function takeOwnId({ database, path }: OpenFile, known: string | undefined): string {
  const file = fileOf(path);
  const own = readFileIds(database).get(file);
  if (own !== undefined) return own;
  const id = known ?? randomUUID();
  writeFileId(database, file, id);
  return id;
}

/**
 * Makes sure that two databases belong together, and that each knows the other from now on. One of a version that kept
 * no id takes over what the other knows it by.
 *
 * @throws {OperationalError} when one of them was used with another.
 */
export async function joinFiles(left: IdKeeper, right: IdKeeper): Promise<void> {
  const [leftFile, rightFile] = [fileOf(left.path), fileOf(right.path)];
  const [leftIds, rightIds] = [await left.readIds(), await right.readIds()];
  const leftId = leftIds.get(leftFile) ?? rightIds.get(leftFile) ?? randomUUID();
  const rightId = rightIds.get(rightFile) ?? leftIds.get(rightFile) ?? randomUUID();
  requireSameId([left.path, right.path], leftId, rightIds.get(leftFile));
  requireSameId([left.path, right.path], rightId, leftIds.get(rightFile));
  for (const [keeper, known] of [[left, leftIds], [right, rightIds]] as const) {
    const ids = new Map([[leftFile, leftId], [rightFile, rightId]]);
    for (const file of known.keys()) ids.delete(file);
    if (ids.size > 0) await keeper.writeIds(ids);
  }
}

/** The name of a database's file. */
function fileOf(path: string): DataFile {
  return basename(path) as DataFile; // The callers' paths end so.
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

/** Whether a file is not there, or empty. */
function isMissing(path: string): boolean {
  return (statSync(path, { throwIfNoEntry: false })?.size ?? 0) === 0;
}

function otherDatabase(path: string): OperationalError {
  return new OperationalError(fault("database_foreign", { file: path, name: basename(path) }));
}
