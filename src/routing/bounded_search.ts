import { RE2JS, RE2Set } from "re2js";
import { SearchedText } from "./searched_text.ts";

/** The version of re2js whose automaton was tested with this file: it replaces a method that is not documented. */
export const testedEngineVersion = "2.10.0";
/**
 * Most bytes of the automaton that a pattern builds as texts come. Beyond it the engine goes on without one: slower for
 * most texts, but no text makes it build states without end. Alone, the engine would take 8 MiB for each pattern, and
 * four times as long for texts that need a new state at each character.
 */
const maxAutomatonBytes = 256 * 1024;

let isEngineTested = false;

/**
 * Searches with an automaton that is built as texts come. Where a text needs a new state at nearly every character, the
 * engine gives it up and follows all instructions at each character instead, which costs a hundred times as much: that
 * happens only if the text has the steps left.
 *
 * @throws {TypeError} when the engine is not the one that can be bounded so.
 */
export function createBoundedSearch(
  source: string,
  programSize: number,
): (searched: SearchedText) => boolean {
  if (!isEngineTested) testEngine();
  isEngineTested = true;
  return createSearch(source, programSize, maxAutomatonBytes);
}

function createSearch(source: string, programSize: number, maxBytes: number) {
  const set = new RE2Set(RE2Set.UNANCHORED, RE2JS.CASE_INSENSITIVE, maxBytes);
  set.add(source);
  set.compile();
  const { dfa } = set;
  let asked: SearchedText | undefined;
  const matchSet = dfa.matchSet.bind(dfa);
  dfa.matchSet = (...place) => {
    const before = dfa.stateCount;
    const found: number[] | null = matchSet(...place);
    // States that went when the automaton began anew are not counted: they are few beside the text.
    asked?.spend(Math.max(dfa.stateCount - before, 0) * programSize);
    if (found !== null || asked === undefined) return found ?? [];
    // The engine takes null for the wish to go on without the automaton, whatever its types say.
    return asked.afford(asked.text.length * programSize) ? found as unknown as number[] : [];
  };
  return (searched: SearchedText): boolean => {
    asked = searched;
    try {
      return set.match(searched.text).length > 0;
    } finally {
      asked = undefined;
    }
  };
}

/** @throws {TypeError} when the engine does not count states, or does not ask before it goes on without an automaton. */
function testEngine(): void {
  const bounded = new SearchedText("xaab", 1_000);
  const isFound = createSearch("a+b", 10, maxAutomatonBytes)(bounded);
  // No automaton fits into no bytes.
  const affordable = new SearchedText("xaab", 1_000);
  const isFoundWithout = createSearch("a+b", 10, 0)(affordable);
  const costly = new SearchedText("xaab", 1);
  const isFoundAtAnyCost = createSearch("a+b", 10, 0)(costly);
  const isBounded = isFound && isFoundWithout && !isFoundAtAnyCost && costly.isCutShort;
  if (isBounded && bounded.stepsLeft < 1_000 && affordable.stepsLeft < 1_000) return;
  throw new TypeError(
    `Cannot bound text patterns: the installed re2js works differently from version ${testedEngineVersion}`,
  );
}
