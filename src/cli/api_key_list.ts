import { maxApiKeys } from "../account/api_keys.ts";
import type { ApiKey } from "../account/account_records.ts";
import { toMoment } from "../base/moment.ts";
import { withAccounts } from "./accounts_command.ts";
import type { Command } from "./command.ts";
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
      if (isJson) return host.stdout(JSON.stringify(keys.map(toPublic), null, 2));
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

/** What may be shown of an API key: not even its hash. */
function toPublic({ id, label, role, bots, isFromSettings, addedAtMs, expiresAtMs, lastUsedAtMs }: ApiKey) {
  return {
    id,
    label,
    role,
    bots: bots ?? null,
    isFromSettings,
    addedAt: toMoment(addedAtMs),
    expiresAt: toMoment(expiresAtMs ?? 0),
    lastUsedAt: toMoment(lastUsedAtMs ?? 0),
  };
}
