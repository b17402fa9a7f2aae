import { assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import { spellMethodPattern } from "../../src/telegram/method_names.ts";

describe("spellMethodPattern", () => {
  for (
    const [pattern, spelled] of [
      ["sendmessage", "sendMessage"],
      ["send*", "send*"],
      ["setmy*", "setMy*"],
      ["*invitelink", "*InviteLink"],
      ["get*count", "get*Count"],
      ["*", "*"],
      ["*chat*", "*chat*"],
      ["ownmethod", "ownmethod"],
      ["own*", "own*"],
    ] as const
  ) {
    test(`spells "${pattern}" as "${spelled}"`, () => assertEquals(spellMethodPattern(pattern), spelled));
  }
});
