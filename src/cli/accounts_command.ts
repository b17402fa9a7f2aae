import type { Accounts } from "../account/accounts.ts";
import type { CommandInput } from "./command.ts";
import { checkDataFolder, type DataFolderUse } from "./data_folder.ts";
import { readDataFolder } from "./registry_command.ts";

/** Something that a command did, for the audit log. */
interface ShellDeed {
  /** Name of the endpoint that does the same. */
  readonly action: string;
  /** On what, as {@linkcode action}'s endpoint would say it. */
  readonly target: string;
  /** Status of the answer it would have had. */
  readonly status: number;
}

/**
 * Runs `work` on the accounts of the data folder in the settings, writes down what it did, and closes them.
 *
 * @throws {UsageError} when the folder has no BotMux data and `use` does not say that it may be created.
 */
export async function withAccounts(
  input: CommandInput,
  work: (accounts: Accounts) => Promise<ShellDeed | void>,
  use: DataFolderUse = {},
): Promise<number> {
  const folder = readDataFolder(input);
  checkDataFolder(folder.dataDir, use);
  const { host } = input;
  const { accounts, close } = await host.openAccounts(folder);
  try {
    const deed = await work(accounts);
    if (deed !== undefined) {
      const actor = { kind: "shell", id: 0, name: host.userName } as const;
      await accounts.audit.add({ ...deed, actor, botId: 0, address: "" });
    }
  } finally {
    close();
  }
  return 0;
}
