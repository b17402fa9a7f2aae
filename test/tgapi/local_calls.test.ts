import { createHmac } from "node:crypto";
import { describe, test } from "node:test";
import { assert, assertEquals, assertMatch } from "@std/assert";
import { encodeUtf8 } from "../../src/base/bytes.ts";
import type { WebhookParameters } from "../../src/tgapi/door/ports.ts";
import { accessToken, realToken, serveDoor } from "../support/bot_api_door.ts";
import { multipartClients, writeMultipart } from "../support/client_bodies.ts";
import { rawAnswer, startRawUpstream } from "../support/raw_upstream.ts";

const json = { "content-type": "application/json" };

/** A door before an upstream that must not be asked anything. */
async function withDoor(
  work: (base: string, door: Awaited<ReturnType<typeof serveDoor>>) => Promise<void>,
): Promise<void> {
  await using upstream = await startRawUpstream(() => rawAnswer('{"ok":true,"result":"upstream"}'));
  await using door = await serveDoor(upstream.url);
  await work(`${door.url}/tgapi/bot${realToken}`, door);
  assertEquals(upstream.requests, []);
}

describe("calls that are answered here", () => {
  const spellings = [
    "/logOut",
    "/logout",
    "/LOGOUT",
    "/Close",
    "/%6CogOut",
    "/?method=logOut",
    "/?method=CLOSE",
    "/test/logOut",
  ];
  for (const path of spellings) {
    test(`${path} answers true and never reaches upstream`, () =>
      withDoor(async (base) => {
        for (const method of ["GET", "POST"]) {
          const answer = await (await fetch(base + path, { method })).json();
          assertEquals(answer, { ok: true, result: true });
        }
      }));
  }

  test("the method may be in a JSON, form or multipart body", () =>
    withDoor(async (base, door) => {
      const form = new FormData();
      form.set("method", "setWebhook");
      form.set("url", "https://x.example");
      const bodies: RequestInit[] = [
        { headers: json, body: '{"method":"SetWebhook","url":"https://x.example"}' },
        { body: new URLSearchParams({ method: "setwebhook", url: "https://x.example" }) },
        { body: form },
      ];
      for (const init of bodies) {
        const response = await fetch(`${base}/`, { method: "POST", ...init });
        assertEquals(await response.json(), { ok: true, result: true, description: "Webhook was set" });
      }
      assertEquals(door.localCalls.map(([name]) => name), ["setWebhook", "setWebhook", "setWebhook"]);
    }));

  test("getUpdates hands over clamped parameters and the caller's consumer", () =>
    withDoor(async (base, door) => {
      await (await fetch(`${base}/getUpdates?timeout=60&offset=-3`)).text();
      const named = base.replace("/tgapi/", "/tgapi/c/analytics/");
      await (await fetch(`${named}/GETUPDATES`, { method: "POST", headers: json, body: '{"limit":0}' }))
        .text();
      const rest = { allowedUpdates: undefined };
      assertEquals(door.localCalls, [
        ["getUpdates", { consumerId: 1, offset: -3, limit: 100, timeoutSec: 50, ...rest }],
        ["getUpdates", { consumerId: 2, offset: 0, limit: 1, timeoutSec: 0, ...rest }],
      ]);
    }));

  test("getWebhookInfo answers the object it is given", () =>
    withDoor(async (base) => {
      const { result } = await (await fetch(`${base}/getWebhookInfo`)).json();
      assertEquals(result, { url: "", has_custom_certificate: false, pending_update_count: 0 });
    }));

  test("setWebhook with an empty url deletes", () =>
    withDoor(async (base, door) => {
      const response = await fetch(`${base}/setWebhook?url=&drop_pending_updates=Yes`, { method: "POST" });
      assertEquals((await response.json()).description, "Webhook was deleted");
      const given = { allowedUpdates: undefined, dropPendingUpdates: true };
      assertEquals(door.localCalls, [["deleteWebhook", given]]);
    }));

  test("setWebhook as multipart is a setWebhook, certificate included", () =>
    withDoor(async (base, door) => {
      const form = new FormData();
      form.set("url", "http://backend:3000/hook");
      form.set("secret_token", "s-1");
      form.set("certificate", new Blob(["PEM"]), "cert.pem");
      await (await fetch(`${base}/setWebhook`, { method: "POST", body: form })).text();
      const [name, given] = door.localCalls[0] ?? [];
      assertEquals(name, "setWebhook");
      assert(typeof given === "object" && given !== null && "certificate" in given && "url" in given);
      assertEquals(given.url, "http://backend:3000/hook");
      const { certificate } = given;
      assert(typeof certificate === "object" && certificate !== null && "bytes" in certificate);
      assertEquals(certificate.bytes, new TextEncoder().encode("PEM"));
    }));

  for (const client of multipartClients) {
    test(`setWebhook takes the certificate that ${client} sends`, () =>
      withDoor(async (base, door) => {
        const { contentType, body } = writeMultipart(client, {
          fields: [["url", "https://backend:8443/hook"]],
          files: [{ name: "certificate", filename: "c.pem", content: "PEM" }],
          areFilesFirst: true,
        });
        const headers = { "content-type": contentType };
        const response = await fetch(`${base}/setWebhook`, { method: "POST", headers, body });
        const [name, given] = door.localCalls[0] ?? [];
        assertEquals([response.status, name], [200, "setWebhook"]);
        const { url, certificate } = given as Pick<WebhookParameters, "url" | "certificate">; // Told by its name.
        assertEquals([url, certificate?.filename], ["https://backend:8443/hook", "c.pem"]);
        assertEquals(certificate?.bytes, encodeUtf8("PEM"));
      }));
  }

  test("a setWebhook that cannot be read is refused with 400 and changes nothing", () =>
    withDoor(async (base, door) => {
      const part = '--b\r\nContent-Disposition: form-data; name="url"\r\n\r\nhttps://x.example\r\n';
      const cases = [
        ["multipart/form-data; boundary=b", part],
        ["multipart/form-data; boundary=b", `${part}--b\r\nnonsense\r\n\r\nx\r\n--b--`],
        ["multipart/form-data; boundary=c", `${part}--b--`],
        ["multipart/form-data", `${part}--b--`],
      ];
      for (const [contentType = "", body = ""] of cases) {
        for (const method of ["setWebhook", "deleteWebhook", "getUpdates", ""]) {
          const headers = { "content-type": contentType };
          const response = await fetch(`${base}/${method}`, { method: "POST", headers, body });
          const { ok, error_code, description } = await response.json();
          assertEquals([response.status, ok, error_code], [400, false, 400]);
          assertMatch(description, /^Bad Request: can't read the multipart body: /);
        }
      }
      assertEquals(door.localCalls, []);
    }));

  test("a setWebhook in JSON that breaks off is refused with 400 and changes nothing", () =>
    withDoor(async (base, door) => {
      const bodies = [
        '{"url":"https://x.example","secret_token":"s',
        "{",
        '{"url":"https://x.example",}',
        "url=x",
      ];
      for (const body of bodies) {
        const response = await fetch(`${base}/setWebhook`, { method: "POST", headers: json, body });
        const { error_code, description } = await response.json();
        assertEquals([error_code, description], [400, "Bad Request: can't read the JSON body to its end"]);
      }
      assertEquals(door.localCalls, []);
      for (const body of ["", "{}", "null"]) {
        const response = await fetch(`${base}/setWebhook`, { method: "POST", headers: json, body });
        assertEquals((await response.json()).description, "Webhook was deleted");
      }
    }));

  test("a form larger than 1 MiB is refused, not cut", () =>
    withDoor(async (base, door) => {
      const big = "x".repeat(1024 * 1024);
      const response = await fetch(`${base}/setWebhook`, {
        method: "POST",
        body: new URLSearchParams({ url: "https://x.example", big }),
      });
      assertEquals(await response.json(), {
        ok: false,
        error_code: 413,
        description: "Request Entity Too Large",
      });
      assertEquals(door.localCalls, []);
    }));

  test("a chunked body without a length is refused at the same size", () =>
    withDoor(async (base) => {
      let sent = 0;
      const body = new ReadableStream<Uint8Array>({
        pull(controller) {
          if (sent++ < 20) controller.enqueue(new Uint8Array(64 * 1024));
          else controller.close();
        },
      });
      const init: RequestInit & { duplex: "half" } = { method: "POST", headers: json, body, duplex: "half" };
      assertEquals((await fetch(`${base}/setWebhook`, init)).status, 413);
    }));
});

describe("tokens", () => {
  const refusals: [token: string, code: number, description: string][] = [
    ["0123:abc", 401, "Unauthorized: invalid token specified"],
    ["nocolon", 401, "Unauthorized: invalid token specified"],
    [`1:${"a".repeat(90)}`, 401, "Unauthorized: invalid token specified"],
    ["-5:abcdefghijklmnopqrstuvwxyz", 401, "Unauthorized: invalid token specified"],
    ["abc:abcdefghijklmnopqrstuvwxyz", 421, "Misdirected Request: unallowed token specified"],
    ["123:short", 401, "Unauthorized"],
    ["123:abcdefghijklmnopqrstuvwxyz", 401, "Unauthorized"],
  ];
  for (const [token, code, description] of refusals) {
    test(`${token} is refused in Telegram's words`, () =>
      withDoor(async (_base, door) => {
        const response = await fetch(`${door.url}/tgapi/bot${token}/getMe`);
        assertEquals(response.status, code);
        assertEquals(await response.json(), { ok: false, error_code: code, description });
      }));
  }

  test("a token that upstream accepts is added when the lookup says so", async () => {
    await using upstream = await startRawUpstream(() => rawAnswer('{"ok":true,"result":1}'));
    const fresh = `77:${"N".repeat(35)}`;
    await using door = await serveDoor(upstream.url, {
      lookup: {
        find: () => undefined,
        register: (token) =>
          Promise.resolve({
            botId: 77,
            realToken: token,
            presentedToken: token,
            consumerId: 1,
            accessTokenId: undefined,
            scope: {},
          }),
      },
    });
    assertEquals(await (await fetch(`${door.url}/bot${fresh}/getMe`)).json(), { ok: true, result: 1 });
  });

  test("a consumer that does not exist is 404, and an access token has no other than its own", () =>
    withDoor(async (_base, door) => {
      for (const path of [`c/nosuch/bot${realToken}`, `c/analytics/bot${accessToken}`]) {
        assertEquals((await fetch(`${door.url}/tgapi/${path}/getUpdates`)).status, 404);
      }
    }));
});

describe("paths and verbs", () => {
  test("unknown paths and methods with other characters are 404 without asking upstream", () =>
    withDoor(async (base, door) => {
      for (const path of ["/get%2FMe", "/get-me", "/getM%C3%A9", "/"]) {
        const answer = await (await fetch(base + path)).json();
        assertEquals([path, answer.description], [path, "Not Found: method not found"]);
      }
      assertEquals((await (await fetch(`${door.url}/tgapi/nothing`)).json()).description, "Not Found");
    }));

  test("verbs other than GET and POST are 501, as JSON", () =>
    withDoor(async (base) => {
      for (const method of ["PUT", "DELETE", "OPTIONS", "PATCH"]) {
        const response = await fetch(`${base}/getMe`, { method });
        assertEquals([response.status, (await response.json()).error_code], [501, 501]);
      }
    }));
});

describe("checkInitData", () => {
  function signed(token: string): string {
    const fields = { auth_date: `${Math.floor(Date.now() / 1000)}`, query_id: "AAH" };
    const text = `auth_date=${fields.auth_date}\nquery_id=AAH`;
    const secret = createHmac("sha256", "WebAppData").update(token).digest();
    return `${new URLSearchParams(fields)}&hash=${createHmac("sha256", secret).update(text).digest("hex")}`;
  }
  const ask = async (url: string, body: Readonly<Record<string, string>>) =>
    await (await fetch(url, { method: "POST", body: new URLSearchParams(body) })).json();

  test("checks against the real token, whichever token the caller has", () =>
    withDoor(async (base, door) => {
      const initData = signed(realToken);
      const withAccessToken = `${door.url}/tgapi/bot${accessToken}`;
      for (const url of [base, withAccessToken]) {
        const { result } = await ask(`${url}/checkInitData`, { init_data: initData });
        assertEquals([result.is_valid, result.fields.query_id], [true, "AAH"]);
      }
      const forged = await ask(`${withAccessToken}/checkInitData`, { init_data: signed(accessToken) });
      assertEquals(forged, { ok: true, result: { is_valid: false, reason: "wrong_hash" } });
    }));

  test("refuses invalid parameters", () =>
    withDoor(async (base) => {
      for (const body of [{}, { init_data: "a", login_data: "b" }, { init_data: "a", max_age: "0" }]) {
        assertEquals((await ask(`${base}/checkInitData`, body)).error_code, 400);
      }
    }));

  test("tells no listener what was checked", async () => {
    const told: unknown[] = [];
    await using upstream = await startRawUpstream(() => rawAnswer('{"ok":true,"result":"upstream"}'));
    const listener = { isListening: true, answeredHere: (answer: unknown) => void told.push(answer) };
    await using door = await serveDoor(upstream.url, { listener });
    const url = `${door.url}/tgapi/bot${realToken}/checkInitData`;
    await ask(url, { init_data: signed(realToken) });
    await ask(url, { init_data: signed(realToken), max_age: "-1" });
    assertEquals(JSON.stringify(told).includes("hash="), false);
    assertEquals(told.length, 1);
  });
});
