import { describe, test } from "node:test";
import { assert, assertEquals, assertMatch } from "@std/assert";
import Value from "typebox/value";
import { declaredSettings } from "../../src/settings/declarations.ts";
import { settingsFileSchema } from "../../src/settings/file_schema.ts";
import { findNearest } from "../../src/base/nearest.ts";
import { settingsTable } from "../docs/settings_table.ts";

describe("the declaration of settings", () => {
  test("declares no flag, variable or key twice", () => {
    const doors = declaredSettings.flatMap(([, { flag, env, systemEnv = [], fileKey }]) => [
      ...(flag === undefined ? [] : [`--${flag}`]),
      ...env,
      ...systemEnv,
      ...(fileKey === undefined ? [] : [fileKey]),
    ]);
    assertEquals(doors.length, new Set(doors).size);
  });

  test("has defaults that its own kinds can parse", () => {
    for (const [, { kind, fallback }] of declaredSettings) {
      if (fallback !== undefined) kind.parse(fallback, "/");
    }
  });

  test("has a JSON Schema that describes every key", () => {
    const plain = JSON.parse(JSON.stringify(settingsFileSchema));
    assertEquals(plain.additionalProperties, false);
    for (const [, { fileKey, description }] of declaredSettings) {
      if (fileKey !== undefined) assertEquals(plain.properties[fileKey].description, description);
    }
    assertEquals(plain.required, undefined);
    assert(Value.Check(plain, { bots: [{ token: "t", consumers: [{ name: "a", chats: [-1] }] }] }));
    assert(!Value.Check(plain, { bots: [{ consumers: [] }] }));
  });

  test("has a table with a row of five cells per setting", () => {
    const lines = settingsTable().split("\n");
    assertEquals(lines.length, declaredSettings.length + 2);
    for (const line of lines) assertMatch(line, /^\|(?:(?:\\\||[^|])*\|){5}$/);
    assert(lines.includes(
      "| `--data DIR` | `BOTMUX_DATA` | `data` | `./data` | Data folder; only one BotMux can use it at a time |",
    ));
  });
});

describe("findNearest()", () => {
  const choices = ["listen", "data", "log-level", "log-format"];
  for (
    const [text, nearest] of [
      ["lsten", "listen"],
      ["LISTEN", "listen"],
      ["log", "log-level"],
      ["loglevel", "log-level"],
      ["dta", "data"],
      ["zzz", undefined],
      ["", undefined],
      ["x".repeat(100_000), undefined],
    ] as const
  ) {
    test(`${text.slice(0, 10) || "nothing"} is taken for ${nearest ?? "nothing"}`, () => {
      assertEquals(findNearest(text, choices), nearest);
    });
  }
});
