import { assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import { toContactUri } from "../../src/base/contact_uri.ts";

describe("a contact", () => {
  const known: Readonly<Record<string, string>> = {
    "security@example.org": "mailto:security@example.org",
    "mailto:security@example.org": "mailto:security@example.org",
    "https://example.org/report": "https://example.org/report",
    "tel:+1-201-555-0123": "tel:+1-201-555-0123",
  };
  for (const [text, uri] of Object.entries(known)) {
    test(`${text} becomes ${uri}`, () => assertEquals(toContactUri(text), uri));
  }

  test("is refused when it reaches nobody or spans several lines", () => {
    for (
      const text of [
        "",
        "somebody",
        "@example.org",
        "a@b@c",
        "mailto:",
        "http://example.org",
        "https://user:secret@example.org",
        "javascript:alert(1)",
        "a@b.c\r\nCanonical: https://evil.example",
        "tel:",
        "\u043a\u0442\u043e@example.org",
      ]
    ) assertEquals(toContactUri(text), undefined, JSON.stringify(text));
  });
});
