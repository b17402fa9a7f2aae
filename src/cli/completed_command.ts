/** A command as a shell completes it. */
export interface CompletedCommand {
  readonly words: string;
  readonly summary: string;
  readonly flags: readonly CompletedFlag[];
}

/** One of its flags. */
export interface CompletedFlag {
  /** With its dashes. */
  readonly name: string;
  readonly description: string;
  readonly takesValue: boolean;
  /** Values that can be told; empty where anything can stand. */
  readonly choices: readonly string[];
}

/** A word that begins commands, with what can follow it; no words follow a command that is whole. */
interface FirstWord {
  readonly word: string;
  readonly commands: readonly CompletedCommand[];
}

/** The first words of commands, each once. */
export function firstWords(commands: readonly CompletedCommand[]): FirstWord[] {
  return [...Map.groupBy(commands, ({ words }) => words.split(" ")[0] ?? "")]
    .map(([word, members]) => ({ word, commands: members }));
}

/** The second words of commands that begin alike. */
export function secondWords({ commands }: FirstWord): string[] {
  return commands.flatMap(({ words }) => words.split(" ").slice(1));
}
