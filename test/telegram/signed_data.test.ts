import { assertEquals } from "@std/assert";
import { createHash, createHmac } from "node:crypto";
import { describe, test } from "node:test";
import {
  checkSignedData,
  type SignedDataCheck,
  type SignedDataClaim,
  type SignedDataFault,
} from "../../src/telegram/signed_data.ts";

const token = `4242:${"R".repeat(35)}`;
const nowMs = 1_800_000_000_000;
const atSec = nowMs / 1000 - 60;
const user = { id: 77, first_name: "Ada & Co", username: "ada" };
const miniApp = { query_id: "AAH", user: JSON.stringify(user), auth_date: `${atSec}`, signature: "c2ln" };
const widget = { id: "77", first_name: "Ada", auth_date: `${atSec}` };

/** The fields with the hash that Telegram adds, step by step as its documentation says. */
function sign(kind: SignedDataClaim["kind"], fields: Readonly<Record<string, string>>, key = token) {
  const text = Object.keys(fields).sort().map((name) => `${name}=${fields[name]}`).join("\n");
  const secret = kind === "init_data"
    ? createHmac("sha256", "WebAppData").update(key).digest()
    : createHash("sha256").update(key).digest();
  return { ...fields, hash: createHmac("sha256", secret).update(text).digest("hex") };
}

function check(given: Pick<SignedDataClaim, "kind" | "text"> & Partial<SignedDataClaim>) {
  return checkSignedData({ token, maxAgeSec: 3600, nowMs, ...given });
}

const query = (fields: Readonly<Record<string, string>>) => new URLSearchParams(fields).toString();

describe("checkSignedData", () => {
  test("accepts what a Mini App is given, and parses its fields", () => {
    assertEquals(check({ kind: "init_data", text: query(sign("init_data", miniApp)) }), {
      isValid: true,
      fields: { query_id: "AAH", user, auth_date: atSec },
    });
  });

  test("accepts what the Login Widget gives, as a query string and as a JSON object", () => {
    const signed = sign("login_data", widget);
    const expected: SignedDataCheck = {
      isValid: true,
      fields: { id: 77, first_name: "Ada", auth_date: atSec },
    };
    assertEquals(check({ kind: "login_data", text: query(signed) }), expected);
    const object = JSON.stringify({ ...signed, id: 77, auth_date: atSec });
    assertEquals(check({ kind: "login_data", text: object }), expected);
  });

  test("accepts the example that other implementations are tested with", () => {
    const text =
      "query_id=AAHdF6IQAAAAAN0XohDhrOrc&user=%7B%22id%22%3A279058397%2C%22first_name%22%3A%22Vladislav%22%2C%22last_name%22%3A%22Kibenko%22%2C%22username%22%3A%22vdkfrost%22%2C%22language_code%22%3A%22ru%22%2C%22is_premium%22%3Atrue%7D&auth_date=1662771648&hash=c501b71e775f74ce10e377dea85a7ea24ecd640b223ea86dfe453e0eaed2e2b2";
    const claim = { kind: "init_data", text, nowMs: 1_662_771_648_000 } as const;
    const answer = check({ ...claim, token: "5768337691:AAH5YkoiEuPk8-FZa32hStHTqXiLPtAEhx8" });
    assertEquals(answer.isValid && answer.fields["auth_date"], 1_662_771_648);
  });

  const signed = sign("init_data", miniApp);
  const faults: readonly (readonly [what: string, text: string, fault: SignedDataFault])[] = [
    ["a changed field", query({ ...signed, query_id: "AAI" }), "wrong_hash"],
    ["an added field", query({ ...signed, chat_type: "group" }), "wrong_hash"],
    ["the hash of another bot", query(sign("init_data", miniApp, `4243:${"R".repeat(35)}`)), "wrong_hash"],
    ["the hash of the Login Widget", query(sign("login_data", miniApp)), "wrong_hash"],
    ["no hash", query(miniApp), "malformed"],
    ["a hash that is too short", query({ ...signed, hash: signed.hash.slice(2) }), "malformed"],
    ["a field that stands twice", `${query(signed)}&query_id=AAH`, "malformed"],
    ["no time", query(sign("init_data", { query_id: "AAH" })), "malformed"],
    ["nothing", "", "malformed"],
    ["JSON that is cut off", '{"hash":', "malformed"],
    ["JSON with a nested field", JSON.stringify({ ...signed, user }), "malformed"],
    [
      "data that is too old",
      query(sign("init_data", { ...miniApp, auth_date: `${atSec - 3600}` })),
      "expired",
    ],
    ["data of the future", query(sign("init_data", { ...miniApp, auth_date: `${atSec + 120}` })), "expired"],
  ];
  for (const [what, text, fault] of faults) {
    test(`refuses ${what}`, () => {
      assertEquals(check({ kind: "init_data", text }), { isValid: false, fault });
    });
  }

  test("gives fields of any name without touching the prototype", () => {
    const text = query(sign("init_data", { ...miniApp, __proto__x: "1", constructor: "2" }));
    const answer = check({ kind: "init_data", text });
    assertEquals(answer.isValid && Object.entries(answer.fields).length, 5);
  });
});
