import type { SqlRunner } from "./sql.ts";

/** The id of a row that is about to be added: encrypted secrets belong to it. It never comes back, used or not. */
export async function nextRowId(sql: SqlRunner, table: "consumers" | "operators"): Promise<number> {
  const row = await sql.get("SELECT nextval(pg_get_serial_sequence(?, 'id')) AS id", [table]);
  return Number(row?.id);
}
