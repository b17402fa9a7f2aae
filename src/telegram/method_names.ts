import { methodTargets } from "./method_targets.ts";

/** Methods of the Bot API, as the documentation spells them. */
export const methodNames: readonly string[] = Object.keys(methodTargets);

const canonical: ReadonlyMap<string, string> = new Map(methodNames.map((name) => [name.toLowerCase(), name]));

/** How the documentation spells a method whose name in lower case is `lowerCaseName`; `undefined` when unknown. */
export function canonicalMethodName(lowerCaseName: string): string | undefined {
  return canonical.get(lowerCaseName);
}

/** Whether a method's name has only the characters that names of methods have. */
export function isMethodName(name: string): boolean {
  return /^[A-Za-z0-9_]+$/.test(name);
}
