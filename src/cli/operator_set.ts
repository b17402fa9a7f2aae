import { operator } from "../account/account_records.ts";
import type { OperatorPatch } from "../account/operators.ts";
import { usageError } from "../base/errors.ts";
import { withAccounts } from "./accounts_command.ts";
import type { Command, CommandInput } from "./command.ts";
import { patchFlags, readEntityFlags } from "./entity_flags.ts";
import { checkOperatorGiven, findOperator } from "./find_operator.ts";
import { isOn } from "./flag_values.ts";
import { describeBots } from "./grant_flags.ts";
import { registrySettings } from "./registry_command.ts";

/** `botmux operator set` */
export const operatorSet: Command = {
  words: "operator set",
  summary: "Change permissions and sign-in methods of an operator",
  positionals: ["NAME"],
  flags: [
    ...patchFlags(operator, { telegramUserId: "; 0 for none" }),
    { name: "all-bots", placeholder: "", description: "Grant access to all bots" },
    { name: "no-codes", placeholder: "", description: "Turn off one-time codes" },
  ],
  settings: registrySettings,
  run: setOperator,
};

async function setOperator(input: CommandInput): Promise<number> {
  const { host, positionals: [given] } = input;
  const patch = readPatch(input);
  if (Object.keys(patch).length === 0) {
    throw usageError("operator_unchanged");
  }
  checkOperatorGiven(given, "operator set");
  return await withAccounts(input, async (accounts) => {
    const { id } = await findOperator(accounts, given, "operator set");
    const { name, role, ...grants } = await accounts.operators.change(id, patch);
    host.stdout(`Operator ${name} is ${role} now, for bots: ${describeBots(grants)}.`);
    return { action: "changeOperator", target: `operators/${id}`, status: 200 };
  });
}

function readPatch(input: CommandInput): OperatorPatch {
  const { flags } = input;
  const isForAllBots = isOn(flags, "all-bots");
  if (isForAllBots && flags.has(operator.bots.flag)) {
    throw usageError("flags_exclude", { flag: "bots", other: "all-bots" });
  }
  return {
    ...readEntityFlags(operator, input),
    ...(isForAllBots ? { bots: undefined } : {}),
    ...(isOn(flags, "no-codes") ? { totpSecret: undefined } : {}),
  };
}
