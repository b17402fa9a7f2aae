import { assertEquals, assertMatch, assertNotEquals } from "@std/assert";
import { describe, test } from "node:test";
import { maxInitDataAgeMs, maxInitDataSkewMs, verifyInitData } from "../../src/account/init_data.ts";
import { telegramPublicKeys } from "../../src/telegram/public_keys.ts";
import { forgeInitData, TelegramSigner } from "../support/telegram_signer.ts";

const botId = 4242;
const userId = 279_058_397;
const nowMs = 1_790_000_000_000;
const signer = await TelegramSigner.create();

function fieldsAt(ms: number, user = `{"id":${userId},"first_name":"Ada & Co","language_code":"en"}`) {
  return { query_id: "AAHdF6IQAAAAAN0XohDhrOrc", user, auth_date: String(ms / 1000) };
}

async function sign(fields: Record<string, string>, forBot = botId): Promise<string> {
  return new URLSearchParams({ ...await signer.sign(fields, forBot), hash: "abc" }).toString();
}

function verify(initData: string, publicKey = signer.publicKey) {
  return verifyInitData({ initData, botId, publicKey, nowMs });
}

async function userOf(initData: string): Promise<number | undefined> {
  return (await verify(initData))?.userId;
}

describe("initData of a Mini App", () => {
  test("proves who opened the Mini App, until it expires", async () => {
    const proof = await verify(await sign(fieldsAt(nowMs)));
    assertEquals([proof?.userId, proof?.expiresAtMs], [userId, nowMs + maxInitDataAgeMs]);
    assertMatch(proof?.digest ?? "", /^[0-9a-f]{64}$/);
  });

  test("is rejected without Telegram's signature, even if signed with the bot's token", async () => {
    const forged = forgeInitData(userId, `${botId}:${"S".repeat(35)}`, nowMs);
    assertEquals(await userOf(forged), undefined);
    for (const signature of ["", "abc-_", "A".repeat(86), "A".repeat(85), "%"]) {
      assertEquals(await userOf(`${forged}&signature=${signature}`), undefined, signature);
    }
  });

  test("is rejected when signed by another key, for another bot, or changed", async () => {
    const data = await sign(fieldsAt(nowMs));
    for (const key of [...Object.values(telegramPublicKeys), (await TelegramSigner.create()).publicKey]) {
      assertEquals(await verify(data, key), undefined);
    }
    assertEquals(await userOf(await sign(fieldsAt(nowMs), 4243)), undefined);
    for (
      const changed of [
        data.replace(String(userId), String(userId + 1)),
        `${data}&start_param=x`,
        data.replace(/&auth_date=\d+/, ""),
        "",
        "%",
      ]
    ) assertEquals(await userOf(changed), undefined, changed);
  });

  test("is rejected when it is too old or from the future", async () => {
    const check = async (ageMs: number) => await userOf(await sign(fieldsAt(nowMs - ageMs)));
    assertEquals(await check(maxInitDataAgeMs), userId);
    assertEquals(await check(maxInitDataAgeMs + 1000), undefined);
    assertEquals(await check(-maxInitDataSkewMs), userId);
    assertEquals(await check(-maxInitDataSkewMs - 1000), undefined);
  });

  test("is rejected without a time or a user", async () => {
    for (const user of ["", "[]", "{}", '{"id":"1"}', '{"id":1.5}', "null"]) {
      assertEquals(await userOf(await sign(fieldsAt(nowMs, user))), undefined);
    }
    const { auth_date: _date, ...timeless } = fieldsAt(nowMs);
    assertEquals(await userOf(await sign(timeless)), undefined);
  });

  test("is recognised however it is encoded, and distinguished from data signed at another time", async () => {
    const data = await sign(fieldsAt(nowMs));
    const digestOf = async (text: string) => (await verify(text))?.digest;
    const known = await digestOf(data);
    const reversed = [...new URLSearchParams(data)].reverse();
    assertEquals(await digestOf(new URLSearchParams(reversed).toString()), known);
    assertEquals(await digestOf(data.replace("hash=abc", "hash=def")), known);
    assertNotEquals(await digestOf(await sign(fieldsAt(nowMs - 1000))), known);
  });
});
