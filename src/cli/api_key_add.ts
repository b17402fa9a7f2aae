import { usageError } from "../base/errors.ts";
import { checkLabel } from "../registry/rules.ts";
import { ValueError } from "../base/value_kind.ts";
import { withAccounts } from "./accounts_command.ts";
import type { Command, CommandInput } from "./command.ts";
import { textOf, valueOf } from "./flag_values.ts";
import { describeBots, grantedBotsFlag, readGrants, roleFlag } from "./grant_flags.ts";
import { registrySettings } from "./registry_command.ts";

/** `botmux api-key add` */
export const apiKeyAdd: Command = {
  words: "api-key add",
  summary: "Create an API key for a script; it is shown once",
  positionals: [],
  flags: [
    { name: "label", placeholder: "TEXT", description: "A note, such as the script that uses it" },
    { ...roleFlag, description: `${roleFlag.description} (default viewer)` },
    { ...grantedBotsFlag, description: "Restrict the key to these bots (default: all)" },
    {
      name: "expires",
      placeholder: "TIME",
      description: "Expiry as an ISO 8601 time (default: never)",
    },
  ],
  settings: registrySettings,
  run: addApiKey,
};

async function addApiKey(input: CommandInput): Promise<number> {
  const { host, flags } = input;
  const label = textOf(flags, "label") ?? "";
  checkLabel(label);
  const grants = readGrants(flags);
  const expiresAtMs = valueOf(flags, "expires", parseTime) ?? 0;
  if (expiresAtMs !== 0 && expiresAtMs <= host.clock.now()) {
    throw usageError("api_key_expired");
  }
  return await withAccounts(input, async ({ apiKeys }) => {
    const { record, text } = await apiKeys.create({ label, expiresAtMs, ...grants });
    host.stdout(
      `API key ${record.id} with the role ${grants.role}, for bots: ${
        describeBots(grants)
      }. It is shown this once:`,
    );
    host.stdout("");
    host.stdout(`  ${text}`);
    return { action: "addApiKey", target: `api-keys/${record.id}`, status: 201 };
  }, { creates: true });
}

function parseTime(text: string): number {
  const ms = /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text) : NaN;
  if (Number.isNaN(ms)) throw new ValueError("a time such as 2027-01-31T12:00:00Z");
  return ms;
}
