import { usageError } from "../base/errors.ts";
import { withAccounts } from "./accounts_command.ts";
import type { Command } from "./command.ts";
import { registrySettings } from "./registry_command.ts";

/** `botmux api-key revoke` */
export const apiKeyRevoke: Command = {
  words: "api-key revoke",
  summary: "Revoke an API key",
  positionals: ["ID"],
  flags: [],
  settings: registrySettings,
  async run(input) {
    const { host, positionals: [text = ""] } = input;
    // Not repeated: somebody may have put the key itself here.
    if (!/^\d{1,15}$/.test(text)) {
      throw usageError("api_key_id_missing");
    }
    return await withAccounts(input, async ({ apiKeys }) => {
      if (!await apiKeys.revoke(Number(text))) {
        throw usageError("api_key_not_known", { id: text });
      }
      host.stdout(`Revoked API key ${text}.`);
      return { action: "revokeApiKey", target: `api-keys/${text}`, status: 204 };
    });
  },
};
