import { type UsageError, usageError } from "../base/errors.ts";
import { findNearest } from "../base/nearest.ts";

/** A flag that a command takes. */
export interface Flag {
  /** What stands after `--`. */
  readonly name: string;
  /** Stands for the value in the help; empty for a switch. */
  readonly placeholder: string;
  /** Whether it may be given several times. */
  readonly isList?: boolean;
  readonly description: string;
}

/** Arguments taken apart. */
export interface ParsedArguments {
  readonly positionals: readonly string[];
  /** Values as they were written, by the flag's name; a switch without a value is `true`. */
  readonly flags: ReadonlyMap<string, readonly string[]>;
}

/**
 * Takes arguments apart: `--flag value`, `--flag=value`, `--switch`, and `--` before what only looks like a flag.
 *
 * @throws {UsageError} for a flag that is unknown, lacks its value, or is given twice though it can only have one.
 */
export function parseArguments(words: readonly string[], known: readonly Flag[]): ParsedArguments {
  const positionals: string[] = [];
  const flags = new Map<string, string[]>();
  for (let index = 0; index < words.length; index++) {
    const word = words[index] ?? "";
    if (word === "--") {
      positionals.push(...words.slice(index + 1));
      break;
    }
    if (!/^-./.test(word)) {
      positionals.push(word);
      continue;
    }
    const [, name = "", inline] = /^--?([^=]*)(?:=(.*))?$/s.exec(word) ?? [];
    const flag = word.startsWith("--") ? known.find((each) => each.name === name) : undefined;
    if (flag === undefined) throw unknownFlag(toShownFlag(word, name), known);
    const value = inline ?? (flag.placeholder === "" ? "true" : takeValue(words[++index], flag));
    const earlier = flags.get(name);
    if (earlier !== undefined && !flag.isList) {
      throw usageError("flag_repeated", { flag: name });
    }
    flags.set(name, [...earlier ?? [], value]);
  }
  return { positionals, flags };
}

/** A value may begin with one dash, as ids of groups do. */
function takeValue(word: string | undefined, { name, placeholder }: Flag): string {
  if (word !== undefined && !word.startsWith("--")) return word;
  throw usageError("flag_without_value", { flag: name, placeholder });
}

/** What is repeated of a word that is no flag: behind a single dash, only what looks like a flag with one too few. */
function toShownFlag(word: string, name: string): string {
  if (word.startsWith("--")) return `--${name}`;
  return /^[a-z][a-z-]{1,20}$/.test(name) ? `-${name}` : word.slice(0, 2);
}

function unknownFlag(written: string, known: readonly Flag[]): UsageError {
  const names = [...known.map(({ name }) => name), "help"];
  const nearest = findNearest(written.replace(/^-+/, ""), names);
  const flag = written.slice(0, 40);
  return nearest === undefined
    ? usageError("flag_unknown", { flag })
    : usageError("flag_misspelt", { flag, nearest });
}
