/** The thread that keeps the journal, so that only updates wait for the disk. */
import { asRecord, asText } from "../base/json_value.ts";
import type { StorageError } from "../base/storage_error.ts";
import { serveThread } from "../runtime/serve_thread.ts";
import type { OpenDatabase } from "../storage/driver.ts";
import { openJournalFile } from "../storage/journal_file.ts";
import { journalFunctions } from "../storage/journal_functions.ts";
import { loadDriver } from "../storage/load_driver.ts";

serveThread(async (data, tell) => {
  const { path } = asRecord(data) ?? {};
  const onFailure = ({ path, kind, detail }: StorageError) => tell({ path, kind, detail });
  const load = await loadDriver();
  const openDatabase: OpenDatabase = (path, options) => load(path, { ...options, onFailure });
  const file = openJournalFile(openDatabase, asText(path), { onDamage: onFailure });
  return { functions: journalFunctions(file), close: () => file.close() };
});
