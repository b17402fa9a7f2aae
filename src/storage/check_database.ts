import { describeError } from "../base/errors.ts";
import type { OpenDatabase } from "./driver.ts";

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
      const [page] = database.prepare("PRAGMA quick_check(1)").all();
      const said = Object.values(page ?? {}).join();
      if (said !== "ok") return said.trim().replaceAll(/\s+/g, " ");
      const [row] = database.prepare("PRAGMA foreign_key_check").all();
      return row === undefined ? "" : `a row of ${row.table} refers to one of ${row.parent} that is missing`;
    } finally {
      database.close();
    }
  } catch (error) {
    return describeError(error);
  }
}
