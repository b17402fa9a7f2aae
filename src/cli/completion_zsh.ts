import { type CompletedCommand, type CompletedFlag, firstWords, secondWords } from "./completed_command.ts";

/** Lines of a completion script for zsh, which goes to `eval` or to a file `_botmux` in a folder of `$fpath`. */
export function writeZshCompletion(commands: readonly CompletedCommand[]): string[] {
  const first = firstWords(commands);
  const entries = first.map(({ word, commands: members }) =>
    describe(word, members.length === 1 ? members[0]?.summary ?? "" : `${members.length} commands`)
  );
  return [
    "#compdef botmux",
    "_botmux() {",
    "  local -a choices",
    '  case "${(j: :)words[2,CURRENT-1]} " in',
    ...commands.flatMap(writeCommand),
    ...first.filter((each) => secondWords(each).length > 0).flatMap(({ word, commands: members }) => [
      `    "${word} ") choices=(`,
      ...members.map(({ words, summary }) => `      ${describe(words.slice(word.length + 1), summary)}`),
      "    ) ;;",
    ]),
    '    " ") choices=(',
    ...entries.map((entry) => `      ${entry}`),
    "    ) ;;",
    "  esac",
    "  _describe botmux choices",
    "}",
    "compdef _botmux botmux",
  ];
}

function writeCommand({ words, flags }: CompletedCommand): string[] {
  return [
    `    "${words} "*)`,
    '      case "${words[CURRENT-1]}" in',
    ...flags.filter(({ takesValue }) => takesValue).map(writeValues),
    "        *) choices=(",
    ...flags.map(({ name, description }) => `          ${describe(name, description)}`),
    "        ) ;;",
    "      esac ;;",
  ];
}

function writeValues({ name, choices }: CompletedFlag): string {
  return choices.length === 0
    ? `        ${name}) _files; return ;;`
    : `        ${name}) choices=(${choices.join(" ")}) ;;`;
}

/** A choice with what it means, quoted. */
function describe(word: string, meaning: string): string {
  return `'${word}:${meaning.replaceAll("'", `'\\''`)}'`;
}
