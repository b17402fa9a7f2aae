import { type Operator, operator } from "../account/account_records.ts";
import { withAccounts } from "./accounts_command.ts";
import type { Command } from "./command.ts";
import { allOperators } from "./find_operator.ts";
import { toListed } from "./entity_json.ts";
import { isOn } from "./flag_values.ts";
import { describeBots } from "./grant_flags.ts";
import { jsonFlag } from "./json_flag.ts";
import { toDay, toTable } from "./output.ts";
import { registrySettings } from "./registry_command.ts";

/** `botmux operator list` */
export const operatorList: Command = {
  words: "operator list",
  summary: "List operators",
  positionals: [],
  flags: [jsonFlag],
  settings: registrySettings,
  async run(input) {
    const { host, flags } = input;
    const isJson = isOn(flags, "json");
    return await withAccounts(input, async (accounts) => {
      const operators = await allOperators(accounts);
      if (isJson) return host.stdout(JSON.stringify(operators.map(toPublic), null, 2));
      if (operators.length === 0) {
        return host.stdout("There is no operator yet. Add one with: botmux operator add NAME --role owner");
      }
      const rows = operators.map((one) => [
        one.name,
        one.role,
        describeBots(one),
        one.passwordHash === undefined ? "no" : "yes",
        one.totpSecret === undefined ? "no" : "yes",
        String(one.telegramUserId ?? "-"),
        toDay(one.lastSignInAtMs),
      ]);
      const header = ["NAME", "ROLE", "BOTS", "PASSWORD", "CODES", "TELEGRAM USER", "LAST SIGN-IN"];
      for (const line of toTable(header, rows)) host.stdout(line);
    });
  },
};

function toPublic(record: Operator) {
  // `usesCodes` is the name that `hasTotp` had before.
  return { ...toListed(operator, record), usesCodes: record.totpSecret !== undefined };
}
