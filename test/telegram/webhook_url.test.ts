import { describe, test } from "node:test";
import { assertEquals } from "@std/assert";
import { maxWebhookUrlLength, toShownUrl, toWebhookUrl } from "../../src/telegram/webhook_url.ts";

describe("toWebhookUrl()", () => {
  const taken: [given: string, expected: string][] = [
    ["https://example.org/hook?a=b#c", "https://example.org/hook?a=b#c"],
    ["http://backend:3000", "http://backend:3000"],
    ["HTTPS://user:password@example.org/", "HTTPS://user:password@example.org/"],
    ["example.org:8443/x", "https://example.org:8443/x"],
    ["https://example.org/a b \t", "https://example.org/a%20b"],
    ["https://example.org/a\r\nb", "https://example.org/a%0D%0Ab"],
    ["https://пример.рф/", "https://пример.рф/"],
    ["http://[::1]:65535/", "http://[::1]:65535/"],
  ];
  for (const [given, expected] of taken) {
    test(`takes ${JSON.stringify(given)}`, () => assertEquals(toWebhookUrl(given), expected));
  }

  test("accepts its own results unchanged", () => {
    for (const [, expected] of taken) assertEquals(toWebhookUrl(expected), expected);
  });

  for (
    const given of [
      "",
      " ",
      "https://",
      "ftp://example.org",
      "https://a b/",
      "https://a:0/",
      "https://a:65536/",
    ]
  ) {
    test(`refuses ${JSON.stringify(given)}`, () => assertEquals(toWebhookUrl(given), undefined));
  }

  test("refuses one that is too long", () => {
    const atLimit = "https://a/".padEnd(maxWebhookUrlLength, "x");
    assertEquals(toWebhookUrl(atLimit), atLimit);
    assertEquals(toWebhookUrl(`${atLimit}x`), undefined);
    assertEquals(toWebhookUrl(atLimit.slice("https://".length)), atLimit);
    assertEquals(toWebhookUrl(`${atLimit.slice("https://".length)}x`), undefined);
    assertEquals(toWebhookUrl(`${atLimit.slice(0, -1)}\n`), atLimit.slice(0, -1));
    assertEquals(toWebhookUrl(`${atLimit.slice(0, -2)}\nx`), undefined);
  });
});

describe("toShownUrl()", () => {
  for (
    const [given, expected] of [
      ["https://user:secret@example.org:8443/secret?key=secret#secret", "https://example.org:8443"],
      ["http://[::1]:80/secret", "http://[::1]"],
      ["example.org/secret", "https://example.org"],
      ["no url: secret", ""],
    ] as const
  ) {
    test(`shows ${JSON.stringify(expected)} of ${given}`, () => assertEquals(toShownUrl(given), expected));
  }
});
