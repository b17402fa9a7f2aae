import { assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import { matchesWildcard } from "../../src/base/wildcard.ts";

describe("matchesWildcard", () => {
  const cases: readonly (readonly [pattern: string, text: string, matches: boolean])[] = [
    ["sendphoto", "sendphoto", true],
    ["sendphoto", "sendphotos", false],
    ["send*", "sendphoto", true],
    ["send*", "send", true],
    ["send*", "resend", false],
    ["*message", "sendmessage", true],
    ["*message", "sendmessages", false],
    ["*chat*", "getchatmember", true],
    ["get*member*s", "getchatmembers", true],
    ["get*member*s", "getchatmember", false],
    ["*", "", true],
    ["**", "anything", true],
    ["", "", true],
    ["", "x", false],
  ];
  for (const [pattern, text, matches] of cases) {
    test(`"${pattern}" ${matches ? "matches" : "does not match"} "${text}"`, () =>
      assertEquals(matchesWildcard(pattern, text), matches));
  }

  test("matches many stars in little time", () => {
    assertEquals(matchesWildcard("a*".repeat(32), "a".repeat(63) + "b"), true);
    assertEquals(matchesWildcard("*a".repeat(32), "a".repeat(63) + "b"), false);
  });
});
