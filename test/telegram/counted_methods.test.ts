import { assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import { countMessages, isCountedMethod } from "../../src/telegram/counted_methods.ts";
import { methodNames } from "../../src/telegram/method_names.ts";
import { readQuery } from "../../src/telegram/parameters.ts";

describe("isCountedMethod", () => {
  test("holds for every method that sends, forwards, copies or edits messages, and no other", () => {
    const counted = methodNames.filter((name) => isCountedMethod(name.toLowerCase()));
    assertEquals([...counted].sort(), [
      "copyMessage",
      "copyMessages",
      "editMessageCaption",
      "editMessageChecklist",
      "editMessageLiveLocation",
      "editMessageMedia",
      "editMessageReplyMarkup",
      "editMessageText",
      "forwardMessage",
      "forwardMessages",
      "sendAnimation",
      "sendAudio",
      "sendChecklist",
      "sendContact",
      "sendDice",
      "sendDocument",
      "sendGame",
      "sendInvoice",
      "sendLivePhoto",
      "sendLocation",
      "sendMediaGroup",
      "sendMessage",
      "sendPaidMedia",
      "sendPhoto",
      "sendPoll",
      "sendRichMessage",
      "sendSticker",
      "sendVenue",
      "sendVideo",
      "sendVideoNote",
      "sendVoice",
      "stopMessageLiveLocation",
    ]);
  });

  test("holds for methods that are newer than the table of methods", () => {
    assertEquals(isCountedMethod("sendhologram"), true);
    assertEquals(isCountedMethod("gethologram"), false);
  });
});

describe("countMessages", () => {
  const cases: readonly (readonly [query: string, count: number])[] = [
    ["chat_id=5&text=hello", 1],
    ["media=[{},{},{}]", 3],
    ["message_ids=[1,2,3,4]", 4],
    ["message_ids=[]", 1],
    ["media={}", 1],
    ["media=[", 1],
    [`message_ids=[${"1,".repeat(500)}1]`, 100],
  ];
  for (const [query, count] of cases) {
    test(`counts ${count} for ${query.slice(0, 40)}`, () =>
      assertEquals(countMessages(readQuery(query)), count));
  }
});
