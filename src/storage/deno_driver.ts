import process from "node:process";
import type { BareDatabase, SqlRow, SqlStatement } from "./driver.ts";

/** Opens a database with `node:sqlite`. */
export function openBareDatabase(path: string): BareDatabase {
  const { DatabaseSync } = process.getBuiltinModule("node:sqlite");
  const database = new DatabaseSync(path);
  return {
    exec: (sql) => database.exec(sql),
    prepare: (sql) => toStatement(database.prepare(sql)),
    close: () => database.close(),
  };
}

function toStatement(
  statement: ReturnType<InstanceType<typeof import("node:sqlite").DatabaseSync>["prepare"]>,
): SqlStatement {
  return {
    // The driver's own row type names every value SQLite could hold; integers are numbers unless asked otherwise.
    all: (...parameters) => statement.all(...parameters) as SqlRow[],
    get: (...parameters) => statement.get(...parameters) as SqlRow | undefined,
    run(...parameters) {
      const { changes, lastInsertRowid } = statement.run(...parameters);
      return { changes: Number(changes), lastInsertId: Number(lastInsertRowid) };
    },
  };
}
