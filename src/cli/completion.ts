import { usageError } from "../base/errors.ts";
import type { Flag } from "./arguments.ts";
import { type Command, flagsOf } from "./command.ts";
import type { CompletedCommand, CompletedFlag } from "./completed_command.ts";
import { writeBashCompletion } from "./completion_bash.ts";
import { writeFishCompletion } from "./completion_fish.ts";
import { writeZshCompletion } from "./completion_zsh.ts";

const shells: Readonly<Record<string, (commands: readonly CompletedCommand[]) => string[]>> = {
  bash: writeBashCompletion,
  zsh: writeZshCompletion,
  fish: writeFishCompletion,
};

/** `botmux completion`, of the commands that `listCommands` gives. */
export function createCompletion(listCommands: () => readonly Command[]): Command {
  return {
    words: "completion",
    summary: "Print a script that completes commands and flags in bash, zsh or fish",
    positionals: ["bash|zsh|fish"],
    flags: [],
    settings: [],
    run({ host, positionals }) {
      const write = shells[positionals[0] ?? ""];
      if (write === undefined) throw usageError("shell_unknown");
      for (const line of write(listCommands().map(toCompleted))) host.stdout(line);
      return Promise.resolve(0);
    },
  };
}

function toCompleted(command: Command): CompletedCommand {
  const { words, summary } = command;
  const help = { name: "--help", description: "Show how it is used", takesValue: false, choices: [] };
  return { words, summary, flags: [...flagsOf(command).map(toCompletedFlag), help] };
}

function toCompletedFlag({ name, placeholder, description }: Flag): CompletedFlag {
  const choices = /^[a-z-]+(?:\|[a-z-]+)+$/.test(placeholder) ? placeholder.split("|") : [];
  const [sentence = ""] = description.split(/[;(]/, 1);
  return {
    name: `--${name}`,
    description: sentence.replaceAll("`", "").trim(),
    takesValue: placeholder !== "",
    choices,
  };
}
