import process from "node:process";
import type { BareDatabase, SqlRow, SqlStatement, SqlValue } from "./driver.ts";

/** The part of a `bun:sqlite` statement that is called here. */
interface BunStatement {
  all(...parameters: SqlValue[]): SqlRow[];
  get(...parameters: SqlValue[]): SqlRow | null;
  run(...parameters: SqlValue[]): { changes: number; lastInsertRowid: number };
}

/** The part of `bun:sqlite` that is called here. */
interface BunSqlite {
  readonly Database: new (path: string, options: { create: boolean; readwrite: boolean }) => {
    run(sql: string): unknown;
    prepare(sql: string): BunStatement;
    close(): void;
  };
}

/** Opens a database with `bun:sqlite`. */
export function openBareDatabase(path: string): BareDatabase {
  // Asked for at run time, so that Deno can check and bundle the same sources.
  const { Database } = process.getBuiltinModule("bun:sqlite" as "node:sqlite") as unknown as BunSqlite;
  const database = new Database(path, { create: true, readwrite: true });
  return {
    exec: (sql) => void database.run(sql),
    prepare: (sql) => toStatement(database.prepare(sql)),
    close: () => database.close(),
  };
}

function toStatement(statement: BunStatement): SqlStatement {
  return {
    all: (...parameters) => statement.all(...parameters),
    get: (...parameters) => statement.get(...parameters) ?? undefined,
    run(...parameters) {
      const { changes, lastInsertRowid } = statement.run(...parameters);
      return { changes, lastInsertId: Number(lastInsertRowid) };
    },
  };
}
