import { assertEquals } from "@std/assert";
import { describe, test } from "node:test";

/** One test a row: `look` makes of the row's text what the row says. */
export function ruleTable(
  rule: string,
  look: (text: string) => unknown,
  rows: readonly (readonly [text: string, wanted: unknown])[],
): void {
  describe(rule, () => {
    for (const [text, wanted] of rows) {
      const line = JSON.stringify(text.length > 120 ? `${text.slice(0, 60)}… (${text.length} bytes)` : text);
      test(`${line} is ${typeof wanted === "string" ? wanted : JSON.stringify(wanted)}`, () => {
        assertEquals(look(text), wanted);
      });
    }
  });
}
