/** Fewer characters tell too little. */
const minLength = 2;
/** A text is searched for so many at most. */
const maxBranches = 16;

/**
 * Literals of which every text that a pattern is found in holds one, in lower case; `undefined` when none can be told.
 * Looking for them costs a hundredth of asking the pattern, and most patterns are asked about texts that have nothing
 * of them. Only characters outside of groups and classes are looked at, and only ASCII.
 */
export function requiredLiterals(source: string): readonly string[] | undefined {
  // What is between \\Q and \\E means itself, and what a flag does to the rest is not followed.
  if (source.includes("\\Q")) return undefined;
  const branches = splitBranches(source);
  if (branches === undefined || branches.length > maxBranches) return undefined;
  const literals = branches.map((runs) =>
    runs.reduce((best, run) => run.length > best.length ? run : best, "")
  );
  return literals.every((literal) => literal.length >= minLength) ? literals : undefined;
}

/** Runs of characters that must follow one another, for each alternative of the pattern. */
function splitBranches(source: string): string[][] | undefined {
  const branches: string[][] = [[]];
  let run = "";
  const endRun = () => {
    if (run !== "") branches.at(-1)!.push(run);
    run = "";
  };
  for (let index = 0; index < source.length;) {
    const character = source[index]!;
    if (character === "|") {
      endRun();
      branches.push([]);
      index++;
    } else if (character === "(" || character === "[") {
      endRun();
      const end = character === "(" ? endOfGroup(source, index) : endOfClass(source, index);
      if (end === undefined) return undefined;
      index = end;
    } else if ("*+?{".includes(character)) {
      // What may be left out is not required; what may be repeated ends the run.
      if (character !== "+") run = run.slice(0, -1);
      endRun();
      index = character === "{" ? source.indexOf("}", index) + 1 || source.length : index + 1;
    } else if (character === "\\") {
      const next = source[index + 1] ?? "";
      if (/[^A-Za-z0-9]/.test(next) && next < "\u0080") run += next;
      else endRun();
      // \\x{41}, \\p{L} and \\123 are longer than two characters: what follows them is left out.
      index += 2;
      if (/[xpP0-9]/.test(next)) index = afterEscape(source, index, next);
    } else {
      if ("^$.)".includes(character) || character >= "\u0080") endRun();
      else run += character.toLowerCase();
      index++;
    }
  }
  endRun();
  return branches;
}

/** The place after the group that begins at `start`; `undefined` for flags that hold for the rest of the pattern. */
function endOfGroup(source: string, start: number): number | undefined {
  if (/^\(\?[a-zA-Z-]*\)/.test(source.slice(start))) return undefined;
  let depth = 0;
  for (let index = start; index < source.length; index++) {
    const character = source[index];
    if (character === "\\") index++;
    else if (character === "[") index = endOfClass(source, index) - 1;
    else if (character === "(") depth++;
    else if (character === ")" && --depth === 0) return index + 1;
  }
  return source.length;
}

function endOfClass(source: string, start: number): number {
  // A bracket that comes first means itself.
  let index = start + (source[start + 1] === "^" ? 2 : 1);
  if (source[index] === "]") index++;
  for (; index < source.length; index++) {
    if (source[index] === "\\") index++;
    else if (source.startsWith("[:", index)) index = source.indexOf(":]", index) + 1 || source.length;
    else if (source[index] === "]") return index + 1;
  }
  return source.length;
}

function afterEscape(source: string, index: number, kind: string): number {
  if (source[index] === "{") return source.indexOf("}", index) + 1 || source.length;
  if (kind === "p" || kind === "P") return index + 1;
  return index + (/^[0-9A-Fa-f]{0,2}/.exec(source.slice(index))?.[0].length ?? 0);
}
