import { fault } from "../faults/fault.ts";
import { OperationalError } from "../base/errors.ts";
import type { SqlDatabase } from "./driver.ts";

/**
 * Brings `database` up to the last of `steps`: a new one in one transaction, any other in one for each step, so that the
 * log of none holds more than a step writes. A database's version is the number of steps it has been through
 * (`PRAGMA user_version`).
 *
 * @param label what the database is called in an error, such as its path
 * @param onNew fills a new database, in the transaction that makes its tables
 * @throws {OperationalError} when a newer BotMux has already changed the database; nothing is touched then.
 */
export function migrate(
  database: SqlDatabase,
  steps: readonly string[],
  label: string,
  onNew: () => void = () => {},
): void {
  for (;;) {
    const version = database.transaction(() => {
      // Read inside the transaction: another process may be migrating the same file.
      const version = readVersion(database);
      if (version > steps.length) {
        throw new OperationalError(fault("database_newer", { file: label, version, known: steps.length }));
      }
      if (version === steps.length) return version;
      const next = version === 0 ? steps.length : version + 1;
      for (const step of steps.slice(version, next)) database.exec(step);
      database.exec(`PRAGMA user_version = ${next}`);
      if (version === 0) onNew();
      return next;
    });
    if (version === steps.length) return;
  }
}

function readVersion(database: SqlDatabase): number {
  return Number(database.prepare("PRAGMA user_version").get()?.user_version);
}
