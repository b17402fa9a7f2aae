import { chmodSync, mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { describeError, OperationalError } from "../base/errors.ts";
import type { OpenBareDatabase, OpenDatabase, SqlDatabase } from "./driver.ts";

/**
 * Makes an opener out of a runtime's driver: WAL, five seconds of patience with other writers, files that only their
 * owner can read.
 */
export function createDatabaseOpener(openBare: OpenBareDatabase): OpenDatabase {
  return (path, { synchronous, exclusive = false }) => {
    const folder = dirname(path);
    let database: SqlDatabase | undefined;
    try {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      const bare = openBare(path);
      database = withTransactions(bare);
      chmodSync(path, 0o600);
      bare.exec(`PRAGMA busy_timeout = ${exclusive ? 250 : 5000}`);
      if (exclusive) bare.exec("PRAGMA locking_mode = EXCLUSIVE");
      // Free pages go back to the disk in small steps; only takes effect on a new database.
      bare.exec("PRAGMA auto_vacuum = INCREMENTAL");
      bare.prepare("PRAGMA journal_mode = WAL").get();
      bare.exec(`PRAGMA synchronous = ${synchronous}`);
      bare.exec("PRAGMA foreign_keys = ON");
      // With exclusive locking the first write takes the lock that is held until close.
      if (exclusive) {
        database.transaction(() => bare.exec(`PRAGMA user_version = ${readUserVersion(database!)}`));
      }
      return database;
    } catch (error) {
      database?.close();
      throw explain(error, folder);
    }
  };
}

/** The number of migrations a database has seen. */
export function readUserVersion(database: SqlDatabase): number {
  return Number(database.prepare("PRAGMA user_version").get()?.user_version ?? 0);
}

function withTransactions(bare: ReturnType<OpenBareDatabase>): SqlDatabase {
  return {
    exec: (sql) => bare.exec(sql),
    prepare: (sql) => bare.prepare(sql),
    close: () => bare.close(),
    transaction(work) {
      bare.exec("BEGIN IMMEDIATE");
      try {
        const result = work();
        bare.exec("COMMIT");
        return result;
      } catch (error) {
        rollBack(bare);
        throw error;
      }
    },
  };
}

/** A full disk may have ended the transaction already; then there is nothing to roll back. */
function rollBack(bare: ReturnType<OpenBareDatabase>): void {
  try {
    bare.exec("ROLLBACK");
  } catch (error) {
    if (!/no transaction is active/i.test(describeError(error))) throw error;
  }
}

function explain(error: unknown, folder: string): OperationalError {
  const words = describeError(error);
  if (/locked|busy/i.test(words)) {
    return new OperationalError(
      `Cannot use the data folder ${folder}: another BotMux holds it; stop that one or choose another folder with --data`,
      { cause: error },
    );
  }
  return new OperationalError(
    `Cannot use the data folder ${folder}: ${words}; check that it exists and can be written, or choose another with --data`,
    { cause: error },
  );
}
