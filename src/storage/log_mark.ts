import type { LogMark } from "./change_log.ts";
import type { SqlDatabase } from "./driver.ts";

/** Makes the table in which journal.db keeps which logged changes it lacks. */
export const logMarkStep = `
  -- One row, once there is a log.
  CREATE TABLE change_log (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    log TEXT NOT NULL,
    pass TEXT NOT NULL,
    number INTEGER NOT NULL
  ) STRICT;
`;

/** Which changes the database lacks. */
export function readLogMark(database: SqlDatabase): LogMark {
  const row = database.prepare("SELECT * FROM change_log").get();
  return { log: String(row?.log ?? ""), pass: String(row?.pass ?? ""), number: Number(row?.number ?? 0) };
}

export function writeLogMark(database: SqlDatabase, { log, pass, number }: LogMark): void {
  database.prepare("INSERT OR REPLACE INTO change_log VALUES (1, ?, ?, ?)").run(log, pass, number);
}

/** Has a copy of the database do without the log. */
export function forgetLog(copy: SqlDatabase): void {
  const [table] = copy.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'change_log'").all();
  if (table !== undefined) copy.exec("UPDATE change_log SET pass = ''");
}
