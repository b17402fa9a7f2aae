import type { SqlDatabase } from "./driver.ts";

/**
 * Runs `work` as a transaction that survives a power cut, in a database that is open with `synchronous=NORMAL`, for
 * what something in another database relies on.
 */
export function transactSynced(database: SqlDatabase, work: () => void): void {
  database.exec("PRAGMA synchronous=FULL");
  try {
    database.transaction(work);
  } finally {
    database.exec("PRAGMA synchronous=NORMAL");
  }
}
