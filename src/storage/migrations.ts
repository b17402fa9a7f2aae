import { OperationalError } from "../base/errors.ts";
import type { SqlDatabase } from "./driver.ts";
import { readUserVersion } from "./open_database.ts";

/**
 * Brings a database forward, one transaction per step. The number of steps taken stands in `user_version`.
 *
 * @param name file name, for the message.
 * @throws {OperationalError} when a newer BotMux wrote the database.
 */
export function migrate(database: SqlDatabase, name: string, steps: readonly string[]): void {
  const version = readUserVersion(database);
  if (version > steps.length) {
    throw new OperationalError(
      `Cannot open ${name}: a newer BotMux wrote it (version ${version}, this one knows ${steps.length}); use that version or another data folder`,
    );
  }
  for (const [index, step] of steps.entries()) {
    if (index < version) continue;
    database.transaction(() => {
      database.exec(step);
      database.exec(`PRAGMA user_version = ${index + 1}`);
    });
  }
}
