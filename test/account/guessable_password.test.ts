import { assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import { refuseGuessable } from "../../src/account/guessable_password.ts";
import { UsageError } from "../../src/base/errors.ts";

describe("A new password", () => {
  test("is refused when it is common, a pattern, or made of the names of the product and its owner", async () => {
    const refused = [
      "password123",
      "1234567890",
      "qwertyuiop",
      "P@ssw0rd1234",
      "iloveyou1234",
      "letmein12345",
      "qazwsxedcrfv",
      "aaaaaaaaaaaa",
      "abcabcabcabc",
      "botmux2026",
      "Telegram123!",
      "BotmuxTelegram",
      "marina.petrova",
      "petrova2026",
    ];
    const passed: string[] = [];
    for (const password of refused) {
      await refuseGuessable(password, "marina.petrova").then(() => passed.push(password), (error) => {
        if (!(error instanceof UsageError)) throw error;
      });
    }
    assertEquals(passed, []);
  });

  test("is accepted when it is long or random, whatever its characters", async () => {
    const taken = [
      "correct horse battery staple",
      "x9fjq2Lmz8Rt",
      "tXv-Wq0_hLs3",
      "зелёный чайник поёт в лесу",
      "緑の薬缶が森で歌う夜",
      "many small words and no digit",
      "a".concat("¿🦊 ünïcode", " über alles"),
    ];
    for (const password of taken) await refuseGuessable(password, "marina.petrova");
  });

  test("is judged by its first 64 characters, since the check takes more than linear time", async () => {
    const refusal = (password: string) =>
      refuseGuessable(password, "marina").then(() => "taken", () => "refused");
    assertEquals(await refusal("0".repeat(64) + "x9fjq2Lmz8Rt"), "refused");
    assertEquals(await refusal("x9fjq2Lmz8Rt" + "0".repeat(244)), "taken");
  });
});
