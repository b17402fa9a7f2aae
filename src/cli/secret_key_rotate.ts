import type { Command } from "./command.ts";
import { checkDataFolder } from "./data_folder.ts";
import { readDataFolder, registrySettings } from "./registry_command.ts";

/** `botmux secret-key rotate` */
export const secretKeyRotate: Command = {
  words: "secret-key rotate",
  summary: "Encrypt the secrets in the data folder with the first key; BotMux may be running",
  positionals: [],
  flags: [],
  settings: registrySettings,
  async run(input) {
    const folder = readDataFolder(input);
    checkDataFolder(folder.dataDir, {});
    const rows = await input.host.rotateSecrets(folder);
    input.host.stdout(
      `Encrypted ${rows} rows with the first key. BotMux no longer needs the others; backups made before do.`,
    );
    return 0;
  },
};
