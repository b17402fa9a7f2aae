import { usageError } from "../base/errors.ts";
import type { Command } from "./command.ts";
import { registrySettings, withRegistry } from "./registry_command.ts";

/** `botmux token revoke` */
export const tokenRevoke: Command = {
  words: "token revoke",
  summary: "Revoke an access token",
  positionals: ["ID"],
  flags: [],
  settings: registrySettings,
  async run(input) {
    const { host, positionals: [text = ""] } = input;
    // Not repeated: somebody may have put the token itself here.
    if (!/^\d{1,15}$/.test(text)) {
      throw usageError("access_token_id_missing");
    }
    return await withRegistry(input, async (registry) => {
      await registry.revokeAccessToken(Number(text));
      host.stdout(`Revoked access token ${text}; a running BotMux refuses it within seconds.`);
    });
  },
};
