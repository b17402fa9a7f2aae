import { join } from "node:path";
import type { SqlDatabase } from "../../src/storage/driver.ts";
import { journalMigrations } from "../../src/storage/journal_migrations.ts";
import { migrate } from "../../src/storage/migrations.ts";
import { SqlitePushStore } from "../../src/storage/sqlite_push_store.ts";
import { createTempFolder } from "../support/temp_folder.ts";
import { openDatabase } from "../support/this_driver.ts";
import { describePushStore } from "./contracts/push_store.ts";
import type { OpenTwice } from "./contracts/two_handles.ts";

/** Opens a database file twice. BotMux holds its files exclusively; the stores must not rely on that. */
function twice<Store>(
  steps: readonly string[],
  create: (database: SqlDatabase) => Store | Promise<Store>,
): OpenTwice<Store> {
  return async () => {
    const folder = createTempFolder();
    const open = () => {
      const database = openDatabase(join(folder.path, "test.db"), { synchronous: "FULL" });
      migrate(database, steps, "test.db");
      return database;
    };
    const databases = [open(), open()] as const;
    return {
      first: await create(databases[0]),
      second: await create(databases[1]),
      [Symbol.asyncDispose]() {
        for (const database of databases) database.close();
        folder[Symbol.dispose]();
        return Promise.resolve();
      },
    };
  };
}

const journal = <Store>(create: (database: SqlDatabase) => Store) => twice(journalMigrations, create);

describePushStore("SQLite push store", journal((database) => new SqlitePushStore(database)));
