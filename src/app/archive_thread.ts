/** The thread in which the archive works, so that its writing and searching never hold anybody up. */
import { Archive } from "../archive/archive.ts";
import { archiveFunctions } from "../archive/archive_functions.ts";
import { asRecord, asText } from "../base/json_value.ts";
import { lowerPriority, serveThread } from "../runtime/serve_thread.ts";
import { loadDriver } from "../storage/load_driver.ts";
import { openArchiveStore } from "../storage/open_archive.ts";
import { readStretch } from "../storage/spool_entries.ts";

lowerPriority();
serveThread(async (data) => {
  const { dataDir, archiveId } = asRecord(data) ?? {};
  const { store, probe, close } = openArchiveStore(
    await loadDriver(),
    asText(dataDir),
    asText(archiveId) || undefined,
  );
  const archive = new Archive(store, readStretch);
  return { functions: { ...archiveFunctions(archive), probe }, close };
});
