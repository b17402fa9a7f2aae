import { assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import { MadeMessages } from "../../src/shadow/made_messages.ts";

function message(message_id: number, text = "") {
  return { message_id, date: 1, chat: { id: 42, type: "private" as const }, text };
}

describe("messages of shadow tokens", () => {
  test("are found by their token, chat and id, as copies", () => {
    const messages = new MadeMessages();
    messages.put(1, message(7, "seven"));
    const found = messages.find({ accessTokenId: 1, chatId: 42, messageId: 7 });
    found!.text = "changed";
    assertEquals(messages.find({ accessTokenId: 1, chatId: 42, messageId: 7 })?.text, "seven");
    assertEquals(messages.find({ accessTokenId: 2, chatId: 42, messageId: 7 }), undefined);
    assertEquals(messages.find({ accessTokenId: 1, chatId: 43, messageId: 7 }), undefined);
    messages.delete({ accessTokenId: 1, chatId: 42, messageId: 7 });
    assertEquals(messages.find({ accessTokenId: 1, chatId: 42, messageId: 7 }), undefined);
  });

  test("are dropped, oldest first, beyond a thousand", () => {
    const messages = new MadeMessages();
    for (let id = 1; id <= 1_001; id++) messages.put(1, message(id));
    const isKnown = (messageId: number) =>
      messages.find({ accessTokenId: 1, chatId: 42, messageId }) !== undefined;
    assertEquals([isKnown(1), isKnown(2), isKnown(1_001)], [false, true, true]);
  });

  test("are dropped beyond their total size", () => {
    const messages = new MadeMessages();
    for (let id = 1; id <= 10; id++) messages.put(1, message(id, "x".repeat(1_000_000)));
    const known = Array.from({ length: 10 }, (_, index) => index + 1).filter((messageId) =>
      messages.find({ accessTokenId: 1, chatId: 42, messageId }) !== undefined
    );
    assertEquals(known, [4, 5, 6, 7, 8, 9, 10]);
  });
});
