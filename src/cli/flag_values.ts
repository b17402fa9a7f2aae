import { usageError } from "../base/errors.ts";
import { ValueError } from "../base/value_kind.ts";

type Flags = ReadonlyMap<string, readonly string[]>;

/** The text of a flag; `undefined` when it was not given. */
export function textOf(flags: Flags, name: string): string | undefined {
  return flags.get(name)?.[0];
}

/** Whether a switch is on. */
export function isOn(flags: Flags, name: string): boolean {
  const text = textOf(flags, name);
  if (text === undefined || text === "false") return false;
  if (text === "true") return true;
  throw usageError("flag_takes_no_value", { flag: name });
}

/**
 * The value of a flag, read by `parse`; `undefined` when it was not given.
 *
 * @throws {UsageError} when `parse` throws a {@linkcode ValueError}.
 */
export function valueOf<T>(flags: Flags, name: string, parse: (text: string) => T): T | undefined {
  const text = textOf(flags, name);
  return text === undefined ? undefined : read(name, text, parse);
}

/** All values of a flag, given several times or separated by commas; `undefined` when it was not given. */
export function listOf<T>(flags: Flags, name: string, parse: (text: string) => T): readonly T[] | undefined {
  const texts = flags.get(name)?.flatMap((text) => text.split(",")).map((text) => text.trim()).filter(
    Boolean,
  );
  if (texts === undefined) return undefined;
  if (texts.length === 0) throw usageError("flag_empty", { flag: name });
  return texts.map((text) => read(name, text, parse));
}

function read<T>(name: string, text: string, parse: (text: string) => T): T {
  try {
    return parse(text);
  } catch (error) {
    if (!(error instanceof ValueError)) throw error;
    throw usageError("flag_invalid", { flag: name, value: toShown(text), expected: error.message });
  }
}

/** The start of a value that cannot be used, on one line. */
function toShown(text: string): string {
  return JSON.stringify(text.slice(0, 60)).slice(1, -1);
}
