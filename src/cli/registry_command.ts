import type { Registry } from "../registry/registry.ts";
import type { SettingName } from "../settings/declarations.ts";
import { loadSomeSettings } from "../settings/settings.ts";
import type { CommandInput } from "./command.ts";
import { checkDataFolder, type DataFolderUse } from "./data_folder.ts";

/** Settings that say which registry is meant. */
export const registrySettings: readonly SettingName[] = ["dataDir", "configFile"];

/**
 * Runs `work` on the registry of the data folder in the settings, and closes it.
 *
 * @throws {UsageError} when the folder has no BotMux data and `use` does not say that it may be created.
 */
export async function withRegistry(
  { host, flags }: CommandInput,
  work: (registry: Registry) => Promise<void> | void,
  use: DataFolderUse = {},
): Promise<number> {
  const { dataDir } = loadSomeSettings({ flags, env: host.env, cwd: host.cwd }, [
    "dataDir",
  ]);
  checkDataFolder(dataDir, use);
  const { registry, close } = await host.openRegistry(dataDir);
  try {
    await work(registry);
  } finally {
    close();
  }
  return 0;
}
