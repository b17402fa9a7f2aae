import { describe, test } from "node:test";
import { assertEquals, assertThrows } from "@std/assert";
import { chooseProxy } from "../../src/base/proxy.ts";

describe("chooseProxy()", () => {
  const choose = (target: string, noProxy: string) =>
    chooseProxy(new URL(target), { proxyUrl: "http://p:1", noProxy })?.host;

  test("excludes names, suffixes, ports and all hosts", () => {
    assertEquals(choose("https://api.telegram.org/x", ""), "p:1");
    assertEquals(choose("https://api.telegram.org/x", "telegram.org"), undefined);
    assertEquals(choose("https://api.telegram.org/x", ".telegram.org,x"), undefined);
    assertEquals(choose("https://api.telegram.org/x", "API.TELEGRAM.ORG"), undefined);
    assertEquals(choose("https://nottelegram.org/x", "telegram.org"), "p:1");
    assertEquals(choose("http://h:81/", "h:81"), undefined);
    assertEquals(choose("http://h:82/", "h:81"), "p:1");
    assertEquals(choose("http://[::1]:82/", "::1"), undefined);
    assertEquals(choose("http://h:82/", "*"), undefined);
  });

  test("refuses a URL that is not an HTTP proxy without repeating it", () => {
    const error = assertThrows(
      () => chooseProxy(new URL("http://x/"), { proxyUrl: "socks5://user:geheim@x:1" }),
      TypeError,
    );
    assertEquals(error.message.includes("geheim"), false);
  });
});
