import { type JsonPath, toPathText } from "./file_fault.ts";
import { usageError } from "../base/errors.ts";

/**
 * A copy of a JSON value in which each `${NAME}` in a text is replaced by that environment variable; `$${NAME}`
 * stands for the characters themselves.
 *
 * @throws {UsageError} when a variable is not set.
 */
export function substitute(
  value: unknown,
  env: Readonly<Record<string, string | undefined>>,
  label: string,
  path: JsonPath = [],
): unknown {
  if (typeof value === "string") return substituteText(value, env, label, path);
  if (Array.isArray(value)) return value.map((item, index) => substitute(item, env, label, [...path, index]));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, substitute(member, env, label, [...path, name])]),
  );
}

/**
 * The same for one text.
 *
 * @throws {UsageError} when a variable is not set.
 */
export function substituteText(
  text: string,
  env: Readonly<Record<string, string | undefined>>,
  label: string,
  path: JsonPath,
): string {
  return text.replace(/(\$?)\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g, (whole, escape: string, name: string) => {
    if (escape !== "") return whole.slice(1);
    const found = env[name];
    if (found !== undefined) return found;
    throw usageError("setting_variable_missing", { file: label, place: toPathText(path), variable: name });
  });
}
