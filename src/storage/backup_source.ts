import type { OpenDatabase, SqlDatabase } from "./driver.ts";

/** A database that stays open while it is copied. */
export interface BackupSource {
  readonly path: string;
  /**
   * From here on the database file changes by nothing but what stands in its write-ahead log already, until the function
   * that is given back is called.
   */
  hold(): () => void;
}

/** Pages in the write-ahead log after which SQLite moves them into the database, unless told otherwise. */
const defaultCheckpointPages = 1000;

/**
 * A database that others may open too: held by a reader of its own, behind whose back SQLite moves nothing into the file
 * that came after it began (https://sqlite.org/wal.html).
 */
export function sharedSource(openDatabase: OpenDatabase, path: string): BackupSource {
  return {
    path,
    hold() {
      const reader = openDatabase(path, { synchronous: "NORMAL", isReader: true });
      try {
        reader.exec("BEGIN");
        // The transaction begins with the first look.
        reader.prepare("SELECT count(*) FROM sqlite_schema").get();
      } catch (error) {
        reader.close();
        throw error;
      }
      return () => reader.close();
    },
  };
}

/** A database that `database` holds for itself: it writes into its log alone meanwhile. */
export function exclusiveSource(database: SqlDatabase, path: string): BackupSource {
  return {
    path,
    hold() {
      database.exec("PRAGMA wal_autocheckpoint=0");
      return () => database.exec(`PRAGMA wal_autocheckpoint=${defaultCheckpointPages}`);
    },
  };
}
