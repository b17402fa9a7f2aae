import { assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import { toSafeHref } from "../../../src/console/links/safe_href.ts";
import { toFoundNodes, toTextNodes } from "../../../src/console/chat/text_nodes.ts";
import type { TextNode } from "../../../src/console/chat/text_node.ts";

/** Nodes as a person would write them down: `kind(text)`. */
function write(nodes: readonly TextNode[]): string {
  return nodes.map((node) => typeof node === "string" ? node : `${node.kind}(${write(node.parts)})`).join(
    "",
  );
}

describe("a text with entities", () => {
  test("is nested, as its entities are", () => {
    const entities = [
      { type: "italic", offset: 2, length: 2 },
      { type: "bold", offset: 0, length: 5 },
    ];
    assertEquals(write(toTextNodes("abcdef", entities)), "bold(abitalic(cd)e)f");
  });

  test("cuts entities that overlap, and loses nothing", () => {
    const entities = [{ type: "bold", offset: 0, length: 3 }, { type: "italic", offset: 2, length: 3 }];
    assertEquals(write(toTextNodes("abcdef", entities)), "bold(abitalic(c))italic(de)f");
  });

  test("counts UTF-16 code units, as Telegram does", () => {
    assertEquals(write(toTextNodes("🌱 bed", [{ type: "bold", offset: 3, length: 3 }])), "🌱 bold(bed)");
  });

  test("ignores entities that are out of range or unknown", () => {
    const entities = [
      { type: "bold", offset: 9, length: 1 },
      { type: "bold", offset: -1, length: 1 },
      { type: "hologram", offset: 0, length: 1 },
      { type: "bold", offset: 1, length: 99 },
      null,
      "x",
    ];
    assertEquals(write(toTextNodes("abc", entities)), "abold(bc)");
    assertEquals(write(toTextNodes("abc", "no list")), "abc");
    assertEquals(write(toTextNodes("", [{ type: "bold", offset: 0, length: 1 }])), "");
  });

  test("links only to safe URLs", () => {
    const link = (url: string) =>
      write(toTextNodes("abc", [{ type: "text_link", offset: 0, length: 3, url }]));
    assertEquals(link("https://example.org/"), "link(abc)");
    for (
      const url of [
        "javascript:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "file:///etc/passwd",
        "blob:x",
        "",
      ]
    ) {
      assertEquals(link(url), "abc", url);
    }
  });

  test("highlights search matches", () => {
    assertEquals(write(toFoundNodes("the invoice", [[4, 11]])), "the found(invoice)");
  });
});

describe("a URL from a stranger", () => {
  test("is linked only when its scheme is safe", () => {
    assertEquals(toSafeHref("example.org/a b"), "https://example.org/a%20b");
    assertEquals(toSafeHref("tg://user?id=1"), "tg://user?id=1");
    assertEquals(toSafeHref("mailto:a@example.org"), "mailto:a@example.org");
    assertEquals(toSafeHref("  javascript:alert(1)"), undefined);
    assertEquals(toSafeHref("JaVaScRiPt:alert(1)"), undefined);
    assertEquals(toSafeHref("java\nscript:alert(1)"), undefined);
    assertEquals(toSafeHref("http://["), undefined);
  });
});
