import { loadSomeSettings } from "../settings/settings.ts";
import type { Command, CommandInput } from "./command.ts";
import { registrySettings } from "./registry_command.ts";

/** `botmux data accept` */
export const dataAccept: Command = {
  words: "data accept",
  summary: "Continue with missing or replaced database files; their content is lost",
  positionals: [],
  flags: [],
  settings: registrySettings,
  run({ host, flags }: CommandInput) {
    const { dataDir } = loadSomeSettings({ flags, env: host.env, cwd: host.cwd }, ["dataDir"]);
    host.acceptData(dataDir);
    host.stdout(`Accepted. The next start uses the databases in ${dataDir} as they are.`);
    return Promise.resolve(0);
  },
};
