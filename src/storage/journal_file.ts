import { type Clock, systemClock } from "../base/clock.ts";
import type { StorageError } from "../base/storage_error.ts";
import type { PushStore } from "../delivery/push/push_store.ts";
import type { JournalStore } from "../journal/journal_store.ts";
import { attempt } from "./attempt.ts";
import { ChangeLog, type ChangeLogOptions } from "./change_log.ts";
import { exclusiveHolds, type HeldFile } from "./backup_source.ts";
import { checkAtStart } from "./check_database.ts";
import { databaseIds, type IdKeeper, prepareDatabase } from "./data_files.ts";
import { journalKind } from "./database_kinds.ts";
import type { OpenDatabase } from "./driver.ts";
import { LoggedChanges } from "./logged_changes.ts";
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

/** How {@linkcode openJournalFile} is told of trouble, and of its end. */
interface JournalFileOptions {
  /** Told of content of the file, or of its log, that is not what was written. */
  readonly onDamage: (error: StorageError) => void;
  /** Told of every failure of the log; those of the database are told to whoever opens databases. */
  readonly onFailure?: (error: StorageError) => void;
  /** Told when the file has taken everything. */
  readonly onCommit?: () => void;
  readonly clock?: Clock;
  readonly log?: Pick<ChangeLogOptions, "file" | "fileBytes">;
}

/** Changes that the file at `path` has not taken yet. */
export function journalLogPath(path: string): string {
  return `${path}-log`;
}

/** What many changes touch until they are committed should fit into memory. */
const cacheKiB = 8 * 1024;

/**
 * Opens journal.db at `path`, creating it if needed, in the thread that calls this: whoever uses it waits for the disk.
 *
 * @throws {OperationalError} when the folder cannot be written, another BotMux holds the file, or a newer one wrote it.
 */
export function openJournalFile(
  openDatabase: OpenDatabase,
  path: string,
  options: JournalFileOptions,
): JournalFile {
  const { database, changes } = openChanges(openDatabase, path, options);
  try {
    const store = new SqliteJournalStore(changes.database, { path, onDamage: options.onDamage }, changes);
    const pushStore = new SqlitePushStore(changes.database, changes);
    changes.recover((change) => change.do === "push" ? pushStore.apply(change) : store.apply(change));
    const holds = exclusiveHolds(database, path);
    return {
      ...databaseIds({ database: changes.database, path }),
      store,
      pushStore,
      async hold() {
        changes.commit();
        return await holds.hold();
      },
      release: holds.release,
      check: () => attempt(() => checkAtStart(changes.database, path)),
      probe: () => attempt(() => changes.probe()),
      close: () => attempt(() => changes.close()),
    };
  } catch (error) {
    changes.abandon();
    throw error;
  }
}

function openChanges(
  openDatabase: OpenDatabase,
  path: string,
  { onDamage, onFailure = () => {}, onCommit, clock = systemClock, log: logOptions }: JournalFileOptions,
) {
  using opened = new DisposableStack();
  const database = opened.adopt(
    openDatabase(path, { synchronous: "FULL", exclusive: true }),
    (database) => database.close(),
  );
  database.exec(`PRAGMA cache_size=-${cacheKiB}`);
  prepareDatabase(database, journalKind, path);
  const log = opened.adopt(
    new ChangeLog({ ...logOptions, path: journalLogPath(path), onFailure }),
    (log) => log.close(),
  );
  const changes = new LoggedChanges({ database, log, clock, onCommit, onDamage });
  opened.move();
  return { database, changes };
}
