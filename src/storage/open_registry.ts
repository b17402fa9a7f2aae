import { join } from "node:path";
import type { RegistryStore } from "../registry/registry_store.ts";
import { prepareDatabase } from "./data_files.ts";
import { botmuxKind } from "./database_kinds.ts";
import type { OpenDatabase, SqlDatabase } from "./driver.ts";
import { beginEncrypting, type KeptSecrets, openSecrets } from "./secret_keys.ts";
import { SqliteRegistryStore } from "./sqlite_registry_store.ts";

/** botmux.db, open and up to date. */
interface OpenRegistryStore {
  readonly store: RegistryStore;
  /** For what else is kept in the same file. */
  readonly database: SqlDatabase;
  /** How its secrets are kept. */
  readonly secrets: KeptSecrets;
  close(): void;
}

/** How secrets in botmux.db are read and written. */
interface SecretOptions {
  /** Keys that they may be encrypted with, the current one first; none unless given. */
  readonly keys?: readonly string[];
  /**
   * Has them encrypted with the first key from now on, at this moment in milliseconds since the epoch. Only for the process
   * that has the data folder for itself: another one could be running without the key.
   */
  readonly beginAtMs?: number;
}

/**
 * Opens `<dataDir>/botmux.db`, creating it if needed. Several processes may have it open at once.
 *
 * @throws {OperationalError} when the folder cannot be written, a newer BotMux wrote the file, or its secrets are encrypted
 * with a key that is not given.
 */
export function openRegistryStore(
  openDatabase: OpenDatabase,
  dataDir: string,
  { keys = [], beginAtMs }: SecretOptions = {},
): OpenRegistryStore {
  const path = join(dataDir, "botmux.db");
  const database = openDatabase(path, { synchronous: "NORMAL" });
  try {
    prepareDatabase(database, botmuxKind, path);
    const secrets = beginAtMs === undefined
      ? openSecrets(database, path, keys)
      : beginEncrypting(database, path, keys, beginAtMs);
    return {
      store: new SqliteRegistryStore(database, secrets.cipher),
      database,
      secrets,
      close: () => database.close(),
    };
  } catch (error) {
    database.close();
    throw error;
  }
}
