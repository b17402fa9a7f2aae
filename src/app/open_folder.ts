import { join } from "node:path";
import { systemClock } from "../base/clock.ts";
import type { DataFolder } from "../cli/data_folder.ts";
import type { OpenAccounts, OpenRegistry } from "../cli/host.ts";
import { Registry } from "../registry/registry.ts";
import type { OpenDatabase } from "../storage/driver.ts";
import { openAccounts } from "../storage/open_accounts.ts";
import { openRegistryStore } from "../storage/open_registry.ts";
import { attempt } from "../storage/attempt.ts";
import { rotateSecrets } from "../storage/secret_keys.ts";

/** Opens the registry of a data folder for a command. */
export async function openFolderRegistry(
  openDatabase: OpenDatabase,
  { dataDir, secretKeys: keys }: DataFolder,
): Promise<OpenRegistry> {
  const { store, close } = openRegistryStore(openDatabase, dataDir, { keys });
  try {
    return { registry: await Registry.open(store, systemClock), close };
  } catch (error) {
    close();
    throw error;
  }
}

/** Opens the accounts of a data folder for a command. */
export function openFolderAccounts(
  openDatabase: OpenDatabase,
  { dataDir, secretKeys: keys }: DataFolder,
): Promise<OpenAccounts> {
  return attempt(() => {
    const { database, secrets: { cipher }, close } = openRegistryStore(openDatabase, dataDir, { keys });
    return { accounts: openAccounts(database, systemClock, { cipher }), close };
  });
}

/** Encrypts the secrets of a data folder with the first of its keys; gives how many rows were changed. */
export function rotateFolderSecrets(
  openDatabase: OpenDatabase,
  { dataDir, secretKeys: keys }: DataFolder,
): Promise<number> {
  return attempt(() => {
    const { database, close } = openRegistryStore(openDatabase, dataDir, { keys });
    try {
      return rotateSecrets(database, join(dataDir, "botmux.db"), keys);
    } finally {
      close();
    }
  });
}
