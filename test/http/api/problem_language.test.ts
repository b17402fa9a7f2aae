import { assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import { testApiKey } from "../../support/api_client.ts";
import { type ApiSetup, openApi } from "../../support/api_setup.ts";

/** Sends nothing to the group, which is refused; gives the language of the problem, its sentence and the first error. */
async function refusedIn({ served, bot, upstream }: ApiSetup, language: string, body: unknown) {
  const answer = await fetch(`${served.url}/api/v1/bots/${bot}/chats/${upstream.group}/messages`, {
    method: "POST",
    headers: {
      authorization: `Bearer ${testApiKey}`,
      "content-type": "application/json",
      "accept-language": language,
    },
    body: JSON.stringify(body),
  });
  const { detail, errors, telegram } = await answer.json();
  return { language: answer.headers.get("content-language"), detail, error: errors?.[0]?.detail, telegram };
}

describe("Problems of the management API", () => {
  test("are in the requested language, or English", async () => {
    await using setup = await openApi();
    const russian = await refusedIn(setup, "ru-RU, en;q=0.5", { text: "" });
    assertEquals([russian.language, russian.detail, russian.error], [
      "ru",
      "Запрос составлен неверно. Проверьте отмеченное.",
      "нужно заполнить",
    ]);
    for (const language of ["fr", "*", "en, ru;q=0.1"]) {
      const { language: told, detail } = await refusedIn(setup, language, { text: "" });
      assertEquals([told, detail], ["en", "The request is invalid. See `errors`."]);
    }
  });

  test("keep what Telegram said", async () => {
    await using setup = await openApi();
    const description = "Bad Request: not enough rights to send text messages to the chat";
    setup.upstream.sandbox.faults.add({ method: "sendMessage", status: 400, description });
    const { detail, telegram } = await refusedIn(setup, "ru", { text: "Hello" });
    assertEquals(telegram.description, description);
    assertEquals(
      detail,
      `${description}. Боту не хватает права. Сделайте его администратором чата с нужным правом.`,
    );
  });
});
