import { describeError } from "../base/errors.ts";
import { StorageError } from "../base/storage_error.ts";
import { databaseBytes } from "./database_bytes.ts";
import type { OpenDatabase, SqlDatabase } from "./driver.ts";
import { damagedContent } from "./explain_failure.ts";

/**
 * Looks for damage in a database that nobody else uses: whether its pages and indexes are whole and fit each other, and
 * whether every row that others refer to is there. Reads all of it.
 *
 * @returns the first fault that is found; empty for none.
 */
export function checkDatabase(openDatabase: OpenDatabase, path: string): string {
  try {
    const database = openDatabase(path, { synchronous: "NORMAL" });
    try {
      const fault = quickCheck(database);
      if (fault !== "") return fault;
      const [row] = database.prepare("PRAGMA foreign_key_check").all();
      return row === undefined ? "" : `a row of ${row.table} refers to one of ${row.parent} that is missing`;
    } finally {
      database.close();
    }
  } catch (error) {
    return describeError(error);
  }
}

/** A larger database is not looked through when it is opened: from an SD card that would take seconds. */
const maxBytesAtStart = 64 * 1024 * 1024;

/**
 * Looks through a database that was just opened, unless it is large: reads might pass over what is damaged without an
 * error.
 *
 * @returns the damage; `undefined` for none.
 */
export function checkAtStart(database: SqlDatabase, path: string): StorageError | undefined {
  if (databaseBytes(path) > maxBytesAtStart) return undefined;
  try {
    const fault = quickCheck(database);
    return fault === "" ? undefined : damagedContent(path, fault);
  } catch (error) {
    if (error instanceof StorageError) return error;
    throw error;
  }
}

/** The first fault in the structure of a database; empty for none. */
function quickCheck(database: SqlDatabase): string {
  const [row] = database.prepare("PRAGMA quick_check(1)").all();
  const said = Object.values(row ?? {}).join();
  return said === "ok" ? "" : said;
}
