import type { StorageError } from "../base/storage_error.ts";
import type { PushStore } from "../delivery/push/push_store.ts";
import type { JournalStore } from "../journal/journal_store.ts";
import { attempt } from "./attempt.ts";
import { exclusiveHolds, type HeldFile } from "./backup_source.ts";
import { checkAtStart } from "./check_database.ts";
import { databaseIds, type IdKeeper, prepareDatabase } from "./data_files.ts";
import { journalKind } from "./database_kinds.ts";
import type { OpenDatabase } from "./driver.ts";
import { probeWrite } from "./probe_write.ts";
import { SqliteJournalStore } from "./sqlite_journal_store.ts";
import { SqlitePushStore } from "./sqlite_push_store.ts";

/** journal.db, open and up to date; nobody else has it open. */
export interface JournalFile extends IdKeeper, HeldFile {
  readonly store: JournalStore;
  readonly pushStore: PushStore;
  /** Looks for damage, unless the file is large. */
  check(): Promise<StorageError | undefined>;
  /** Finds out whether it can be written. */
  probe(): Promise<void>;
  close(): Promise<void>;
}

/** How {@linkcode openJournalFile} is told of trouble. */
interface JournalFileOptions {
  /** Told of an update whose bytes are not those that were written. */
  readonly onDamage: (error: StorageError) => void;
}

/**
 * Opens journal.db at `path`, creating it if needed, in the thread that calls this: whoever uses it waits for the disk.
 *
 * @throws {OperationalError} when the folder cannot be written, another BotMux holds the file, or a newer one wrote it.
 */
export function openJournalFile(
  openDatabase: OpenDatabase,
  path: string,
  { onDamage }: JournalFileOptions,
): JournalFile {
  const database = openDatabase(path, { synchronous: "FULL", exclusive: true });
  try {
    prepareDatabase(database, journalKind, path);
    return {
      ...databaseIds({ database, path }),
      ...exclusiveHolds(database, path),
      store: new SqliteJournalStore(database, { path, onDamage }),
      pushStore: new SqlitePushStore(database),
      check: () => attempt(() => checkAtStart(database, path)),
      probe: () => attempt(() => probeWrite(database)),
      close: () => attempt(() => database.close()),
    };
  } catch (error) {
    database.close();
    throw error;
  }
}
