import { assertEquals, assertThrows } from "@std/assert";
import { describe, test } from "node:test";
import {
  type Condition,
  deepestCondition,
  isWithinBounds,
  maxConditions,
} from "../../src/routing/condition.ts";
import { RuleError } from "../../src/routing/rule_faults.ts";
import { parseCondition } from "./conditions.ts";
import { updateKinds } from "../../src/telegram/update_kinds.ts";

function nest(depth: number): unknown {
  let condition: unknown = { text: "a" };
  for (let level = 1; level < depth; level++) condition = { not: condition };
  return condition;
}

describe("A rule's condition", () => {
  const accepted: readonly Condition[] = [
    { text: "order|invoice" },
    { commands: ["start", "/help"], types: ["private"] },
    { users: [7, "8"], chats: [-100, "-100123"], topics: [4] },
    { updates: [...updateKinds] },
    { media: true },
    { media: ["photo", "video_note"] },
    { languages: ["de", "pt-br"], premium: false },
    { time: { zone: "Europe/Berlin", from: "22:00", to: "06:00", days: ["fri"] } },
    { all: [{ text: "a" }, { any: [{ text: "b" }, { not: { text: "c" } }] }] },
  ];
  for (const condition of accepted) {
    test(`takes ${JSON.stringify(condition).slice(0, 60)}`, () => {
      assertEquals(parseCondition(JSON.parse(JSON.stringify(condition))), condition);
    });
  }

  const refused: readonly (readonly [title: string, value: unknown, path: readonly (string | number)[]])[] = [
    ["nothing", {}, []],
    ["a list", [], []],
    ["a text", "order", []],
    ["an unknown member", { txt: "a" }, ["txt"]],
    ["an unknown member further in", { all: [{ not: { txt: "a" } }] }, ["all", 0, "not", "txt"]],
    ["an empty list", { users: [] }, ["users"]],
    ["an unknown kind of update", { updates: ["massage"] }, ["updates", 0]],
    ["an unknown kind of media", { media: ["picture"] }, ["media"]],
    ["an id that is none", { users: ["-1"] }, ["users", 0]],
    ["a pattern that cannot be used", { any: [{ text: "a" }, { text: "(a" }] }, ["any", 1, "text"]],
    ["a time zone that is none", { not: { time: { zone: "Mars", days: ["mon"] } } }, ["not", "time", "zone"]],
    ["an hour that is none", { time: { zone: "UTC", from: "25:00", to: "06:00" } }, ["time", "from"]],
    ["patterns that are too large together", {
      all: [{ text: "a{290}" }, { text: "b{290}" }, { text: "c{290}" }],
    }, ["all", 2, "text"]],
    ["one that is too deep", nest(deepestCondition + 1), []],
    ["one that is far too deep", nest(100_000), []],
    ["too many", { all: Array.from({ length: maxConditions }, () => ({ text: "a" })) }, []],
    ["far too many", { any: Array.from({ length: 100_000 }, () => ({ text: "a" })) }, []],
  ];
  for (const [title, value, path] of refused) {
    test(`refuses ${title}, and says where`, () => {
      const error = assertThrows(() => parseCondition(value), RuleError, "Cannot use this rule: when");
      assertEquals(error.path.slice(0, path.length + 1), ["when", ...path]);
    });
  }

  test("accepts the maximum depth and size", () => {
    parseCondition(nest(deepestCondition));
    parseCondition({ all: Array.from({ length: maxConditions - 1 }, () => ({ premium: true })) });
  });
});

describe("isWithinBounds()", () => {
  test("leaves invalid conditions to the schema", () => {
    assertEquals([null, 1, "a", { all: 5, any: {}, not: [] }].map(isWithinBounds), [true, true, true, true]);
  });
});
