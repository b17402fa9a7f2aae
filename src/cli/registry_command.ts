import type { Registry } from "../registry/registry.ts";
import type { SettingName } from "../settings/declarations.ts";
import { loadSomeSettings } from "../settings/settings.ts";
import { readSecretKeys, secretKeySettings } from "../settings/secret_keys.ts";
import type { CommandInput } from "./command.ts";
import { checkDataFolder, type DataFolder, type DataFolderUse } from "./data_folder.ts";

/** Settings that say which registry is meant. */
export const registrySettings: readonly SettingName[] = ["dataDir", "secretKeyFile", "configFile"];

/**
 * The data folder in the settings, and the keys to it.
 *
 * @throws {UsageError} when a setting cannot be used.
 */
export function readDataFolder({ host, flags }: Pick<CommandInput, "host" | "flags">): DataFolder {
  const sources = { flags, env: host.env, cwd: host.cwd };
  const settings = loadSomeSettings(sources, ["dataDir", ...secretKeySettings]);
  return { dataDir: settings.dataDir, secretKeys: readSecretKeys(settings) };
}

/**
 * Runs `work` on the registry of the data folder in the settings, and closes it.
 *
 * @throws {UsageError} when the folder has no BotMux data and `use` does not say that it may be created.
 */
export async function withRegistry(
  input: CommandInput,
  work: (registry: Registry) => Promise<void> | void,
  use: DataFolderUse = {},
): Promise<number> {
  const folder = readDataFolder(input);
  checkDataFolder(folder.dataDir, use);
  const { registry, close } = await input.host.openRegistry(folder);
  try {
    await work(registry);
  } finally {
    close();
  }
  return 0;
}
