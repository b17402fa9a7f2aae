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

function resultCode(error: unknown): number | undefined {
  return error instanceof Error && "errcode" in error && typeof error.errcode === "number"
    ? error.errcode
    : undefined;
}

const driver: RawDriver = { open, resultCode };

/** Opens SQLite databases with `node:sqlite`, as Deno has it. */
export function openDenoDatabase(path: string, options: OpenDatabaseOptions): SqlDatabase {
  return openConnection(driver, path, options);
}
