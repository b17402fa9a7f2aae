import type { OpenJournal } from "../../src/app/journal_keeping.ts";
import { attempt } from "../../src/storage/attempt.ts";
import type { OpenDatabase } from "../../src/storage/driver.ts";
import { journalLogPath, openJournalFile } from "../../src/storage/journal_file.ts";
import { SqliteBroadcastStore } from "../../src/storage/sqlite_broadcast_store.ts";
import { SqliteRoutingStore } from "../../src/storage/sqlite_routing_store.ts";
import { openDatabase as openTested } from "./this_driver.ts";

/** Keeps the journal in this thread, for tests that are not about the one of its own, whose start takes time. */
export function openJournalHere(openDatabase: OpenDatabase = openTested): OpenJournal {
  return ({ path, databases }) =>
    attempt(() => ({
      file: openJournalFile(databases.watching(openDatabase), path, {
        onDamage: (error) => databases.failed(error),
        onFailure: (error) => databases.failed(error),
        onCommit() {
          databases.works(path);
          databases.works(journalLogPath(path));
        },
      }),
      routingStore: (registry) => new SqliteRoutingStore(registry),
      broadcastStore: (registry) => new SqliteBroadcastStore(registry),
      reasons: () => [],
    }));
}
