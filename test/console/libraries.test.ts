import { assert, assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import { libraryGroups } from "../../src/console/connect/libraries/every_library.ts";
import { fillAddress, type Library } from "../../src/console/connect/libraries/library.ts";

const libraries: readonly Library[] = libraryGroups.flatMap(({ libraries }) => libraries);
const address = { origin: "http://botmux.local:8080", base: "http://botmux.local:8080/tgapi" };

function textOf({ code, setting }: Library): string {
  return code?.join("\n") ?? setting?.value ?? "";
}

describe("the libraries", () => {
  test("have unique IDs that fit into URLs", () => {
    const ids = libraries.map(({ id }) => id);
    assertEquals(new Set(ids).size, ids.length);
    for (const id of ids) assert(/^[a-z0-9-]+$/.test(id), id);
  });

  test("show either code or a field of settings", () => {
    for (const library of libraries) {
      assert((library.code === undefined) !== (library.setting === undefined), library.id);
      assert(textOf(library).length > 0, library.id);
    }
  });

  test("show an address with every placeholder filled in", () => {
    for (const library of libraries) {
      const text = fillAddress(textOf(library), address);
      assert(text.includes("botmux.local"), library.id);
      assert(!/\{[a-z]+\}/.test(text), text);
    }
  });

  test("get a path exactly when they take one", () => {
    for (const library of libraries) {
      assertEquals(
        fillAddress(textOf(library), address).includes("/tgapi"),
        library.reach === "url",
        library.id,
      );
    }
  });

  test("are all there", () => {
    const names = libraries.map(({ name }) => name);
    const wanted = [
      "aiogram",
      "grammY",
      "telegraf",
      "gramIO",
      "telebot",
      "TelegramBots",
      "teloxide",
      "Home Assistant",
      "n8n",
    ];
    assertEquals(wanted.filter((name) => !names.includes(name)), []);
    assertEquals(names.length, 19);
  });
});

describe("fillAddress()", () => {
  test("knows the default ports", () => {
    const at = (origin: string) => fillAddress("{scheme} {host} {port}", { origin, base: `${origin}/tgapi` });
    assertEquals(at("https://bots.example"), "https bots.example 443");
    assertEquals(at("http://bots.example"), "http bots.example 80");
    assertEquals(at("http://[::1]:8080"), "http [::1] 8080");
  });
});
