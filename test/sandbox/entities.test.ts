import { describe, test } from "node:test";
import { assertEquals, assertThrows } from "@std/assert";
import { detectEntities } from "../../src/sandbox/text/detect.ts";
import { parseHtml } from "../../src/sandbox/text/html.ts";
import { parseMarkdown } from "../../src/sandbox/text/markdown.ts";
import { parseMarkdownV2 } from "../../src/sandbox/text/markdown_v2.ts";

/** Text and entities in short: `type@offset+length`. */
function brief(
  parsed: { text: string; entities: readonly { type: string; offset: number; length: number }[] },
) {
  return [parsed.text, ...parsed.entities.map(({ type, offset, length }) => `${type}@${offset}+${length}`)];
}

describe("parse modes of the sandbox", () => {
  test("HTML nests, decodes characters and knows links, mentions and code with a language", () => {
    assertEquals(brief(parseHtml("<b>a<i>b</i></b> &lt;&#33;")), ["ab <!", "italic@1+1", "bold@0+2"]);
    assertEquals(
      parseHtml('<a href="http://x.org/?a=1&amp;b=2">x</a>').entities[0]?.url,
      "http://x.org/?a=1&b=2",
    );
    assertEquals(parseHtml('<a href="tg://user?id=7">x</a>').entities[0]?.user?.id, 7);
    assertEquals(brief(parseHtml('<span class="tg-spoiler">s</span><blockquote expandable>q</blockquote>')), [
      "sq",
      "spoiler@0+1",
      "expandable_blockquote@1+1",
    ]);
    assertEquals(parseHtml('<pre><code class="language-ts">1</code></pre>').entities, [
      { type: "pre", offset: 0, length: 1, language: "ts" },
    ]);
  });

  test("HTML refuses invalid markup, with the offset in bytes", () => {
    const refuses = (source: string, reason: string) =>
      assertThrows(() => parseHtml(source), Error, `Bad Request: can't parse entities: ${reason}`);
    refuses("é<x>", 'Unsupported start tag "x" at byte offset 2');
    refuses("<b>a", 'Can\'t find end tag corresponding to start tag "b"');
    refuses("</b>", "Unexpected end tag at byte offset 0");
    refuses("<b>a</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"');
    refuses("1 < 2", 'Unsupported start tag "" at byte offset 2');
  });

  test("MarkdownV2 nests, escapes and supports every entity", () => {
    assertEquals(brief(parseMarkdownV2("*b _i_* __u__ ~s~ ||p||")), [
      "b i u s p",
      "italic@2+1",
      "bold@0+3",
      "underline@4+1",
      "strikethrough@6+1",
      "spoiler@8+1",
    ]);
    assertEquals(brief(parseMarkdownV2("1 \\+ 1 \\= 2")), ["1 + 1 = 2"]);
    assertEquals(parseMarkdownV2("```py\nx = 1```").entities, [{
      type: "pre",
      offset: 0,
      length: 5,
      language: "py",
    }]);
    assertEquals(parseMarkdownV2("[a](http://b.org/x\\))").entities[0]?.url, "http://b.org/x)");
    assertEquals(brief(parseMarkdownV2("`a*b.c`")), ["a*b.c", "code@0+5"]);
    assertEquals(brief(parseMarkdownV2(">one\n>two\nthree")), ["one\ntwo\nthree", "blockquote@0+8"]);
    assertEquals(brief(parseMarkdownV2("_a __b__ c_")), ["a b c", "underline@2+1", "italic@0+5"]);
  });

  test("MarkdownV2 refuses reserved characters and open entities", () => {
    assertThrows(
      () => parseMarkdownV2("end."),
      Error,
      "can't parse entities: Character '.' is reserved and must be escaped with the preceding '\\'",
    );
    assertThrows(
      () => parseMarkdownV2("é *a"),
      Error,
      "can't parse entities: Can't find end of Bold entity at byte offset 3",
    );
  });

  test("legacy Markdown has no nesting", () => {
    assertEquals(brief(parseMarkdown("*a* _b_ `c` \\*")), ["a b c *", "bold@0+1", "italic@2+1", "code@4+1"]);
    assertEquals(parseMarkdown("[a](http://b.org)").entities[0]?.type, "text_link");
    assertThrows(
      () => parseMarkdown("snake_case"),
      Error,
      "can't parse entities: Can't find end of the entity starting at byte offset 5",
    );
  });

  test("commands, mentions, links and tags are found in plain text", () => {
    const found = detectEntities(
      "/start@x_bot @someone #tag $USD https://a.org/b. me@a.org www.a.org +441234567890 a/b",
    );
    assertEquals(found.map(({ type }) => type), [
      "bot_command",
      "mention",
      "hashtag",
      "cashtag",
      "url",
      "email",
      "url",
      "phone_number",
    ]);
  });
});
