import { assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import { richMessageText } from "../../src/telegram/rich_text.ts";

describe("richMessageText()", () => {
  const cases: readonly (readonly [title: string, blocks: unknown, text: string])[] = [
    [
      "has a line for each paragraph",
      [{ type: "paragraph", text: "a" }, { type: "paragraph", text: "b" }],
      "a\nb",
    ],
    ["leaves formatted text where it stands", [{
      type: "paragraph",
      text: ["Hello ", { type: "bold", text: ["big ", { type: "italic", text: "world" }] }, "!"],
    }], "Hello big world!"],
    ["shows custom emoji and formulas as text", [{
      type: "paragraph",
      text: [{ type: "custom_emoji", custom_emoji_id: "1", alternative_text: "👍" }, {
        type: "mathematical_expression",
        expression: "x^2",
      }],
    }, { type: "mathematical_expression", expression: "y" }], "👍x^2\ny"],
    ["reads lists", [{
      type: "list",
      items: [{ label: "1", blocks: [{ type: "paragraph", text: "a" }] }, {
        label: "2",
        blocks: [{ type: "paragraph", text: "b" }],
      }],
    }], "a\nb"],
    ["reads tables row by row", [{
      type: "table",
      cells: [[{ text: "a" }, { text: "b" }], [{ text: "c" }, {}]],
      caption: "T",
    }], "a\tb\nc\t\nT"],
    ["reads quotations with their sources", [{
      type: "blockquote",
      blocks: [{ type: "paragraph", text: "q" }],
      credit: "me",
    }], "q\nme"],
    [
      "reads captions of media",
      [{ type: "photo", photo: [], caption: { text: "cat", credit: "Ann" } }],
      "cat\nAnn",
    ],
    ["reads what is folded away", [{
      type: "details",
      summary: "more",
      blocks: [{ type: "paragraph", text: "b" }],
    }], "more\nb"],
    ["has nothing for dividers and anchors", [{ type: "divider" }, { type: "anchor", name: "x" }], ""],
  ];
  for (const [title, blocks, text] of cases) {
    test(title, () => assertEquals(richMessageText({ blocks }), text));
  }

  test("survives any shape", () => {
    let deep: unknown = "x";
    for (let level = 0; level < 10_000; level++) {
      deep = level % 2 === 0 ? [deep] : { text: deep, blocks: [deep] };
    }
    for (
      const value of [undefined, null, 5, [], { blocks: 5 }, { blocks: [null, 5, deep] }, {
        blocks: [{ text: deep }],
      }]
    ) {
      assertEquals(richMessageText(value), "");
    }
  });
});
