import { assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import { HiddenLine, type HiddenLineState } from "../../src/runtime/hidden_line.ts";

function type(...typed: string[]): HiddenLineState {
  const line = new HiddenLine();
  let state: HiddenLineState = { kind: "open" };
  for (const part of typed) state = line.type(part);
  return state;
}

describe("a line that is not shown", () => {
  const typed: [parts: string[], text: string, rest: string][] = [
    [["a", "b", "\r"], "ab", ""],
    [["ab\nc\n"], "ab", "c\n"],
    [["аб😀\u007f\u007fв\r"], "ав", ""],
    [["\u007fa\b\b", "b\r"], "b", ""],
    [["wrong\u0015right\r"], "right", ""],
    [["a\u0001\u001bb\r"], "ab", ""],
    [["\r"], "", ""],
  ];
  for (const [parts, text, rest] of typed) {
    test(`reads ${JSON.stringify(parts)} as ${JSON.stringify(text)}`, () => {
      assertEquals(type(...parts), { kind: "done", text, rest });
    });
  }

  test("goes on until it ends, and stops at Ctrl-C and Ctrl-D", () => {
    assertEquals(type("a"), { kind: "open" });
    assertEquals([type("a\u0003"), type("\u0004")], [{ kind: "cancelled" }, { kind: "cancelled" }]);
  });
});
