import { declarations, declaredSettings, type SettingDeclaration } from "../settings/declarations.ts";
import type { Flag } from "./arguments.ts";
import { type Command, flagsOf } from "./command.ts";
import { wrap } from "./output.ts";

/** Where descriptions begin, and how wide they are. */
const indent = 6;
const width = 90;

/** Lines that say what all commands do, and how the first one is used. */
export function describeAll(commands: readonly Command[], start: Command): string[] {
  const nameWidth = Math.max(...commands.map(({ words }) => words.length));
  return [
    "BotMux: one reader of Telegram, many readers of BotMux.",
    "",
    "Usage: botmux [COMMAND] [FLAGS]",
    "       botmux --version",
    "",
    "Commands:",
    ...commands.map(({ words, summary }) => `  ${words.padEnd(nameWidth)}  ${summary}`),
    "",
    "botmux COMMAND --help for details. Flags of start:",
    ...describeFlags(start),
  ];
}

/** Lines that say how a command is used. */
export function describeCommand(command: Command): string[] {
  const usage = ["botmux", command.words, ...command.positionals, "[FLAGS]"].join(" ");
  return [`${command.summary}.`, "", `Usage: ${usage}`, "", "Flags:", ...describeFlags(command)];
}

function describeFlags(command: Command): string[] {
  const ofSettings = new Set<string>(command.settings.map((name) => declarationOf(name).flag ?? ""));
  const help: Flag = { name: "help", placeholder: "", description: "Show this help" };
  return [...flagsOf(command), help].flatMap((flag) => [
    `  --${flag.name}${flag.placeholder && ` ${flag.placeholder}`}`,
    " ".repeat(indent) +
    wrap(toDescription(flag, ofSettings.has(flag.name)), width, " ".repeat(indent)),
  ]);
}

function toDescription({ name, description }: Flag, isSetting: boolean): string {
  const setting = isSetting ? declaredSettings.find(([, { flag }]) => flag === name)?.[1] : undefined;
  if (setting === undefined) return description;
  const { env, systemEnv = [], fallback } = setting;
  const facts = [
    ...(fallback === undefined ? [] : [`default ${fallback}`]),
    ...[...env, ...systemEnv].map((variable) => `$${variable}`),
  ];
  return facts.length === 0 ? description : `${description} (${facts.join(", ")})`;
}

function declarationOf(name: keyof typeof declarations): SettingDeclaration<unknown> {
  return declarations[name];
}
