import type { Accounts } from "../account/accounts.ts";
import type { Operator } from "../account/account_records.ts";
import { usageError } from "../base/errors.ts";
import { loadSomeSettings } from "../settings/settings.ts";
import { withAccounts } from "./accounts_command.ts";
import { toBaseUrl, toSetupUrl } from "./base_url.ts";
import type { Command, CommandInput } from "./command.ts";
import { allOperators, findOperator } from "./find_operator.ts";
import { textOf } from "./flag_values.ts";
import { registrySettings } from "./registry_command.ts";

/** `botmux setup-link` */
export const setupLink: Command = {
  words: "setup-link",
  summary: "Print a link for setting up the first owner, or for choosing a new password",
  positionals: [],
  flags: [{
    name: "operator",
    placeholder: "NAME",
    description: "The operator; optional if there is only one owner",
  }],
  settings: [...registrySettings, "listen", "tlsCertFile"],
  run: printLink,
};

async function printLink(input: CommandInput): Promise<number> {
  const { host, flags } = input;
  const sources = { flags, env: host.env, cwd: host.cwd };
  const { listen, tlsCertFile } = loadSomeSettings(sources, ["listen", "tlsCertFile"]);
  const toUrl = (secret: string) => toSetupUrl(toBaseUrl(listen, tlsCertFile !== undefined), secret);
  return await withAccounts(input, async (accounts) => {
    const name = textOf(flags, "operator");
    const first = name === undefined ? await accounts.setupLink.renew() : undefined;
    if (first !== undefined) {
      host.stdout("Become the first operator (this link is valid once, for 24 hours):");
      host.stdout(`  ${toUrl(first)}`);
      return { action: "makeSetupLink", target: "setup", status: 201 };
    }
    const operator = name === undefined
      ? await findOnlyOwner(accounts)
      : await findOperator(accounts, name, "setup-link --operator");
    const { secret, expiresAtMs } = await accounts.setupLink.renewFor(operator);
    host.stdout(
      `Choose another password for ${operator.name}, with this name (the link is valid once, until ${
        new Date(expiresAtMs).toISOString()
      }):`,
    );
    host.stdout(`  ${toUrl(secret)}`);
    return { action: "makeSetupLink", target: `operators/${operator.id}`, status: 201 };
  }, { creates: textOf(flags, "operator") === undefined });
}

async function findOnlyOwner(accounts: Accounts): Promise<Operator> {
  const [only, second] = (await allOperators(accounts)).filter(({ role }) => role === "owner");
  if (only !== undefined && second === undefined) return only;
  throw usageError("operator_ambiguous");
}
