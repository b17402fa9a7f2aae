import { assert, assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import { parseBotApiPath, rawQuery } from "../../src/tgapi/door/path.ts";
import { PathMemory } from "../../src/tgapi/door/path_memory.ts";
import { createRandom } from "../support/random.ts";

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
    ["/bot1:a/getMe/", call],
    ["/tgapi/bot1:a/getMe///", call],
    ["//bot1:a/getMe", call],
    ["/tgapi//bot1:a//getMe", call],
    ["///tgapi///bot1%3Aa/getMe", call],
    ["//tgapi//c//analytics//bot1:a/getMe", { ...call, consumerName: "analytics" }],
    ["//bot1:a//test//getMe/", { ...call, isTest: true }],
    ["/bot1:a/test/", { ...call, isTest: true, rest: "" }],
    ["/bot/getMe", { ...call, token: "" }],
    ["/botundefined/getMe", { ...call, token: "undefined" }],
    ["/bots1:a/getMe", { ...call, token: "s1:a" }],
    ["//file//bot1:a/f.jpg", { ...call, kind: "file", rest: "f.jpg" }],
    ["/file/bots/f", { ...call, kind: "file", token: "s", rest: "f" }],
    ["/tgapi//file/bot1:a//var//lib/f.jpg/", { ...call, kind: "file", rest: "/var//lib/f.jpg/" }],
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
      "/bots/1/bot2:a/getMe",
      "/api/v1/bots",
      "/tgapis/bot1:a/getMe",
      "/filebot1:a/x",
      "/files/bot1:a/x",
      "/x/bot1:a/getMe",
    ]
  ) {
    test(`leaves ${path} to others`, () => assertEquals(parseBotApiPath(path), undefined));
  }

  for (
    const path of [
      "/tgapi/bot1:a",
      "/tgapi",
      "/TGAPI/bot1:a/getMe",
      "/Bot1:a/x",
      "/BOT1:a/getMe",
      "/File/bot1:a/x",
      "/bot",
      "/botanik",
      "/bot1:a/%zz",
      "/tgapi/Bot1:a/getMe",
      "/tgapi/",
      "/tgapi/c/x",
      "/tgapi/bot1:a/%zz",
      "/bot1:a",
    ]
  ) {
    test(`finds nothing at ${path}`, () => {
      assertEquals(parseBotApiPath(path)?.kind, "notFound");
    });
  }

  test("any slashes may be doubled but those inside a file's path", () => {
    const next = createRandom(13);
    const paths = ["/tgapi/bot1:a/getMe/", "/bot1:a/test/getMe", "/tgapi/c/x/bot1:a/sendMessage", "/bot1:a/"];
    for (let round = 0; round < 200; round++) {
      const path = paths[round % paths.length]!;
      const doubled = path.replace(/\//g, () => "/".repeat(1 + Math.floor(next() * 3)));
      assertEquals([doubled, parseBotApiPath(doubled)], [doubled, parseBotApiPath(path)]);
    }
  });
});

describe("PathMemory", () => {
  test("parses every path as parseBotApiPath() does, the first time and later, however many there are", () => {
    const memory = new PathMemory();
    const few = [
      "/bot1:a/getMe",
      "/tgapi/c/x/bot1:a/test/getMe",
      "/file/bot1:a/f.jpg",
      "/tgapi/x",
      "/bots",
      "/",
    ];
    const many = Array.from({ length: 3000 }, (_, index) => `/bot${index}:a/getMe`);
    for (const path of [...few, ...few, ...many, ...few, `/bot1:a/${"x".repeat(300)}`]) {
      assertEquals(memory.parse(path), parseBotApiPath(path));
    }
    assert(memory.parse(few[0]!) === memory.parse(few[0]!));
  });
});

describe("rawQuery()", () => {
  test("returns the query string unchanged", () => {
    assertEquals(rawQuery("http://h/p?a=%7B%22&b[]=1?"), "a=%7B%22&b[]=1?");
    assertEquals(rawQuery("http://h/p"), "");
  });
  test("keeps a stray number sign as a character", () => {
    assertEquals(rawQuery("http://h/p?text=#1"), "text=%231");
  });
});
