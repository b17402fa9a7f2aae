import { DatabaseSync, type StatementSync } from "node:sqlite";
import type { RawConnection, RawStatement } from "./connection.ts";
import type { OpenDatabaseOptions, SqlDatabase, SqlRow } from "./driver.ts";
import { openConnection, type RawDriver } from "./open_connection.ts";

function open(path: string, isReader: boolean): RawConnection {
  const database = new DatabaseSync(path, { readOnly: isReader });
  return {
    exec: (sql) => database.exec(sql),
    compile: (sql) => toRaw(database.prepare(sql)),
    inTransaction: () => database.isTransaction,
    close: () => database.close(),
  };
}

/** Rows hold no bigint, because no statement asks for them: hence the narrower type. */
function toRaw(statement: StatementSync): RawStatement {
  return {
    all: (...parameters) => statement.all(...parameters) as SqlRow[],
    get: (...parameters) => statement.get(...parameters) as SqlRow | undefined,
    run(...parameters) {
      const { changes, lastInsertRowid } = statement.run(...parameters);
      return { changes: Number(changes), lastInsertId: Number(lastInsertRowid) };
    },
    // node:sqlite finalizes its statements when the database closes.
    finalize() {},
  };
}

/** What SQLite says (sqlite3_errstr) where node:sqlite gives no result code: in exec() and when it opens a file. */
const codeByWords: readonly (readonly [words: string, code: number])[] = [
  ["database is locked", 5],
  ["attempt to write a readonly database", 8],
  ["disk I/O error", 10],
  ["database disk image is malformed", 11],
  ["malformed database schema", 11],
  ["database or disk is full", 13],
  ["unable to open database file", 14],
  ["file is not a database", 26],
];

function resultCode(error: unknown): number | undefined {
  if (!(error instanceof Error) || !("code" in error) || error.code !== "ERR_SQLITE_ERROR") return undefined;
  if ("errcode" in error && typeof error.errcode === "number") return error.errcode;
  return codeByWords.find(([words]) => error.message.startsWith(words))?.[1];
}

const driver: RawDriver = { open, resultCode };

/** Opens SQLite databases with `node:sqlite`, as Deno has it. */
export function openDenoDatabase(path: string, options: OpenDatabaseOptions): SqlDatabase {
  return openConnection(driver, path, options);
}
