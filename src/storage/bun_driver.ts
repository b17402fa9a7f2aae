import process from "node:process";
import type { RawConnection, RawStatement } from "./connection.ts";
import type { OpenDatabaseOptions, SqlDatabase, SqlRow, SqlValue } from "./driver.ts";
import { openConnection, type RawDriver } from "./open_connection.ts";

/** The part of `bun:sqlite` that is used. */
interface BunSqlite {
  readonly Database: new (
    path: string,
    options: { create: boolean; readwrite: boolean } | { readonly: boolean },
  ) => BunDatabase;
}

interface BunDatabase {
  readonly inTransaction: boolean;
  run(sql: string): void;
  prepare(sql: string): BunStatement;
  close(): void;
}

interface BunStatement {
  all(...parameters: SqlValue[]): SqlRow[];
  get(...parameters: SqlValue[]): SqlRow | null;
  run(...parameters: SqlValue[]): { readonly changes: number; readonly lastInsertRowid: number };
  finalize(): void;
}

/** By name at run time, because Deno checks this file too and knows no `bun:` module. */
function loadSqlite(): BunSqlite {
  const load: (name: string) => unknown = process.getBuiltinModule;
  const module = load("bun:sqlite");
  if (module === undefined) throw new TypeError("Cannot load bun:sqlite: this is not Bun");
  return module as BunSqlite; // Bun's own module; only the part declared above is used.
}

function open(path: string, isReader: boolean): RawConnection {
  const { Database } = loadSqlite();
  const database = new Database(path, isReader ? { readonly: true } : { create: true, readwrite: true });
  return {
    exec: (sql) => void database.run(sql),
    compile: (sql) => toRaw(database.prepare(sql)),
    inTransaction: () => database.inTransaction,
    close: () => database.close(),
  };
}

function toRaw(statement: BunStatement): RawStatement {
  return {
    all: (...parameters) => statement.all(...parameters),
    get: (...parameters) => statement.get(...parameters) ?? undefined,
    run(...parameters) {
      const { changes, lastInsertRowid } = statement.run(...parameters);
      return { changes, lastInsertId: lastInsertRowid };
    },
    finalize: () => statement.finalize(),
  };
}

function resultCode(error: unknown): number | undefined {
  const isSqlite = error instanceof Error && error.name === "SQLiteError" && "errno" in error;
  return isSqlite && typeof error.errno === "number" ? error.errno : undefined;
}

const driver: RawDriver = { open, resultCode };

/** Opens SQLite databases with Bun's `bun:sqlite`. */
export function openBunDatabase(path: string, options: OpenDatabaseOptions): SqlDatabase {
  return openConnection(driver, path, options);
}
