import { assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import { checkInitData, oldestInitDataMs } from "../../src/account/init_data.ts";
import { encodeUtf8 } from "../../src/base/bytes.ts";

const token = `4242:${"S".repeat(35)}`;
const nowMs = 1_790_000_000_000;

async function hmac(key: BufferSource, text: string): Promise<ArrayBuffer> {
  const imported = await crypto.subtle.importKey("raw", key, { name: "HMAC", hash: "SHA-256" }, false, [
    "sign",
  ]);
  return await crypto.subtle.sign("HMAC", imported, encodeUtf8(text));
}

/** What Telegram gives a Mini App, made step by step as the documentation says, with other tools than the code under test. */
async function sign(fields: Record<string, string>, botToken = token): Promise<string> {
  const text = Object.keys(fields).sort().map((name) => `${name}=${fields[name]}`).join("\n");
  const secret = await hmac(encodeUtf8("WebAppData"), botToken);
  const hash = [...new Uint8Array(await hmac(secret, text))].map((byte) => byte.toString(16).padStart(2, "0"))
    .join("");
  return new URLSearchParams({ ...fields, hash }).toString();
}

function fieldsAt(ms: number, user = '{"id":279058397,"first_name":"Ada & Co","language_code":"en"}') {
  return { query_id: "AAHdF6IQAAAAAN0XohDhrOrc", user, auth_date: String(ms / 1000), signature: "abc-_" };
}

describe("initData of a Mini App", () => {
  test("tells who opened it", async () => {
    assertEquals(checkInitData(await sign(fieldsAt(nowMs)), token, nowMs), 279_058_397);
  });

  test("counts for nothing with another bot's token, or changed", async () => {
    const data = await sign(fieldsAt(nowMs));
    assertEquals(checkInitData(data, `4242:${"T".repeat(35)}`, nowMs), undefined);
    assertEquals(checkInitData(data.replace("279058397", "279058398"), token, nowMs), undefined);
    assertEquals(checkInitData(`${data}&start_param=x`, token, nowMs), undefined);
    for (const text of ["", "hash=", `hash=${"0".repeat(64)}`, "%", data.replace(/hash=\w+/, "hash=zz")]) {
      assertEquals(checkInitData(text, token, nowMs), undefined);
    }
  });

  test("counts for nothing when it is old, or of the future", async () => {
    const check = async (ageMs: number) => checkInitData(await sign(fieldsAt(nowMs - ageMs)), token, nowMs);
    assertEquals(await check(oldestInitDataMs), 279_058_397);
    assertEquals(await check(oldestInitDataMs + 1000), undefined);
    assertEquals(await check(-60_000), 279_058_397);
    assertEquals(await check(-61_000), undefined);
  });

  test("without a time or a user is nobody's", async () => {
    for (const user of ["", "[]", "{}", '{"id":"1"}', '{"id":1.5}', "null"]) {
      assertEquals(checkInitData(await sign(fieldsAt(nowMs, user)), token, nowMs), undefined);
    }
    const { auth_date: _date, ...timeless } = fieldsAt(nowMs);
    assertEquals(checkInitData(await sign(timeless), token, nowMs), undefined);
  });
});
