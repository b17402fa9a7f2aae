import { describe, test } from "node:test";
import { assertEquals } from "@std/assert";
import { createScene, refusal, result } from "./calling.ts";

/** What becomes of a text. */
async function sent(text: string, more: object = {}) {
  const { sandbox, bot, group } = createScene();
  const message = await result(sandbox, bot, "sendMessage", { chat_id: group, text, ...more });
  return [message.text, message.entities];
}

async function refused(text: string, more: object = {}): Promise<string> {
  const { sandbox, bot, group } = createScene();
  return (await refusal(sandbox, bot, "sendMessage", { chat_id: group, text, ...more })).replace(
    "Bad Request: ",
    "",
  );
}

const bold = (offset: number, length: number) => ({ entities: [{ type: "bold", offset, length }] });

describe("a text that a bot sends in the sandbox", () => {
  test("has control characters replaced by spaces, and no carriage returns, direction marks or overlays", async () => {
    assertEquals(await sent("a\u0000b\u0007c\td\r\ne \u202Ef\u2028g\u0333"), ["a b c d\ne fg", undefined]);
  });

  test("keeps its entities in place when characters before them are removed", async () => {
    assertEquals(await sent("\r\u202Ea\rb c", bold(2, 3)), ["ab c", [{
      type: "bold",
      offset: 0,
      length: 2,
    }]]);
    assertEquals(await sent(" \n\ta b", bold(0, 4)), ["a b", [{ type: "bold", offset: 0, length: 1 }]]);
  });

  test("is refused when it has no visible text", async () => {
    for (const text of ["", " ", "\n\t\r", "\u200b\u200d\u200e", "\u3000\u2003", "\ufeff", "\u0000"]) {
      assertEquals(await refused(text), "message text is empty");
    }
    assertEquals(await refused("<b> </b>", { parse_mode: "HTML" }), "message text is empty");
  });

  test("is measured in UTF-16 code units after parsing and trimming", async () => {
    assertEquals((await sent(`  <b>${"😀".repeat(2048)}</b>\n`, { parse_mode: "HTML" }))[0].length, 4096);
    assertEquals(await refused("😀".repeat(2048) + "a"), "message is too long");
  });

  test("is cleaned in titles and names, too", async () => {
    const { sandbox, bot, group } = createScene();
    const { venue } = await result(sandbox, bot, "sendVenue", {
      chat_id: group,
      latitude: 1,
      longitude: 1,
      title: "a\u0007b",
      address: "c\rd",
    });
    assertEquals([venue.title, venue.address], ["a b", "cd"]);
  });

  test("is refused with a lone surrogate anywhere", async () => {
    const notUtf8 = "strings must be encoded in UTF-8";
    assertEquals([await refused("a \ud83d b"), await refused("\ude00")], [notUtf8, notUtf8]);
    const reply_markup = { inline_keyboard: [[{ text: "half \ud83d", callback_data: "x" }]] };
    assertEquals(await refused("a", { reply_markup }), notUtf8);
    const whole = { inline_keyboard: [[{ text: "whole \ud83d\ude00 \\ud83d", callback_data: "x" }]] };
    assertEquals(await sent("a", { reply_markup: whole }), ["a", undefined]);
    assertEquals(
      await refused("half &#55357;", { parse_mode: "HTML" }),
      "can't parse entities: Text contains invalid Unicode characters after decoding HTML entities, check for unmatched surrogate code units",
    );
  });

  test("is refused when it is not valid UTF-8, in JSON and in a form", async () => {
    const { sandbox, bot, group } = createScene();
    const ask = async (type: string, body: string) => {
      const bytes = Uint8Array.from(body, (sign) => sign.charCodeAt(0));
      const url = `http://sandbox/bot${bot.token}/sendMessage`;
      const response = await sandbox.fetch(
        new Request(url, { method: "POST", headers: { "content-type": type }, body: bytes }),
      );
      return (await response.json()).description;
    };
    const form = "application/x-www-form-urlencoded";
    const notUtf8 = "Bad Request: strings must be encoded in UTF-8";
    assertEquals(await ask("application/json", `{"chat_id":${group},"text":"a\xff"}`), notUtf8);
    assertEquals(await ask(form, `chat_id=${group}&text=a%FF`), notUtf8);
    assertEquals(await ask(form, `chat_id=${group}&text=%C3%A4%F0%9F%98%80`), undefined);
    assertEquals(await ask("application/json", `{"chat_id":${group},"text":"100%FF"}`), undefined);
  });

  test("is refused with entities that do not fit it", async () => {
    const cases: readonly (readonly [number, number, string])[] = [
      [0, 4, "entity beginning at UTF-16 offset 0 ends after the end of the text at UTF-16 offset 3"],
      [3, 1, "entity beginning at UTF-16 offset 3 ends after the end of the text at UTF-16 offset 3"],
      [4, 1, "entity begins after the end of the text at byte offset 5"],
      [-1, 2, "receive an entity with incorrect offset -1"],
      [0, -2, "receive an entity with incorrect length -2"],
      [2, 1, "entity begins in a middle of a UTF-16 symbol at byte offset 5"],
      [0, 2, "entity beginning at UTF-16 offset 0 ends in a middle of a UTF-16 symbol at byte offset 5"],
    ];
    for (const [offset, length, description] of cases) {
      assertEquals(await refused("a😀", bold(offset, length)), description);
    }
    assertEquals(await sent("a😀", bold(1, 0)), ["a😀", undefined]);
  });
});
