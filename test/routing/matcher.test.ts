import { assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import type { Condition } from "../../src/routing/condition.ts";
import { createMatcher } from "../../src/routing/matcher.ts";
import type { UpdateView } from "../../src/routing/update_view.ts";
import { anna, messageView, noonSec, viewOf } from "./updates.ts";

const forum = { id: -100, type: "supergroup", title: "Staff", is_forum: true };
const command = { text: "/start", entities: [{ type: "bot_command", offset: 0, length: 6 }] };

describe("A matcher", () => {
  const cases:
    readonly (readonly [title: string, condition: Condition, view: UpdateView, expected: boolean])[] = [
      ["finds a pattern in a text", { text: "order" }, messageView({ text: "My Order" }), true],
      ["finds a pattern in a caption", { text: "order" }, messageView({ photo: [], caption: "order" }), true],
      ["finds no pattern where there is no text", { text: ".*" }, messageView({ photo: [] }), false],
      ["finds a command", { commands: ["/Start"] }, messageView(command), true],
      ["takes the whole command", { commands: ["star"] }, messageView(command), false],
      ["finds no command in other text", { commands: ["start"] }, messageView({ text: "start" }), false],
      ["knows users", { users: [7] }, messageView(), true],
      ["knows users whose id is a text", { users: ["7"] }, messageView(), true],
      ["knows other users", { users: [8] }, messageView(), false],
      ["knows chats", { chats: [-100, 5] }, messageView({ chat: forum }), true],
      ["knows topics", { topics: [4] }, messageView({ is_topic_message: true, message_thread_id: 4 }), true],
      ["takes no reply for a topic", { topics: [4] }, messageView({ message_thread_id: 4 }), false],
      ["knows types of chat", { types: ["group", "supergroup"] }, messageView({ chat: forum }), true],
      ["knows other types of chat", { types: ["group"] }, messageView(), false],
      ["knows kinds of update", { updates: ["edited_message"] }, messageView({}, "edited_message"), true],
      ["knows other kinds of update", { updates: ["edited_message"] }, messageView(), false],
      ["knows whether there is media", { media: true }, messageView({ voice: {} }), true],
      ["knows whether there is none", { media: false }, messageView({ text: "a" }), true],
      ["knows kinds of media", { media: ["photo"] }, messageView({ voice: {} }), false],
      ["knows languages with their regions", { languages: ["pt"] }, messageView(), true],
      ["knows regions", { languages: ["PT-br"] }, messageView(), true],
      ["knows other regions", { languages: ["pt-pt"] }, messageView(), false],
      ["takes no language for another that begins the same", { languages: ["p"] }, messageView(), false],
      ["knows Premium", { premium: true }, messageView(), true],
      [
        "knows that there is no Premium",
        { premium: false },
        messageView({ from: { ...anna, is_premium: undefined } }),
        true,
      ],
      [
        "says nothing of Premium without a user",
        { premium: false },
        viewOf({ update_id: 1, poll: {} }),
        false,
      ],
      ["knows the time", { time: { zone: "UTC", from: "12:00", to: "12:01" } }, messageView(), true],
      [
        "goes by the time of the message",
        { time: { zone: "UTC", from: "12:00", to: "12:01" } },
        messageView({ date: noonSec + 60 }),
        false,
      ],
      ["wants all members", { users: [7], chats: [8] }, messageView(), false],
      ["wants all of all", { all: [{ users: [7] }, { chats: [8] }] }, messageView(), false],
      ["wants one of any", { any: [{ users: [8] }, { chats: [7] }] }, messageView(), true],
      ["wants any beside other members", { users: [8], any: [{ chats: [7] }] }, messageView(), false],
      ["turns a condition around", { not: { users: [8], chats: [7] } }, messageView(), true],
      [
        "finds an update without ids in no list",
        { not: { users: [7], chats: [7] } },
        viewOf({ update_id: 1 }),
        true,
      ],
    ];
  for (const [title, condition, view, expected] of cases) {
    test(title, () => assertEquals(createMatcher(condition).matches(view), expected));
  }

  test("explains each condition, in the order it is written", () => {
    const condition: Condition = {
      any: [{ text: "order" }, { premium: true }],
      types: ["group"],
      not: { users: [8] },
    };
    assertEquals(createMatcher(condition).explain(messageView({ text: "hi" })), [
      { path: ["any", 0, "text"], holds: false },
      { path: ["any", 1, "premium"], holds: true },
      { path: ["types"], holds: false },
      { path: ["not", "users"], holds: false },
    ]);
  });
});
