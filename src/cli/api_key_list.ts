import { maxApiKeys } from "../account/api_keys.ts";
import { apiKey } from "../account/account_records.ts";
import { withAccounts } from "./accounts_command.ts";
import type { Command } from "./command.ts";
import { toListed } from "./entity_json.ts";
import { isOn } from "./flag_values.ts";
import { describeBots } from "./grant_flags.ts";
import { jsonFlag } from "./json_flag.ts";
import { toDay, toTable } from "./output.ts";
import { registrySettings } from "./registry_command.ts";

/** `botmux api-key list` */
export const apiKeyList: Command = {
  words: "api-key list",
  summary: "List API keys",
  positionals: [],
  flags: [jsonFlag],
  settings: registrySettings,
  async run(input) {
    const { host, flags } = input;
    const isJson = isOn(flags, "json");
    return await withAccounts(input, async ({ apiKeys }) => {
      // One more: the key of the settings may come on top.
      const keys = await apiKeys.list(0, maxApiKeys + 1);
      if (isJson) return host.stdout(JSON.stringify(keys.map((key) => toListed(apiKey, key)), null, 2));
      const rows = keys.map((key) => [
        String(key.id),
        key.role,
        describeBots(key),
        toDay(key.addedAtMs),
        toDay(key.expiresAtMs),
        toDay(key.lastUsedAtMs),
        key.label,
      ]);
      const header = ["ID", "ROLE", "BOTS", "ADDED", "EXPIRES", "LAST USED", "LABEL"];
      for (const line of toTable(header, rows)) host.stdout(line);
    });
  },
};
