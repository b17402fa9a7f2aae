import type { Registry } from "../registry/registry.ts";
import type { SettingName } from "../settings/declarations.ts";
import { loadSomeSettings } from "../settings/settings.ts";
import type { CommandInput } from "./command.ts";

/** Settings that say which registry is meant. */
export const registrySettings: readonly SettingName[] = ["dataDir", "configFile"];

/** Runs `work` on the registry of the data folder in the settings, and closes it. */
export async function withRegistry(
  { host, flags }: CommandInput,
  work: (registry: Registry) => Promise<void> | void,
): Promise<number> {
  const { dataDir } = loadSomeSettings({ flags, env: host.env, cwd: host.cwd }, [
    "dataDir",
  ]);
  const { registry, close } = await host.openRegistry(dataDir);
  try {
    await work(registry);
  } finally {
    close();
  }
  return 0;
}
