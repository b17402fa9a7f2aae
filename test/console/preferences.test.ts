import { assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import { readPreferences, toPreferenceCookies } from "../../src/console/serve/preferences.ts";

function languageFor(accepted: string, cookie = ""): string {
  return readPreferences(new Headers({ "accept-language": accepted, cookie })).language;
}

describe("the language", () => {
  test("is the supported one that the browser prefers", () => {
    assertEquals(languageFor("ru"), "ru");
    assertEquals(languageFor("de-DE,de;q=0.9,ru-RU;q=0.8,en;q=0.7"), "ru");
    assertEquals(languageFor("ru;q=0.1, en-GB;q=0.9"), "en");
    assertEquals(languageFor("ru;q=0, fr"), "en");
    assertEquals(languageFor("*"), "en");
    assertEquals(languageFor(""), "en");
  });

  test("is the chosen one, whatever the browser prefers", () => {
    assertEquals(languageFor("ru", "a=b; botmux_language=en"), "en");
    assertEquals(languageFor("ru", "botmux_language=constructor"), "ru");
  });
});

describe("the theme", () => {
  test("is the system's until one is chosen", () => {
    assertEquals(readPreferences(new Headers()).theme, "system");
    assertEquals(readPreferences(new Headers({ cookie: "botmux_theme=dark" })).theme, "dark");
    assertEquals(readPreferences(new Headers({ cookie: "botmux_theme=<b>" })).theme, "system");
  });
});

describe("cookies of preferences", () => {
  test("keep only values that exist", () => {
    assertEquals(toPreferenceCookies("xx; Domain=evil", "", false), []);
    assertEquals(toPreferenceCookies("ru", "dark", true), [
      "botmux_language=ru; Path=/; Max-Age=31536000; HttpOnly; SameSite=Lax; Secure",
      "botmux_theme=dark; Path=/; Max-Age=31536000; HttpOnly; SameSite=Lax; Secure",
    ]);
  });
});
