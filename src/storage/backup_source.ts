import { randomUUID } from "node:crypto";
import { basename } from "node:path";
import { attempt } from "./attempt.ts";
import type { OpenDatabase, SqlDatabase } from "./driver.ts";

/** A database that stays open while it is copied. */
export interface BackupSource {
  readonly path: string;
  /**
   * From here on the database file changes by nothing but what is in its write-ahead log already, until the function
   * that is given back is called. That one throws when it did not hold until then.
   */
  hold(): Promise<() => void | Promise<void>>;
}

/**
 * A database that others may open too: held by a reader of its own, behind whose back SQLite moves nothing into the file
 * that came after it began (https://sqlite.org/wal.html).
 */
export function sharedSource(openDatabase: OpenDatabase, path: string): BackupSource {
  return {
    path,
    hold: () =>
      attempt(() => {
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
      }),
  };
}

/** A file that one process has for itself, and that its owner holds for a backup. */
export interface HeldFile {
  readonly path: string;
  /**
   * From here on the file changes by nothing but what is in its write-ahead log already, until
   * {@linkcode HeldFile.release}; gives what to release.
   */
  hold(): Promise<string>;
  /** @throws {RangeError} when the hold ended before, such as by an end of its owner. */
  release(hold: string): Promise<void>;
}

/** Pages in the write-ahead log after which SQLite moves them into the database, unless told otherwise. */
const defaultCheckpointPages = 1000;

/** Holds a database that `database` has for itself: meanwhile it writes into its log alone. */
export function exclusiveHolds(database: SqlDatabase, path: string): HeldFile {
  const holds = new Set<string>();
  return {
    path,
    hold: () =>
      attempt(() => {
        database.exec("PRAGMA wal_autocheckpoint=0");
        const hold = randomUUID();
        holds.add(hold);
        return hold;
      }),
    release: (hold) =>
      attempt(() => {
        if (!holds.delete(hold)) throw new RangeError(`Cannot release ${basename(path)}: it is not held`);
        if (holds.size === 0) database.exec(`PRAGMA wal_autocheckpoint=${defaultCheckpointPages}`);
      }),
  };
}

/** A file that its owner holds. */
export function heldSource(file: HeldFile): BackupSource {
  return {
    path: file.path,
    async hold() {
      const hold = await file.hold();
      return () => file.release(hold);
    },
  };
}
