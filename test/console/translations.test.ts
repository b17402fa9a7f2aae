import { assert, assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import { createLocale } from "../../src/console/language/locale.ts";
import { english } from "../../src/console/language/en.ts";
import type { Message, Messages } from "../../src/console/language/message.ts";
import { russian } from "../../src/console/language/ru.ts";

const dictionaries: readonly (readonly [string, Messages])[] = [["en", english], ["ru", russian]];

function formsOf(message: Message): readonly string[] {
  return typeof message === "string" ? [message] : Object.values(message);
}

function placeholdersOf(text: string): readonly string[] {
  return [...text.matchAll(/\{([\w-]+)\}/g)].map(([, name]) => name!).sort();
}

describe("the translations", () => {
  test("have the same keys", () => {
    for (const [, messages] of dictionaries) {
      assertEquals(Object.keys(messages).sort(), Object.keys(english).sort());
    }
  });

  test("have the same placeholders in every form", () => {
    for (const [language, messages] of dictionaries) {
      for (const [key, message] of Object.entries(english as Messages)) {
        const wanted = placeholdersOf(formsOf(message).at(-1)!);
        for (const form of formsOf(messages[key]!)) {
          assertEquals(placeholdersOf(form), wanted, `${language} ${key}`);
        }
      }
    }
  });

  test("have exactly the plural forms of their language", () => {
    for (const [language, messages] of dictionaries) {
      const categories = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
      for (const [key, message] of Object.entries(messages)) {
        if (typeof message === "string") continue;
        assertEquals(Object.keys(message).sort(), [...categories].sort(), `${language} ${key}`);
      }
    }
  });

  test("are written in their own letters", () => {
    for (const [key, message] of Object.entries(russian as Messages)) {
      for (const form of formsOf(message)) {
        const words = form.replace(/\{[\w-]+\}/g, "").replace(/BotMux|Telegram/g, "");
        assert(/[а-яё]/i.test(words) || !/[a-z]{3}/i.test(words), `${key}: ${form}`);
      }
    }
  });

  test("choose the form of a number", () => {
    const { t } = createLocale("ru", 0);
    const said = [1, 2, 5, 21, 111].map((count) => t("overview.all-healthy", { count }));
    assertEquals(said, [
      "1 бот, работает",
      "Все 2 бота работают",
      "Все 5 ботов работают",
      "21 бот, работает",
      "Все 111 ботов работают",
    ]);
  });

  test("keep a name's direction to itself", () => {
    const text = createLocale("en", 0).t("account.signed-in-as", { name: "\u202Eeve", role: "Owner" });
    assertEquals(text, "Signed in as \u2068\u202Eeve\u2069, \u2068Owner\u2069");
  });
});

describe("a locale", () => {
  test("writes numbers, sizes and times as its language does", () => {
    const english = createLocale("en", 10_000_000);
    const russian = createLocale("ru", 10_000_000);
    assertEquals(english.number(1234567), "1,234,567");
    assertEquals(english.bytes(1_500_000), "1.5 MB");
    assertEquals(russian.bytes(1_500_000).replace(/\s/g, " "), "1,5 МБ");
    assertEquals(english.relative(10_000_000 - 180_000), "3 minutes ago");
    assertEquals(russian.relative(10_000_000 - 180_000), "3 минуты назад");
    assertEquals(english.bytes(0), "0 bytes");
  });
});
