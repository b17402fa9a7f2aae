import { join } from "node:path";
import type { RegistryStore } from "../registry/registry_store.ts";
import { prepareDatabase } from "./data_files.ts";
import { botmuxKind } from "./database_kinds.ts";
import type { OpenDatabase, SqlDatabase } from "./driver.ts";
import { SqliteRegistryStore } from "./sqlite_registry_store.ts";

/** botmux.db, open and up to date. */
interface OpenRegistryStore {
  readonly store: RegistryStore;
  /** For what else is kept in the same file. */
  readonly database: SqlDatabase;
  close(): void;
}

/**
 * Opens `<dataDir>/botmux.db`, creating it if needed. Several processes may have it open at once.
 *
 * @throws {OperationalError} when the folder cannot be written or a newer BotMux wrote the file.
 */
export function openRegistryStore(openDatabase: OpenDatabase, dataDir: string): OpenRegistryStore {
  const path = join(dataDir, "botmux.db");
  const database = openDatabase(path, { synchronous: "NORMAL" });
  try {
    prepareDatabase(database, botmuxKind, path);
    return { store: new SqliteRegistryStore(database), database, close: () => database.close() };
  } catch (error) {
    database.close();
    throw error;
  }
}
