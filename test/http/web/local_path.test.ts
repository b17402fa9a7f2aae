import { assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import { toLocalPath } from "../../../src/http/web/local_path.ts";

describe("a path to go on to", () => {
  test("stays as it is within the console", () => {
    assertEquals(toLocalPath("/bots/1?tab=a&b=%2F"), "/bots/1?tab=a&b=%2F");
  });

  test("never leads to another host", () => {
    for (
      const text of [
        "",
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "/\t/evil.example",
        "\\\\evil.example",
        "javascript:alert(1)",
        "evil",
      ]
    ) assertEquals(toLocalPath(text), "/", JSON.stringify(text));
  });
});
