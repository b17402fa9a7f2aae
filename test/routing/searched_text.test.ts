import { assert, assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import { createMatcher } from "../../src/routing/matcher.ts";
import { createPattern, type Pattern } from "../../src/routing/pattern.ts";
import { maxSearchedLength, maxSteps, SearchedText } from "../../src/routing/searched_text.ts";
import { readUpdateView, type UpdateView } from "../../src/routing/update_view.ts";
import { createRandom } from "../support/random.ts";

const random = createRandom(1);
/** Each of its letters asks the automaton of a hard pattern for a new state. */
const hostile = Array.from({ length: maxSearchedLength }, () => random() < 0.5 ? "a" : "b").join("");
const hardSource = "(a|b)*a(a|b){90}c";
const everyday = "Good morning, my order 12345 has not arrived yet. Could you have a look, please?";

function stepsOf(patterns: readonly Pattern[], text: string): number {
  const searched = new SearchedText(text, Number.MAX_SAFE_INTEGER);
  for (const pattern of patterns) pattern.isIn(searched);
  return Number.MAX_SAFE_INTEGER - searched.stepsLeft;
}

function viewOf(text: string): UpdateView {
  const message = { message_id: 1, date: 1, chat: { id: 5, type: "private" }, text };
  return readUpdateView({ update_id: 1, message }, { id: 1, username: "" }, 0);
}

describe("What all patterns cost for one text", () => {
  test("is bounded, however many they are and whatever the text is made for", () => {
    const hard = Array.from({ length: 40 }, (_, index) => createPattern(`(a|b)*a(a|b){90}(c|d${index})`));
    assert(stepsOf(hard, hostile) > 10 * maxSteps, "The text is not hostile enough to show anything");
    const searched = new SearchedText(hostile);
    assertEquals(hard.some((pattern) => pattern.isIn(searched)), false);
    assertEquals([searched.stepsLeft, searched.isCutShort], [0, true]);
    assertEquals(createPattern("[ab]").isIn(searched), false, "It is not asked any more");
    assertEquals(createPattern("[ab]").isIn(new SearchedText(hostile)), true);
  });

  test("lets the largest pattern search the longest text to its end", () => {
    const searched = new SearchedText(`${hostile.slice(0, -100)}a${"b".repeat(90)}c`);
    assertEquals(createPattern(hardSource).isIn(searched), true);
    assertEquals(searched.isCutShort, false);
  });

  test("is next to nothing for texts of people", () => {
    const sources = ["order \\d+", "^(hi|hello)\\b", "[a-z]+@[a-z]+\\.com", "refund|money back", hardSource];
    const patterns = sources.map(createPattern);
    assert(stepsOf(patterns, everyday) < maxSteps / 10);
    assertEquals(stepsOf(patterns, everyday), 0, "The automata know the text");
  });
});

describe("A condition", () => {
  for (
    const condition of [
      { text: hardSource, chats: [6] },
      { text: hardSource, all: [{ chats: [6] }] },
      { text: hardSource, any: [{ chats: [6] }, { users: [7] }] },
      { text: hardSource, not: { chats: [5] } },
      { all: [{ text: hardSource }, { chats: [6] }] },
    ]
  ) {
    test(`asks no pattern when something else does not hold: ${JSON.stringify(condition)}`, () => {
      const view = viewOf(hostile);
      assertEquals([createMatcher(condition).matches(view), view.searched.stepsLeft], [false, maxSteps]);
    });
  }

  test("asks no pattern when one of several ways holds without", () => {
    const view = viewOf(hostile);
    const matcher = createMatcher({ any: [{ text: hardSource }, { chats: [5] }] });
    assertEquals([matcher.matches(view), view.searched.stepsLeft], [true, maxSteps]);
  });
});
