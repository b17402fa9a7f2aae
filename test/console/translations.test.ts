import { assert, assertEquals } from "@std/assert";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { createLocale } from "../../src/console/language/locale.ts";
import { everyText } from "../../src/console/language/every_text.ts";
import type { Text } from "../../src/console/language/text.ts";

const root = join(dirname(fileURLToPath(import.meta.url)), "../../src/console");
const texts: readonly (readonly [key: string, text: Text])[] = Object.entries(everyText);

const sources = readdirSync(root, { recursive: true, encoding: "utf8" })
  .filter((name) => /\.tsx?$/.test(name))
  .map((name) => ({ name, text: readFileSync(join(root, name), "utf8") }));

function formsOf(text: string | Readonly<Record<string, string>>): readonly string[] {
  return typeof text === "string" ? [text] : Object.values(text);
}

function placeholdersOf(text: string): readonly string[] {
  return [...text.matchAll(/\{([\w-]+)\}/g)].map(([, name]) => name!).sort();
}

describe("the texts of the console", () => {
  test("have the same placeholders in both languages and every form", () => {
    for (const [key, { en, ru }] of texts) {
      const wanted = placeholdersOf(formsOf(en).at(-1)!);
      for (const form of [...formsOf(en), ...formsOf(ru)]) assertEquals(placeholdersOf(form), wanted, key);
    }
  });

  test("have a form for each plural category of their language", () => {
    for (const [key, text] of texts) {
      for (const [language, forms] of Object.entries(text)) {
        if (typeof forms === "string") continue;
        const { pluralCategories } = new Intl.PluralRules(language).resolvedOptions();
        assertEquals(Object.keys(forms).sort(), [...pluralCategories].sort(), `${language} ${key}`);
      }
    }
  });

  test("use Cyrillic letters in Russian", () => {
    for (const [key, { ru }] of texts) {
      for (const form of formsOf(ru)) {
        const words = form.replace(/\{[\w-]+\}/g, "").replace(/BotMux|Telegram/g, "");
        assert(/[а-яё]/i.test(words) || !/[a-z]{3}/i.test(words), `${key}: ${form}`);
      }
    }
  });

  test("have unique keys", () => {
    const counts = new Map<string, number>();
    for (const file of sources.filter(({ name }) => name.endsWith("texts.ts"))) {
      for (const [, key] of file.text.matchAll(/^ {2}"([\w.-]+)": \{/gm)) {
        counts.set(key!, (counts.get(key!) ?? 0) + 1);
      }
    }
    assertEquals([...counts].filter(([, count]) => count > 1), []);
    assertEquals(counts.size, texts.length);
  });

  test("are all used", () => {
    const code = sources.filter(({ name }) => !name.endsWith("texts.ts")).map(({ text }) => text).join("\n");
    const patterns = [...code.matchAll(/`([a-z][\w-]*\.[\w.-]*)\$\{[^`]*?\}([\w.-]*)`/g)]
      .map(([, start, end]) => [start!, end!] as const);
    const unused = texts.map(([key]) => key).filter((key) =>
      !code.includes(`"${key}"`) &&
      !patterns.some(([start, end]) => key.startsWith(start) && key.endsWith(end))
    );
    assertEquals(unused, []);
  });

  test("choose the plural form for a number", () => {
    const { t } = createLocale("ru", 0);
    const said = [1, 2, 5, 21, 111].map((count) => t("overview.all-healthy", { count }));
    assertEquals(said, [
      "Работает 1 бот",
      "Все 2 бота работают",
      "Все 5 ботов работают",
      "Работает 21 бот",
      "Все 111 ботов работают",
    ]);
  });

  test("isolate the direction of a name", () => {
    const text = createLocale("en", 0).t("account.signed-in-as", { name: "\u202Eeve", role: "Owner" });
    assertEquals(text, "Signed in as \u2068\u202Eeve\u2069, \u2068Owner\u2069");
  });
});

describe("a locale", () => {
  test("formats numbers, sizes and times as its language does", () => {
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
