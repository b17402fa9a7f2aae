import { withAccounts } from "./accounts_command.ts";
import type { Command, CommandInput } from "./command.ts";
import { checkOperatorGiven, findOperator } from "./find_operator.ts";
import { generateFlag, readPassword, showGenerated } from "./read_password.ts";
import { registrySettings } from "./registry_command.ts";

/** `botmux operator set-password` */
export const operatorSetPassword: Command = {
  words: "operator set-password",
  summary: "Set an operator's password and end their sessions",
  positionals: ["NAME"],
  flags: [generateFlag],
  settings: registrySettings,
  run: setPassword,
};

async function setPassword(input: CommandInput): Promise<number> {
  checkOperatorGiven(input.positionals[0], "operator set-password");
  return await withAccounts(input, async (accounts) => {
    const operator = await findOperator(accounts, input.positionals[0], "operator set-password");
    const given = await readPassword(input);
    await accounts.operators.change(operator.id, { password: given.password });
    input.host.stdout(`Operator ${operator.name} has another password; their sessions have ended.`);
    showGenerated(input, given);
    if (operator.totpSecret !== undefined) {
      input.host.stdout(
        `They are still asked for one-time codes; without their phone: botmux operator set ${operator.name} --no-codes`,
      );
    }
    return { action: "changeOperator", target: `operators/${operator.id}`, status: 200 };
  });
}
