import { assert, assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import { toLocalPath, withParameter } from "../../src/console/links/local_path.ts";
import { createRandom } from "../support/random.ts";

/** What paths to other hosts are made of. */
const pieces = [
  ..."//\\.@:?#;%",
  ..."\t\n\r\v\0 \u00a0\u2028",
  "%2e",
  "%2E",
  "%2f",
  "%5C",
  "%09",
  "%00",
  "%252e",
  "..",
  "\uff0f",
  "\uff3c",
  "\u2024",
  "\ud800",
  "http:",
  "javascript:",
  "user:secret@",
  "evil.example",
  "[::1]",
  "x",
];
const origins = ["http://127.0.0.1:8080", "https://botmux.example", "http://[::1]:8080"];

function assertStays(path: string, text: string): void {
  assert(/^\/(?![/\\])/.test(path), `${JSON.stringify(text)} became ${JSON.stringify(path)}`);
  for (const origin of origins) {
    const url = new URL(path, `${origin}/bots/1/settings?a=b#c`);
    assertEquals(url.origin, origin, JSON.stringify(text));
    assertEquals(url.pathname + url.search + url.hash, path, JSON.stringify(text));
  }
}

describe("a path to return to", () => {
  test("is kept within the console", () => {
    for (const path of ["/", "/bots/1?tab=a&b=%2F", "/chats/1/-2?at=3#m3", "/x//y", "/%2f/x"]) {
      assertEquals(toLocalPath(path), path);
    }
  });

  test("gains a parameter before its fragment", () => {
    assertEquals(
      withParameter("/chats/1/-2?at=3#m3", "said", "a.said.b"),
      "/chats/1/-2?at=3&said=a.said.b#m3",
    );
    assertEquals(withParameter("/?said=x", "said", "y"), "/?said=y");
    assertEquals(withParameter("/.//evil.example", "said", "y"), "/?said=y");
  });

  test("never leads to another host", () => {
    for (
      const text of [
        "",
        "https://evil.example/",
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "/\t/evil.example",
        "\\\\evil.example",
        "/.//evil.example",
        "/./\\evil.example",
        "/.\\/evil.example",
        "/.\t//evil.example",
        "/%2e//evil.example",
        "/x/..//evil.example",
        "/x/%2E%2e//evil.example",
        "/.//user:secret@evil.example",
        "javascript:alert(1)",
        "evil",
      ]
    ) assertEquals(toLocalPath(text), "/", JSON.stringify(text));
  });

  test("resolves to the console's own origin, whatever the input", () => {
    const random = createRandom(20_406);
    const pick = () => pieces[Math.floor(random() * pieces.length)] ?? "";
    for (let round = 0; round < 20_000; round++) {
      const text = `${random() < 0.9 ? "/" : ""}${
        Array.from({ length: 1 + Math.floor(random() * 8) }, pick).join("")
      }`;
      assertStays(toLocalPath(text), text);
      assertStays(withParameter(text, "said", "a.said.b"), text);
    }
  });
});
