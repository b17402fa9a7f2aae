import { operatorNamePattern, type OperatorPatch } from "../account/operators.ts";
import { usageError } from "../base/errors.ts";
import { ValueError } from "../base/value_kind.ts";
import { withAccounts } from "./accounts_command.ts";
import type { Command, CommandInput } from "./command.ts";
import { checkOperatorGiven, findOperator } from "./find_operator.ts";
import { isOn, valueOf } from "./flag_values.ts";
import { describeBots, grantedBotsFlag, readGrantedBots, readRole, roleFlag } from "./grant_flags.ts";
import { registrySettings } from "./registry_command.ts";
import { parseTelegramUser, telegramUserFlag } from "./telegram_user_flag.ts";

/** `botmux operator set` */
export const operatorSet: Command = {
  words: "operator set",
  summary: "Change permissions and sign-in methods of an operator",
  positionals: ["NAME"],
  flags: [
    roleFlag,
    { ...grantedBotsFlag, description: "Restrict access to these bots" },
    { name: "all-bots", placeholder: "", description: "Grant access to all bots" },
    telegramUserFlag,
    { name: "name", placeholder: "NAME", description: "New name" },
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
    host.stdout(`Operator ${name} is ${role} now, for bots: ${describeBots({ role, ...grants })}.`);
    return { action: "changeOperator", target: `operators/${id}`, status: 200 };
  });
}

function readPatch({ flags }: CommandInput): OperatorPatch {
  const role = readRole(flags);
  const bots = readGrantedBots(flags);
  const name = valueOf(flags, "name", parseName);
  const telegramUserId = valueOf(flags, telegramUserFlag.name, parseTelegramUser);
  const isForAllBots = isOn(flags, "all-bots");
  if (isForAllBots && bots !== undefined) {
    throw usageError("flags_exclude", { flag: "bots", other: "all-bots" });
  }
  return {
    ...(role === undefined ? {} : { role }),
    ...(bots === undefined ? {} : { bots }),
    ...(isForAllBots ? { isForAllBots } : {}),
    ...(name === undefined ? {} : { name }),
    ...(telegramUserId === undefined ? {} : { telegramUserId }),
    ...(isOn(flags, "no-codes") ? { totpSecret: "" } : {}),
  };
}

function parseName(text: string): string {
  if (operatorNamePattern.test(text)) return text;
  throw new ValueError("1 to 64 of a-z, 0-9 and . _ @ + -, beginning with a letter or a digit");
}
