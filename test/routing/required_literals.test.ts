import { assert, assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import { RE2JS, RE2JSSyntaxException } from "re2js";
import { createPattern } from "../../src/routing/pattern.ts";
import { SearchedText } from "../../src/routing/searched_text.ts";
import { requiredLiterals } from "../../src/routing/required_literals.ts";
import { createRandom } from "../support/random.ts";

describe("requiredLiterals()", () => {
  for (
    const [source, expected] of [
      ["invoice", ["invoice"]],
      ["^Order-5\\d+|(invoice|receipt) 57", ["order-5", " 57"]],
      ["colou?r", ["colo"]],
      ["ab*cd", ["cd"]],
      ["ab{0,2}cd", ["cd"]],
      ["a\\.b", ["a.b"]],
      ["\\x41bc", ["bc"]],
      ["[abc]xyz", ["xyz"]],
      ["(?-i)abc", undefined],
      ["(abc)", undefined],
      ["abc|d", undefined],
      ["\\Qa|b\\E", undefined],
      ["привет", undefined],
    ] as const
  ) {
    test(`of ${source} are ${expected?.join(" or ") ?? "not told"}`, () => {
      assertEquals(requiredLiterals(source), expected);
    });
  }

  test("never keep a pattern from a text that it is found in", () => {
    const random = createRandom(7);
    const pick = (items: readonly string[]) => items[Math.floor(random() * items.length)]!;
    const pieces = [
      "ab",
      "k",
      "S",
      "\\.",
      "\\d",
      "\\w+",
      ".",
      "x*",
      "y?",
      "(ab|c)",
      "[a-c]",
      "[^]k]",
      "b{2}",
      "c{0,1}",
      "|",
      "^",
      "$",
      " ",
      "\\x41",
      "\\pL",
      "(?:k)",
      "\\b",
      "é",
      "(?i:S)",
    ];
    const letters = ["a", "b", "c", "k", "s", "S", "K", "ſ", "\u212a", "x", "y", ".", "1", " ", "é", "A"];
    let found = 0;
    for (let round = 0; round < 20_000; round++) {
      const source = Array.from({ length: 1 + Math.floor(random() * 6) }, () => pick(pieces)).join("");
      const text = Array.from({ length: Math.floor(random() * 12) }, () => pick(letters)).join("");
      const expected = matches(source, text);
      if (expected === undefined) continue;
      assertEquals(
        createPattern(source).isIn(new SearchedText(text)),
        expected,
        `${source} in ${JSON.stringify(text)}`,
      );
      if (expected) found++;
    }
    assert(found > 1000);
  });
});

function matches(source: string, text: string): boolean | undefined {
  try {
    return RE2JS.compile(source, RE2JS.CASE_INSENSITIVE).test(text);
  } catch (error) {
    if (error instanceof RE2JSSyntaxException) return undefined;
    throw error;
  }
}
