import { operatorNamePattern } from "../account/operators.ts";
import { usageError } from "../base/errors.ts";
import { withAccounts } from "./accounts_command.ts";
import type { Command, CommandInput } from "./command.ts";
import { isOn, valueOf } from "./flag_values.ts";
import { describeBots, grantedBotsFlag, readGrants, roleFlag } from "./grant_flags.ts";
import { generateFlag, readPassword, showGenerated } from "./read_password.ts";
import { registrySettings } from "./registry_command.ts";
import { parseTelegramUser, telegramUserFlag } from "./telegram_user_flag.ts";

/** `botmux operator add` */
export const operatorAdd: Command = {
  words: "operator add",
  summary: "Add an operator; the password is prompted for, or read from standard input",
  positionals: ["NAME"],
  flags: [
    { ...roleFlag, description: `${roleFlag.description} (default viewer)` },
    grantedBotsFlag,
    telegramUserFlag,
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
  const grants = readGrants(flags);
  const telegramUserId = valueOf(flags, telegramUserFlag.name, parseTelegramUser) ?? 0;
  const given = isOn(flags, "no-password") ? undefined : await readPassword(input);
  return await withAccounts(input, async ({ operators }) => {
    const wanted = { name, ...grants, telegramUserId, ...(given && { password: given.password }) };
    const { id } = await operators.add(wanted);
    host.stdout(`Added operator ${name} as ${grants.role}, for bots: ${describeBots(grants)}.`);
    if (given !== undefined) showGenerated(input, given);
    return { action: "addOperator", target: `operators/${id}`, status: 201 };
  }, { creates: true });
}
