import type { Command } from "./command.ts";
import { readTokenId } from "./token_id.ts";
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
    const id = readTokenId(text);
    return await withRegistry(input, async (registry) => {
      await registry.revokeAccessToken(id);
      host.stdout(`Revoked access token ${id}; a running BotMux refuses it within seconds.`);
    });
  },
};
