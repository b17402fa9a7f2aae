import type { Operator } from "../account/account_records.ts";
import { toMoment } from "../base/moment.ts";
import { withAccounts } from "./accounts_command.ts";
import type { Command } from "./command.ts";
import { allOperators } from "./find_operator.ts";
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
      const rows = operators.map((operator) => [
        operator.name,
        operator.role,
        describeBots(operator),
        operator.passwordHash === undefined ? "no" : "yes",
        operator.totpSecret === undefined ? "no" : "yes",
        String(operator.telegramUserId ?? "-"),
        toDay(operator.lastSignInAtMs),
      ]);
      const header = ["NAME", "ROLE", "BOTS", "PASSWORD", "CODES", "TELEGRAM USER", "LAST SIGN-IN"];
      for (const line of toTable(header, rows)) host.stdout(line);
    });
  },
};

/** What may be shown of an operator: no hash, no secret. */
function toPublic({ id, name, role, bots, ...operator }: Operator) {
  return {
    id,
    name,
    role,
    bots: bots ?? null,
    hasPassword: operator.passwordHash !== undefined,
    usesCodes: operator.totpSecret !== undefined,
    telegramUserId: operator.telegramUserId ?? null,
    lastSignInAt: toMoment(operator.lastSignInAtMs ?? 0),
  };
}
