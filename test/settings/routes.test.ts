import { assert, assertEquals, assertThrows } from "@std/assert";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import Value from "typebox/value";
import { UsageError } from "../../src/base/errors.ts";
import { shownFileSchema } from "../../src/settings/file_schema.ts";
import { load, withFolder } from "./loading.ts";

const token = "123456:ABCdefGhIJKlmNoPQRsTUVwxyZ012345678";
const target = { bot: 7, chat: "${GROUP}" };
const rule = {
  name: "to the desk",
  when: { any: [{ types: ["private"] }, { not: { text: "spam" } }] },
  actions: [{ do: "copy", to: [{ ...target, topic: "each", when: { languages: ["de"] } }] }],
};

function loadRules(cwd: string, routes: unknown) {
  writeFileSync(join(cwd, "botmux.json"), JSON.stringify({ bots: [{ token, routes }] }));
  return load({ env: { GROUP: "-1005" } }, cwd).routes;
}

describe("routes of the settings file", () => {
  test(
    "are read, with variables in their places",
    withFolder((cwd) => {
      const [bot] = loadRules(cwd, [rule]);
      assertEquals(bot?.botId, 123456);
      const action = bot?.rules[0]?.actions[0];
      assert(action !== undefined && "to" in action);
      assertEquals(action.to[0]?.chat, "-1005");
    }),
  );

  for (
    const [what, routes, words] of [
      [
        "an action that is none",
        [{ name: "a", actions: [{ do: "mail" }] }],
        "routes[0].actions[0].do must be one of",
      ],
      [
        "a target that lacks its chat",
        [{ name: "a", actions: [{ do: "copy", to: [{ bot: 5 }] }] }],
        "to[0].chat is required",
      ],
      [
        "a stray member",
        [{ name: "a", actions: [{ do: "stop", to: [] }] }],
        "actions[0].to is not known here",
      ],
      [
        "a pattern that cannot be",
        [{ name: "a", when: { text: "(?=x)" }, actions: [{ do: "stop" }] }],
        "when.text",
      ],
      [
        "a placeholder that is none",
        [{ name: "a", actions: [{ do: "answer", text: "{txt}" }] }],
        "The nearest is {text}.",
      ],
      ["a name that stands twice", [rule, rule], "Rename one"],
      ["a model that drops", [
        { name: "a", intent: "x", actions: [{ do: "drop", consumers: ["default"] }] },
      ], "must not be `drop`"],
    ] as const
  ) {
    test(
      `are refused for ${what}, with its place`,
      withFolder((cwd) => {
        const error = assertThrows(() => loadRules(cwd, routes), UsageError);
        assert(error.message.includes("bots[0].routes"), error.message);
        assert(error.message.includes(words), error.message);
      }),
    );
  }

  test("are in the JSON Schema, recursively where conditions are", () => {
    const schema = Object(shownFileSchema());
    const inFile = (routes: unknown) => ({ bots: [{ token, routes }] });
    assertEquals(schema.$defs.Condition.properties.not.$ref, "#/$defs/Condition");
    // TypeBox follows one reference, but none inside it.
    assert(Value.Check(schema, inFile([{ ...rule, when: { types: ["private"] } }])));
    assert(!Value.Check(schema, inFile([{ ...rule, actions: [{ do: "mail" }] }])));
  });
});
