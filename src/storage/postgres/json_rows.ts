import type { SqlRow } from "../driver.ts";
import type { SqlRunner } from "./sql.ts";

/**
 * Rows as a parameter that statements read as JSON. PostgreSQL's JSON holds neither U+0000 nor lone surrogates: both are
 * replaced, as they are in other texts.
 */
export function toJsonParameter(rows: readonly SqlRow[]): string {
  return JSON.stringify(
    rows,
    (_, value: unknown) =>
      typeof value === "string" ? value.toWellFormed().replaceAll("\0", "\ufffd") : value,
  );
}

/** Adds rows that have the same columns, by one statement; ids that the table gives rise in their order. */
export async function insertRows(sql: SqlRunner, table: string, rows: readonly SqlRow[]): Promise<void> {
  const [first] = rows;
  if (first === undefined) return;
  const columns = Object.keys(first).join(", ");
  await sql.run(
    `INSERT INTO ${table} (${columns}) SELECT ${columns} FROM json_populate_recordset(NULL::${table}, ?)`,
    [toJsonParameter(rows)],
  );
}
