/** Characters that a class of the `v` mode, in which browsers read `pattern`, takes only after a backslash. */
const escaped: ReadonlySet<string> = new Set("()[{}/|");

/** A pattern of a schema as the `pattern` of an input, which always matches the whole text. */
export function toHtmlPattern(pattern: string): string {
  const body = pattern.replace(/^\^/, "").replace(/\$$/, "");
  return body.replace(/\[(\^?)((?:\\.|[^\]\\])*)\]/g, (_, negation: string, inside: string) => {
    const characters = [...inside.matchAll(/\\.|[^\\]/gu)].map(([character]) => character);
    return `[${negation}${
      characters.map((each, at) => escapeInClass(each, at, characters.length)).join("")
    }]`;
  });
}

function escapeInClass(character: string, at: number, count: number): string {
  if (escaped.has(character)) return `\\${character}`;
  return character === "-" && (at === 0 || at === count - 1) ? "\\-" : character;
}
