import { describe, test } from "node:test";
import { assertEquals } from "@std/assert";
import { parseBotApiPath, rawQuery } from "../../src/tgapi/path.ts";

describe("parseBotApiPath()", () => {
  const call = { kind: "method", token: "1:a", consumerName: undefined, isTest: false, rest: "getMe" };
  const cases: [path: string, expected: unknown][] = [
    ["/tgapi/bot1:a/getMe", call],
    ["/bot1:a/getMe", call],
    ["/bot1%3Aa/getMe", call],
    ["/bot1%3aa/%67etMe", call],
    ["/botabc:a/getMe", { ...call, token: "abc:a" }],
    ["/tgapi/botabc/getMe", { ...call, token: "abc" }],
    ["/tgapi/bot1:a/test/getMe", { ...call, isTest: true }],
    ["/tgapi/bot1:a/test", { ...call, rest: "test" }],
    ["/tgapi/bot1:a/", { ...call, rest: "" }],
    ["/tgapi/bot1:a/getMe/", { ...call, rest: "getMe/" }],
    ["/tgapi/c/analytics/bot1:a/getMe", { ...call, consumerName: "analytics" }],
    ["/tgapi/c/a%20b/bot1:a/getMe", { ...call, consumerName: "a b" }],
    ["/tgapi/file/bot1:a/photos/f.jpg", { ...call, kind: "file", rest: "photos/f.jpg" }],
    ["/file/bot1:a//var/lib/f.jpg", { ...call, kind: "file", rest: "/var/lib/f.jpg" }],
    ["/tgapi/c/x/file/bot1:a/f", { ...call, kind: "file", consumerName: "x", rest: "f" }],
  ];
  for (const [path, expected] of cases) {
    test(`takes ${path} apart`, () => assertEquals<unknown>(parseBotApiPath(path), expected));
  }

  for (
    const path of [
      "/",
      "/bots",
      "/bots/1",
      "/botanik/x",
      "/api/v1/bots",
      "/tgapi",
      "/filebot1:a/x",
      "/Bot1:a/x",
    ]
  ) {
    test(`leaves ${path} to others`, () => assertEquals(parseBotApiPath(path), undefined));
  }

  for (
    const path of [
      "/tgapi/bot1:a",
      "/tgapi/Bot1:a/getMe",
      "/tgapi/",
      "/tgapi/c/x",
      "/tgapi/bot1:a/%zz",
      "/bot1:a",
    ]
  ) {
    test(`finds nothing at ${path}`, () => assertEquals(parseBotApiPath(path)?.kind, "notFound"));
  }
});

describe("rawQuery()", () => {
  test("gives what stands behind the question mark, unaltered", () => {
    assertEquals(rawQuery("http://h/p?a=%7B%22&b[]=1?"), "a=%7B%22&b[]=1?");
    assertEquals(rawQuery("http://h/p"), "");
  });
  test("keeps a stray number sign as a character", () => {
    assertEquals(rawQuery("http://h/p?text=#1"), "text=%231");
  });
});
