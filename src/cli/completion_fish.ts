import { type CompletedCommand, type CompletedFlag, firstWords } from "./completed_command.ts";

/** Lines of a completion script for fish, which goes to `source` or into its folder of completions. */
export function writeFishCompletion(commands: readonly CompletedCommand[]): string[] {
  const first = firstWords(commands);
  const pairs = first.filter(({ commands: members }) => members.some(({ words }) => words.includes(" ")));
  return [
    "complete -c botmux -e",
    "complete -c botmux -f",
    ...first.map(({ word, commands: members }) =>
      writeWord("__fish_use_subcommand", word, members.length === 1 ? members[0]?.summary ?? "" : "")
    ),
    ...pairs.flatMap(({ word, commands: members }) => {
      const seconds = members.map(({ words }) => words.slice(word.length + 1));
      const condition = `__fish_seen_subcommand_from ${word}; and not __fish_seen_subcommand_from ${
        seconds.join(" ")
      }`;
      return members.map(({ summary }, index) => writeWord(condition, seconds[index] ?? "", summary));
    }),
    ...commands.flatMap(({ words, flags }) => flags.map((flag) => writeFlag(words, flag))),
  ];
}

function writeWord(condition: string, word: string, meaning: string): string {
  return `complete -c botmux -n '${condition}' -a ${word} -d ${quote(meaning)}`;
}

function writeFlag(words: string, { name, description, takesValue, choices }: CompletedFlag): string {
  const condition = words.split(" ").map((word) => `__fish_seen_subcommand_from ${word}`).join("; and ");
  const long = `complete -c botmux -n '${condition}' -l ${name.slice(2)} -d ${quote(description)}`;
  if (!takesValue) return long;
  return choices.length === 0 ? `${long} -r -F` : `${long} -x -a '${choices.join(" ")}'`;
}

function quote(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}
