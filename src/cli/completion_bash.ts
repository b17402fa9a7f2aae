import { type CompletedCommand, type CompletedFlag, firstWords, secondWords } from "./completed_command.ts";

/** Lines of a completion script for bash, which goes to `eval` or to a file that `.bashrc` reads. */
export function writeBashCompletion(commands: readonly CompletedCommand[]): string[] {
  const first = firstWords(commands);
  return [
    "_botmux() {",
    '  local word=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]} words=""',
    '  case "${COMP_WORDS[*]:1:COMP_CWORD-1} " in',
    ...commands.flatMap(writeCommand),
    ...first.filter((each) => secondWords(each).length > 0).map((each) =>
      `    "${each.word} ") words="${secondWords(each).join(" ")}" ;;`
    ),
    `    " ") words="${first.map(({ word }) => word).join(" ")}" ;;`,
    "  esac",
    '  COMPREPLY=($(compgen -W "$words" -- "$word"))',
    "}",
    "complete -o default -F _botmux botmux",
  ];
}

function writeCommand({ words, flags }: CompletedCommand): string[] {
  return [
    `    "${words} "*)`,
    '      case "$previous" in',
    ...flags.filter(({ takesValue }) => takesValue).map(writeValues),
    `        *) words="${flags.map(({ name }) => name).join(" ")}" ;;`,
    "      esac ;;",
  ];
}

function writeValues({ name, choices }: CompletedFlag): string {
  return `        ${name}) words="${choices.join(" ")}" ;;`;
}
