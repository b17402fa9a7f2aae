import { RE2JS, RE2JSSyntaxException } from "re2js";
import { createBoundedSearch } from "./bounded_search.ts";
import { requiredLiterals } from "./required_literals.ts";
import type { SearchedText } from "./searched_text.ts";

/** Maximum characters of one pattern. */
export const maxPatternLength = 1_000;
/** Maximum instructions one pattern may compile to, as RE2 counts them. */
export const maxInstructions = 300;
/**
 * A text pattern that nothing can make slow: each match costs at most text length × program size, and no more than the
 * text has steps left.
 */
export interface Pattern {
  /** As it was written. */
  readonly source: string;
  /** Instructions it compiled to. */
  readonly programSize: number;
  /** Whether it is found anywhere in a text; what the text has no steps left for is not found. */
  isIn(searched: SearchedText): boolean;
}

/** Thrown for a pattern that cannot be used; the message is a sentence for the one who wrote it. */
export class PatternError extends Error {
  override readonly name = "PatternError";
}

/**
 * Compiles a pattern of RE2's syntax (<https://github.com/google/re2/wiki/Syntax>). It is found anywhere in a text and
 * knows no case, unless it says `^…$` or `(?-i)`. `\b`, `\w` and `\d` know ASCII only, as in RE2; `\p{L}` is any letter.
 *
 * @throws {PatternError} when it is empty, too long, too large, or not of that syntax.
 */
export function createPattern(source: string): Pattern {
  if (source === "") throw new PatternError("Cannot use this pattern: it is empty");
  if (source.length > maxPatternLength) {
    throw new PatternError(
      `Cannot use this pattern: it has ${source.length} characters, more than ${maxPatternLength}`,
    );
  }
  const compiled = compile(source);
  const programSize = compiled.programSize();
  if (programSize > maxInstructions) {
    throw new PatternError(
      `Cannot use this pattern: it compiles to ${programSize} instructions, more than ${maxInstructions}; ` +
        "repeat less in it, or make several rules of it",
    );
  }
  const search = createBoundedSearch(source, programSize);
  const literals = requiredLiterals(source);
  return {
    source,
    programSize,
    isIn: (searched) =>
      searched.stepsLeft > 0 && (literals === undefined || searched.mayHold(literals)) && search(searched),
  };
}

function compile(source: string): RE2JS {
  try {
    return RE2JS.compile(source, RE2JS.CASE_INSENSITIVE);
  } catch (error) {
    if (!(error instanceof RE2JSSyntaxException)) throw error;
    throw new PatternError(`Cannot use this pattern: ${describe(error)}`, { cause: error });
  }
}

/** Openings of groups that only backtracking engines know. */
const foreignGroups: readonly (readonly [opening: string, name: string])[] = [
  ["(?=", "lookahead"],
  ["(?!", "negative lookahead"],
  ["(?<=", "lookbehind"],
  ["(?<!", "negative lookbehind"],
  ["(?>", "an atomic group"],
  ["(?#", "a comment"],
  ["(?(", "a conditional group"],
  ["(?R", "recursion"],
  ["(?|", "a branch reset"],
];
const reason = "because no text may make it slow";

/** The engine's words, in those of a person where they need it. */
function describe({ error, input }: RE2JSSyntaxException): string {
  const part = input ?? "";
  const foreign = foreignGroups.find(([opening]) => part.startsWith(opening));
  if (foreign !== undefined) return `${foreign[1]} ${foreign[0]}…) is not supported, ${reason}`;
  if (/^\\([1-9]|[kg])/.test(part)) return `the backreference ${part} is not supported, ${reason}`;
  switch (error) {
    case "invalid nested repetition operator":
      return `it repeats a repetition with ${part}; possessive repetition is not supported`;
    case "invalid repeat count":
      return `${part} repeats too often, or up to less than from; the most is 1,000, nested ones multiplied`;
    case "missing closing )":
      return "a ( has no )";
    case "unexpected )":
      return "a ) has no ( before it; write \\) for the character";
    case "missing closing ]":
      return `${part} has no ]; write \\[ for the character`;
    case "missing argument to repetition operator":
      return `nothing stands before ${part} that it could repeat; write \\${
        part.charAt(0)
      } for the character`;
    case "trailing backslash at end of expression":
      return "it ends with a backslash; write \\\\ for the character";
    case "invalid character class range":
      return `${part} is no range of characters`;
    case "invalid escape sequence":
      return `${part} means nothing here`;
    case "invalid or unsupported Perl syntax":
      return `${part} is not supported`;
    default:
      return part === "" ? error : `${error}: ${part}`;
  }
}
