import { join } from "node:path";
import type { ArchiveStore } from "../archive/archive_store.ts";
import { SqliteArchiveStore } from "./sqlite_archive_store.ts";
import { attempt } from "./attempt.ts";
import { prepareDatabase, takeOwnId } from "./data_files.ts";
import { archiveKind } from "./database_kinds.ts";
import type { WriteProbe } from "./database_health.ts";
import type { OpenDatabase } from "./driver.ts";
import { probeWrite } from "./probe_write.ts";

/** archive.db, open and up to date. */
interface OpenArchive {
  readonly store: ArchiveStore;
  /** Finds out whether it can be written. */
  readonly probe: WriteProbe;
  /** Commits what was written, and closes it. */
  close(): void;
}

/** Rows of all chats lie side by side: what a batch touches should fit into memory. */
const cacheKiB = 16 * 1024;
/** What many commits touch is moved from the log into the database once: 16 MiB of log. */
const checkpointPages = 4_096;

/**
 * Opens `<dataDir>/archive.db`, creating it if needed. It is a file of its own, because it is written much more, and by
 * a thread of its own: neither settings nor commands wait for it, and a backup may leave it out.
 *
 * @param id what it is known by: it gets that when it has none
 * @throws {OperationalError} when the folder cannot be written or a newer BotMux wrote the file.
 */
export function openArchiveStore(
  openDatabase: OpenDatabase,
  dataDir: string,
  id?: string,
): OpenArchive {
  const path = join(dataDir, "archive.db");
  const database = openDatabase(path, { synchronous: "NORMAL" });
  try {
    database.exec(`PRAGMA cache_size=-${cacheKiB}`);
    database.exec(`PRAGMA wal_autocheckpoint=${checkpointPages}`);
    database.exec(`PRAGMA journal_size_limit=${checkpointPages * 4096}`);
    prepareDatabase(database, archiveKind, path, id);
    takeOwnId({ database, path }, id);
    const store = new SqliteArchiveStore(database);
    return {
      store,
      probe: () =>
        attempt(() => {
          store.commitNow();
          probeWrite(database);
        }),
      close() {
        try {
          store.commitNow();
        } finally {
          database.close();
        }
      },
    };
  } catch (error) {
    database.close();
    throw error;
  }
}
