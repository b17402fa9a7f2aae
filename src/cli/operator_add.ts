import { operator, operatorNamePattern } from "../account/account_records.ts";
import { usageError } from "../base/errors.ts";
import { withAccounts } from "./accounts_command.ts";
import type { Command, CommandInput } from "./command.ts";
import { entityFlags, readEntityFlags } from "./entity_flags.ts";
import { isOn } from "./flag_values.ts";
import { checkGrants, describeBots } from "./grant_flags.ts";
import { generateFlag, readPassword, showGenerated } from "./read_password.ts";
import { omitFields } from "../registry/entities/entity.ts";
import { registrySettings } from "./registry_command.ts";

const givenByFlags = omitFields(operator, ["name"]);

/** `botmux operator add` */
export const operatorAdd: Command = {
  words: "operator add",
  summary: "Add an operator; the password is prompted for, or read from standard input",
  positionals: ["NAME"],
  flags: [
    ...entityFlags(givenByFlags),
    generateFlag,
    { name: "no-password", placeholder: "", description: "Allow sign-in through Telegram only" },
  ],
  settings: registrySettings,
  run: addOperator,
};

async function addOperator(input: CommandInput): Promise<number> {
  const { host, flags, positionals: [name = ""] } = input;
  if (!operatorNamePattern.test(name)) {
    throw usageError("operator_name_invalid");
  }
  const wanted = readEntityFlags(givenByFlags, input);
  checkGrants(wanted);
  const given = isOn(flags, "no-password") ? undefined : await readPassword(input);
  return await withAccounts(input, async ({ operators }) => {
    const added = await operators.add({ name, ...wanted, password: given?.password });
    host.stdout(`Added operator ${name} as ${added.role}, for bots: ${describeBots(added)}.`);
    if (given !== undefined) showGenerated(input, given);
    return { action: "addOperator", target: `operators/${added.id}`, status: 201 };
  }, { creates: true });
}
