import { assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import { everyMeaning } from "../../src/http/api/telegram_meaning.ts";
import { translateSentence } from "../../src/ui/sentences.ts";

describe("translateSentence()", () => {
  test("knows whole sentences", () => {
    assertEquals(translateSentence("ru", "is missing"), "нужно заполнить");
    assertEquals(translateSentence("ru", "Never heard"), undefined);
    assertEquals(translateSentence("en", "is missing"), undefined);
    for (const name of ["constructor", "__proto__"]) {
      assertEquals([translateSentence("ru", name), translateSentence(name, "is missing")], [
        undefined,
        undefined,
      ]);
    }
  });

  test("keeps what differs in a sentence", () => {
    assertEquals(
      translateSentence("ru", "must not have more than 4096 characters"),
      "должно быть символов не больше 4096",
    );
    assertEquals(
      translateSentence("ru", "This needs the role owner; yours is $&"),
      "Для этого нужна роль owner, а у вас $&",
    );
  });

  test("leaves Telegram's words as they are, before what they mean", () => {
    const meaning = "There is no such join request any more";
    assertEquals(
      translateSentence("ru", `Bad Request: HIDE_REQUESTER_MISSING. ${meaning}`),
      "Bad Request: HIDE_REQUESTER_MISSING. Этой заявки на вступление больше нет",
    );
  });

  test("knows all that BotMux says of Telegram's refusals", () => {
    const missing = everyMeaning.filter((meaning) => translateSentence("ru", `No. ${meaning}`) === undefined);
    assertEquals(missing, []);
  });

  test("takes no time for what is long", () => {
    assertEquals(translateSentence("ru", "must be one of ".repeat(10_000)), undefined);
  });
});
