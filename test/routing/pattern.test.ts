import { assert, assertEquals, assertThrows } from "@std/assert";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { testedEngineVersion } from "../../src/routing/bounded_search.ts";
import { createPattern, maxInstructions, maxPatternLength, PatternError } from "../../src/routing/pattern.ts";
import { SearchedText } from "../../src/routing/searched_text.ts";

describe("A pattern", () => {
  const found: readonly (readonly [title: string, source: string, text: string, expected: boolean])[] = [
    ["is found anywhere", "order", "my order, please", true],
    ["knows no case", "ORDER", "my Order", true],
    ["knows no case in Cyrillic", "заказ", "Где ЗАКАЗ?", true],
    ["knows case when it says so", "(?-i)Order", "my order", false],
    ["can be bound to the whole text", "^order$", "my order", false],
    ["takes ^ for the start of the text, not of a line", "^b", "a\nb", false],
    ["knows letters of every script", "^\\p{L}+$", "привет", true],
    ["sees characters beyond 16 bits as one", "^.$", "😀", true],
    ["is not found where it is not", "refund", "my order", false],
  ];
  for (const [title, source, text, expected] of found) {
    test(title, () => assertEquals(createPattern(source).isIn(new SearchedText(text)), expected));
  }

  const rejected: readonly (readonly [source: string, words: string])[] = [
    ["", "is required"],
    ["a(?=b)", "must not use (?=…), which can make matching slow"],
    ["a(?!b)", "must not use (?!…)"],
    ["(?<=a)b", "must not use (?<=…)"],
    ["(?<!a)b", "must not use (?<!…)"],
    ["(?>a)b", "must not use (?>…)"],
    ["(a)\\1", "must not use \\1, which"],
    ["(?P<x>a)\\k<x>", "must not use \\k"],
    ["a++", "Possessive repetition is not supported"],
    ["(a", "has a ( without a )"],
    ["a)", "has a ) without a (. Write \\) for the character"],
    ["[a", "has [a without a ]"],
    ["*a", "has nothing before * to repeat. Write \\*"],
    ["a\\", "ends with a backslash"],
    ["[z-a]", "invalid character range z-a"],
    ["\\q", "unknown escape \\q"],
    ["a{2000}", "invalid repetition {2000}"],
    ["(a{1000}){1000}", "invalid repetition"],
    ["a".repeat(maxPatternLength + 1), `at most ${maxPatternLength}`],
    [`(ab){${Math.ceil(maxInstructions / 2)}}`, `more than ${maxInstructions}`],
  ];
  for (const [source, words] of rejected) {
    test(`that cannot be used says why: ${source.slice(0, 30)}`, () => {
      assertThrows(() => createPattern(source), PatternError, words);
    });
  }

  test("never shows how it was changed for the engine", () => {
    for (const source of ["(a", "a)", "[", "x**"]) {
      const { message } = assertThrows(() => createPattern(source), PatternError);
      assertEquals(message.includes("(?i)"), false, message);
    }
  });

  test("says how large it is", () => {
    assertEquals(createPattern("a{100}").programSize > createPattern("a{10}").programSize, true);
  });

  test("runs on the version of the engine that its bounds were tested with", () => {
    const manifest = new URL("../../node_modules/re2js/package.json", import.meta.url);
    assertEquals(JSON.parse(readFileSync(manifest, "utf8")).version, testedEngineVersion);
  });

  // A backtracking engine would need more steps than there are atoms in the universe for each of these.
  for (const source of ["^(a+)+$", "^(a|a)*$", "^(a|aa)+$", "(a*)*b", "^(([a-z])+.)+[A-Z]([a-z])+$"]) {
    test(`that hangs a backtracking engine costs in proportion to the text: ${source}`, () => {
      const pattern = createPattern(source);
      const costOf = (length: number) =>
        measure(() => pattern.isIn(new SearchedText(`${"a".repeat(length)}!`)));
      assertEquals(pattern.isIn(new SearchedText(`${"a".repeat(4_000)}!`)), false);
      const [short, long] = [costOf(400), costOf(4_000)];
      // Ten times the text; a quadratic cost would be a hundred times as much, an exponential one has no end.
      assert(long < short * 60 + 1, `${short} ms, then ${long} ms`);
    });
  }
});

/** Milliseconds of 20 runs, the best of several. */
function measure(work: () => unknown): number {
  let best = Infinity;
  for (let round = 0; round < 8; round++) {
    const startMs = performance.now();
    for (let run = 0; run < 20; run++) work();
    best = Math.min(best, performance.now() - startMs);
  }
  return best;
}
