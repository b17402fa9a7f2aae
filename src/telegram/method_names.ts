import { methodTargets } from "./method_targets.ts";

/** Methods of the Bot API, as the documentation spells them. */
export const methodNames: readonly string[] = Object.keys(methodTargets);

const canonical: ReadonlyMap<string, string> = new Map(methodNames.map((name) => [name.toLowerCase(), name]));

/** A method's name in the spellings that are asked for on the way of every call. */
export interface MethodName {
  /** As the caller spelled it. */
  readonly text: string;
  readonly lower: string;
  /** As the documentation spells it; `undefined` for a method that it does not know. */
  readonly canonical: string | undefined;
}

const documented: ReadonlyMap<string, MethodName> = new Map(
  methodNames.flatMap((name) => [name, name.toLowerCase()]).map((text) => [text, toNewMethodName(text)]),
);

/** The name that `text` spells, whether or not there is such a method. Costs a look into a map for most. */
export function toMethodName(text: string): MethodName {
  return documented.get(text) ?? toNewMethodName(text);
}

function toNewMethodName(text: string): MethodName {
  const lower = text.toLowerCase();
  return { text, lower, canonical: canonical.get(lower) };
}

/** How the documentation spells a method whose name in lower case is `lowerCaseName`; `undefined` when unknown. */
export function canonicalMethodName(lowerCaseName: string): string | undefined {
  return canonical.get(lowerCaseName);
}

/** A pattern of method names in lower case, `*` for any letters, as the documentation spells what it matches. */
export function spellMethodPattern(pattern: string): string {
  const [start = "", end, ...more] = pattern.split("*");
  if (end === undefined) return canonicalMethodName(pattern) ?? pattern;
  const isMatch = (name: string) => name.startsWith(start) && name.endsWith(end);
  const known = methodNames.find((name) => isMatch(name.toLowerCase()));
  if (more.length > 0 || known === undefined) return pattern;
  return `${known.slice(0, start.length)}*${known.slice(known.length - end.length)}`;
}

/** Whether a method's name has only the characters that names of methods have. */
export function isMethodName(name: string): boolean {
  return /^[A-Za-z0-9_]+$/.test(name);
}
