/** The thread in which a copy of a database is looked through for damage, so that it never holds anybody up. */
import { attempt } from "../storage/attempt.ts";
import { lowerPriority, serveThread } from "../runtime/serve_thread.ts";
import { checkDatabase } from "../storage/check_database.ts";
import { loadDriver } from "../storage/load_driver.ts";

lowerPriority();
serveThread(async () => {
  const openDatabase = await loadDriver();
  return {
    functions: { check: (path: string) => attempt(() => checkDatabase(openDatabase, path)) },
    close() {},
  };
});
