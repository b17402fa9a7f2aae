import { apiKey } from "../account/account_records.ts";
import { usageError } from "../base/errors.ts";
import { checkLabel } from "../registry/rules.ts";
import { withAccounts } from "./accounts_command.ts";
import type { Command, CommandInput } from "./command.ts";
import { entityFlags, readEntityFlags } from "./entity_flags.ts";
import { checkGrants, describeBots } from "./grant_flags.ts";
import { registrySettings } from "./registry_command.ts";

/** `botmux api-key add` */
export const apiKeyAdd: Command = {
  words: "api-key add",
  summary: "Create an API key for a script; it is shown once",
  positionals: [],
  flags: entityFlags(apiKey),
  settings: registrySettings,
  run: addApiKey,
};

async function addApiKey(input: CommandInput): Promise<number> {
  const { host } = input;
  const wanted = readEntityFlags(apiKey, input);
  checkLabel(wanted.label ?? "");
  checkGrants(wanted);
  if ((wanted.expiresAtMs ?? Infinity) <= host.clock.now()) {
    throw usageError("api_key_expired");
  }
  return await withAccounts(input, async ({ apiKeys }) => {
    const { record, text } = await apiKeys.create(wanted);
    host.stdout(
      `API key ${record.id} with the role ${record.role}, for bots: ${
        describeBots(record)
      }. It is shown this once:`,
    );
    host.stdout("");
    host.stdout(`  ${text}`);
    return { action: "addApiKey", target: `api-keys/${record.id}`, status: 201 };
  }, { creates: true });
}
