import type { SqlRow } from "../driver.ts";
import type { SqlRunner } from "./sql.ts";

/**
 * Adds rows that have the same columns, by one statement; ids that the table gives rise in their order. PostgreSQL's JSON
 * holds neither U+0000 nor lone surrogates: both are replaced, as they are in other texts.
 */
export async function insertRows(sql: SqlRunner, table: string, rows: readonly SqlRow[]): Promise<void> {
  const [first] = rows;
  if (first === undefined) return;
  const columns = Object.keys(first).join(", ");
  await sql.run(
    `INSERT INTO ${table} (${columns}) SELECT ${columns} FROM json_populate_recordset(NULL::${table}, ?)`,
    [JSON.stringify(rows, (_, value: unknown) => typeof value === "string" ? toKept(value) : value)],
  );
}

function toKept(text: string): string {
  return text.toWellFormed().replaceAll("\0", "\ufffd");
}
