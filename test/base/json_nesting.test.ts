import { assert, assertEquals, assertStrictEquals } from "@std/assert";
import { describe, test } from "node:test";
import { cutNesting, isNestedDeeper, maxJsonLevels } from "../../src/base/json_nesting.ts";
import { parseJson } from "../../src/base/json_value.ts";
import { parseBotApiJson, withoutNulls } from "../../src/telegram/bot_api_json.ts";
import { createRandom } from "../support/random.ts";

/** The plain way, by recursion. */
function cut(value: unknown, levels: number): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (levels === 0) return null;
  return Array.isArray(value)
    ? value.map((each) => cut(each, levels - 1))
    : Object.fromEntries(Object.entries(value).map(([name, each]) => [name, cut(each, levels - 1)]));
}

function depthOf(value: unknown): number {
  if (typeof value !== "object" || value === null) return 0;
  return 1 + Math.max(0, ...Object.values(value).map(depthOf));
}

function randomValue(random: () => number, levels: number): unknown {
  const words = ['"', "\\", '\\"', "[", "{]", "плохо", "", '[{"', "\\\\", "\n"];
  const pick = () => Array.from({ length: 3 }, () => words[Math.floor(random() * words.length)]).join("");
  const kind = levels === 0 ? 0 : random();
  if (kind < 0.3) return [pick(), 1.5, null, true][Math.floor(random() * 4)];
  const members = Array.from({ length: Math.floor(random() * 4) }, () => randomValue(random, levels - 1));
  return kind < 0.65 ? members : Object.fromEntries(members.map((member, index) => [pick() + index, member]));
}

describe("cutNesting()", () => {
  test("agrees with a plain implementation on generated values, and leaves shallow texts unchanged", () => {
    const random = createRandom(11);
    let isCut = 0;
    for (let count = 0; count < 3_000; count++) {
      const value = randomValue(random, 9);
      const levels = 1 + Math.floor(random() * 6);
      const text = JSON.stringify(value, null, random() < 0.3 ? 1 : 0);
      const result = cutNesting(text, levels);
      assertEquals(JSON.parse(result), cut(value, levels), text);
      assertEquals(isNestedDeeper(text, levels), depthOf(value) > levels, text);
      if (depthOf(value) <= levels) assertStrictEquals(result, text);
      else isCut++;
    }
    assert(isCut > 300, `${isCut} were cut`);
  });

  test("stops at invalid JSON", () => {
    for (const text of ["[[[", "]]]]]]", '[[["', '[[["\\"', "{{{{}", "[".repeat(10), '"[[[[[['.repeat(9)]) {
      assertEquals(typeof cutNesting(text, 2), "string");
    }
    assertEquals([parseJson("[".repeat(1e5)), parseBotApiJson('{"a":'.repeat(1e5))], [undefined, undefined]);
  });
});

for (const parse of [parseJson, parseBotApiJson]) {
  describe(`${parse.name}() of text nested a million levels deep`, () => {
    const depth = 1_000_000;
    const deep: Readonly<Record<string, string>> = {
      lists: "[".repeat(depth) + "]".repeat(depth),
      objects: '{"a":'.repeat(depth) + "1" + "}".repeat(depth),
    };
    for (const [kind, text] of Object.entries(deep)) {
      test(`keeps what stands beside ${kind}, and can be walked over`, () => {
        const value = parse(`{"before":"x","deep":${text},"after":{"b":[1,null]}}`) as Record<
          string,
          unknown
        >;
        assertEquals([value.before, Object.keys(value)], ["x", ["before", "deep", "after"]]);
        assert(depthOf(value) <= maxJsonLevels, `${depthOf(value)} levels`);
        assertEquals(JSON.stringify(withoutNulls(value.after)), '{"b":[1,null]}');
      });
    }
  });
}
