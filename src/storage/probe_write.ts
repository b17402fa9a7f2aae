import type { SqlDatabase } from "./driver.ts";

/**
 * Writes one page of a database, without changing anything.
 *
 * @throws {StorageError} while it cannot be written.
 */
export function probeWrite(database: SqlDatabase): void {
  database.transaction(() => {
    const version = Number(database.prepare("PRAGMA user_version").get()?.user_version);
    database.exec(`PRAGMA user_version = ${version}`);
  });
}
