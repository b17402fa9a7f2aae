import type { SqlDatabase } from "./driver.ts";

/**
 * The id that the next row of a table with AUTOINCREMENT gets, for a row that holds its id in an encrypted value. In the
 * transaction that inserts it.
 */
export function nextRowId(database: SqlDatabase, table: string): number {
  return Number(database.prepare("SELECT seq FROM sqlite_sequence WHERE name = ?").get(table)?.seq ?? 0) + 1;
}
