import { assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import { translateSentence } from "../../src/ui/sentences.ts";

describe("translateSentence()", () => {
  test("knows whole sentences", () => {
    assertEquals(translateSentence("ru", "Disabled through the management API"), "Отключено вручную");
    assertEquals(translateSentence("ru", "Never heard"), undefined);
    assertEquals(translateSentence("en", "Disabled through the management API"), undefined);
    for (const name of ["constructor", "__proto__"]) {
      assertEquals([
        translateSentence("ru", name),
        translateSentence(name, "Disabled through the management API"),
      ], [
        undefined,
        undefined,
      ]);
    }
  });

  test("takes no time for what is long", () => {
    assertEquals(translateSentence("ru", "Paused ".repeat(10_000)), undefined);
  });
});
