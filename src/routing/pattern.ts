import { RE2JS, RE2JSSyntaxException } from "re2js";
import { FaultError } from "../base/errors.ts";
import { type Fault, fault, type FieldFaultCode } from "../faults/fault.ts";
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

/** Thrown for a pattern that cannot be used. */
export class PatternError extends FaultError<FieldFaultCode> {
  override readonly name = "PatternError";
}

/**
 * Compiles a pattern of RE2's syntax (<https://github.com/google/re2/wiki/Syntax>). It is found anywhere in a text and
 * knows no case, unless it says `^…$` or `(?-i)`. `\b`, `\w` and `\d` know ASCII only, as in RE2; `\p{L}` is any letter.
 *
 * @throws {PatternError} when it is empty, too long, too large, or not of that syntax.
 */
export function createPattern(source: string): Pattern {
  if (source === "") throw new PatternError(fault("field_missing"));
  if (source.length > maxPatternLength) {
    throw new PatternError(fault("field_too_long", { count: maxPatternLength }));
  }
  const compiled = compile(source);
  const programSize = compiled.programSize();
  if (programSize > maxInstructions) {
    throw new PatternError(fault("field_pattern_too_large", { size: programSize, count: maxInstructions }));
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
    throw new PatternError(toFault(error), { cause: error });
  }
}

/** Openings of groups that only backtracking engines know. */
const foreignGroups: readonly string[] = [
  "(?=",
  "(?!",
  "(?<=",
  "(?<!",
  "(?>",
  "(?#",
  "(?(",
  "(?R",
  "(?|",
];

/** The engine's words, as a code. */
function toFault({ error, input }: RE2JSSyntaxException): Fault<FieldFaultCode> {
  const part = input ?? "";
  const group = foreignGroups.find((opening) => part.startsWith(opening));
  if (group !== undefined) return fault("field_pattern_backtracks", { part: `${group}…)` });
  if (/^\\([1-9]|[kg])/.test(part)) return fault("field_pattern_backtracks", { part });
  switch (error) {
    case "invalid nested repetition operator":
      return fault("field_pattern_nested_repeat", { part });
    case "invalid repeat count":
      return fault("field_pattern_repeat_count", { part });
    case "missing closing )":
      return fault("field_pattern_group_open");
    case "unexpected )":
      return fault("field_pattern_group_close");
    case "missing closing ]":
      return fault("field_pattern_class_open", { part });
    case "missing argument to repetition operator":
      return fault("field_pattern_nothing_repeated", { part, sign: part.charAt(0) });
    case "trailing backslash at end of expression":
      return fault("field_pattern_backslash");
    case "invalid character class range":
      return fault("field_pattern_range", { part });
    case "invalid escape sequence":
      return fault("field_pattern_escape", { part });
    case "invalid or unsupported Perl syntax":
      return fault("field_pattern_unsupported", { part });
    default:
      return fault("field_pattern_invalid");
  }
}
