import { assert, assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import { withoutUser } from "../../src/telegram/without_user.ts";

const gone = { id: 42, is_bot: false, first_name: "Mallory" };
const ann = { id: 43, is_bot: false, first_name: "Ann" };
const nobody = { id: 0, is_bot: false, first_name: "" };

describe("withoutUser()", () => {
  const cases: [name: string, value: unknown, left: unknown][] = [
    ["a message of theirs that somebody replied to", {
      from: ann,
      reply_to_message: { message_id: 1, from: gone },
    }, {
      from: ann,
    }],
    [
      "where something was forwarded from",
      { text: "x", forward_origin: { type: "user", sender_user: gone } },
      {
        text: "x",
      },
    ],
    ["whom somebody mentions", { entities: [{ type: "text_mention", user: gone }] }, {
      entities: [{ type: "text_mention", user: nobody }],
    }],
    ["whose contact somebody shared", { contact: { user_id: 42, first_name: "Mallory" }, date: 1 }, {
      date: 1,
    }],
    ["the private chat with them", { chat: { id: 42, type: "private", first_name: "Mallory" } }, {
      chat: nobody,
    }],
    ["who joined with others", { new_chat_members: [gone, ann] }, { new_chat_members: [nobody, ann] }],
  ];
  for (const [name, value, left] of cases) {
    test(`takes out ${name}`, () => assertEquals(withoutUser(value, 42), left));
  }

  test("returns the same value when the user is not in it", () => {
    const value = { from: ann, text: "42 apples", chat: { id: 7, type: "private" }, date: 42 };
    assert(withoutUser(value, 42) === value);
  });
});
