/** The thread that keeps what is written for each update, so that only updates wait for the disk. */
import { asRecord, asText } from "../base/json_value.ts";
import type { StorageError } from "../base/storage_error.ts";
import { serveThread } from "../runtime/serve_thread.ts";
import type { OpenDatabase, SqlDatabase } from "../storage/driver.ts";
import { openJournalFile } from "../storage/journal_file.ts";
import { journalFunctions } from "../storage/journal_functions.ts";
import { loadDriver } from "../storage/load_driver.ts";
import { SqliteBroadcastStore } from "../storage/sqlite_broadcast_store.ts";
import { threadedBroadcastStore } from "../storage/threaded_broadcast_store.ts";
import { threadedRoutingStore } from "../storage/threaded_routing_store.ts";
import { SqliteRoutingStore } from "../storage/sqlite_routing_store.ts";

serveThread(async (data, tell) => {
  const { path, registryPath } = asRecord(data) ?? {};
  const onFailure = ({ path, kind, detail }: StorageError) => tell({ path, kind, detail });
  const load = await loadDriver();
  const openDatabase: OpenDatabase = (path, options) => load(path, { ...options, onFailure });
  const file = openJournalFile(openDatabase, asText(path), { onDamage: onFailure, onFailure });
  let registry: SqlDatabase | undefined;
  // Whoever started this has brought it up to date by the first call.
  const openRegistry = () => registry ??= openDatabase(asText(registryPath), { synchronous: "NORMAL" });
  return {
    functions: {
      ...journalFunctions(file),
      ...threadedRoutingStore.offer(() => new SqliteRoutingStore(openRegistry())),
      ...threadedBroadcastStore.offer(() => new SqliteBroadcastStore(openRegistry())),
    },
    close() {
      registry?.close();
      return file.close();
    },
  };
});
