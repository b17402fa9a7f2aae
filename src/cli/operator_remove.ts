import { withAccounts } from "./accounts_command.ts";
import type { Command } from "./command.ts";
import { checkOperatorGiven, findOperator } from "./find_operator.ts";
import { registrySettings } from "./registry_command.ts";

/** `botmux operator remove` */
export const operatorRemove: Command = {
  words: "operator remove",
  summary: "Remove an operator and end their sessions; the last owner cannot be removed",
  positionals: ["NAME"],
  flags: [],
  settings: registrySettings,
  async run(input) {
    checkOperatorGiven(input.positionals[0], "operator remove");
    return await withAccounts(input, async (accounts) => {
      const { id, name } = await findOperator(accounts, input.positionals[0], "operator remove");
      await accounts.operators.remove(id);
      input.host.stdout(`Removed operator ${name}; their sessions have ended.`);
      return { action: "removeOperator", target: `operators/${id}`, status: 204 };
    });
  },
};
