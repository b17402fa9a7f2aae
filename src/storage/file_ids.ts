import { randomUUID } from "node:crypto";
import type { SqlDatabase } from "./driver.ts";

/** The databases of a data folder, by their files. */
export type DataFile = "journal.db" | "botmux.db" | "archive.db";

/** Ids of databases by their files. */
export type FileIds = ReadonlyMap<DataFile, string>;

/**
 * Makes the table in which a database keeps its own id and the ids of those it was used with: without them, an empty
 * file in the place of another would look like a first start.
 */
export const fileIdsStep = `
  CREATE TABLE file_ids (name TEXT PRIMARY KEY, id TEXT NOT NULL) STRICT, WITHOUT ROWID;
`;

/** Ids by file. Empty for a database of a version that kept none. */
export function readFileIds(database: SqlDatabase): FileIds {
  const [table] = database.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'file_ids'").all();
  const rows = table === undefined ? [] : database.prepare("SELECT name, id FROM file_ids").all();
  return new Map(rows.map(({ name, id }) => [String(name) as DataFile, String(id)])); // Nothing else is written.
}

/** Notes the id of a database, in itself or in another. */
export function writeFileId(database: SqlDatabase, file: DataFile, id: string): void {
  database.prepare("INSERT INTO file_ids VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET id = excluded.id")
    .run(
      file,
      id,
    );
}

/** Gives a new database its id: `id`, or one of its own. */
export function createOwnId(database: SqlDatabase, file: DataFile, id: string = randomUUID()): void {
  writeFileId(database, file, id);
}

/** Forgets which other databases a database was used with. */
export function forgetOtherIds(database: SqlDatabase, file: DataFile): void {
  database.prepare("DELETE FROM file_ids WHERE name <> ?").run(file);
}
