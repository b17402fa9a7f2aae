import type { SqlDatabase, SqlRow, SqlValue } from "../../src/storage/driver.ts";

/** Values of columns that must be of some form, by table; all others get a value of their type. */
export type KnownValues = Readonly<Record<string, Readonly<Record<string, SqlValue>>>>;

/** A table with one row in it. */
export interface FilledTable {
  readonly table: string;
  readonly row: SqlRow;
}

/** Puts a row into every table there is; those that are referred to come first, as they were made first. */
export function fillTables(database: SqlDatabase, known: KnownValues): FilledTable[] {
  const tables = database.prepare(
    "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY rowid",
  ).all().map(({ name }) => String(name)).filter((name) => !name.startsWith("message_words"));
  return tables.map((table) => {
    const values = columnsOf(database, table).map(({ name, type }) =>
      [name, known[table]?.[name] ?? ofType(type)] as const
    );
    const names = values.map(([name]) => name);
    database.prepare(`INSERT INTO ${table} (${names.join()}) VALUES (${names.map(() => "?").join()})`)
      .run(...values.map(([, value]) => value));
    return { table, row: Object.fromEntries(values) };
  });
}

function columnsOf(database: SqlDatabase, table: string): { readonly name: string; readonly type: string }[] {
  return database.prepare(`PRAGMA table_info(${table})`).all()
    .map(({ name, type }) => ({ name: String(name), type: String(type) }));
}

function ofType(type: string): SqlValue {
  switch (type) {
    case "INTEGER":
      return 1;
    case "TEXT":
      return "x";
    case "BLOB":
      return new Uint8Array([123, 125]);
    default:
      throw new TypeError(`Cannot fill a column of type ${type}`);
  }
}
