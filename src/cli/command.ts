import type { SettingName } from "../settings/declarations.ts";
import { declarations, type SettingDeclaration } from "../settings/declarations.ts";
import type { Flag, ParsedArguments } from "./arguments.ts";
import type { CliHost } from "./host.ts";

/** One thing the command line can do. */
export interface Command {
  /** What one writes, such as `bot add`. */
  readonly words: string;
  /** What it does, in a few words. */
  readonly summary: string;
  /** What follows the words, as the help shows it; as many as are taken. */
  readonly positionals: readonly string[];
  /** Flags of its own. */
  readonly flags: readonly Flag[];
  /** Settings it looks at, whose flags it takes too. */
  readonly settings: readonly SettingName[];
  /** Does it; gives the exit code. */
  run(input: CommandInput): Promise<number>;
}

/** What a command is given. */
export interface CommandInput extends ParsedArguments {
  readonly host: CliHost;
}

/** All flags of a command: its own, then those of its settings. */
export function flagsOf(command: Command): Flag[] {
  const ofSettings = command.settings.flatMap((name) => {
    const { flag, kind, isList, description }: SettingDeclaration<unknown> = declarations[name];
    return flag === undefined
      ? []
      : [{ name: flag, placeholder: kind.placeholder, isList: isList === true, description }];
  });
  return [...command.flags, ...ofSettings];
}
