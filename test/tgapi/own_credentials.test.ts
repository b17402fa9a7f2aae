import { assertEquals } from "@std/assert";
import { once } from "node:events";
import { describe, test } from "node:test";
import { HeaderList } from "../../src/base/header_list.ts";
import { withoutOwnCredentials } from "../../src/tgapi/exchange/own_credentials.ts";
import { accessToken, realToken, serveDoor } from "../support/bot_api_door.ts";
import { connectRaw } from "../support/loopback.ts";
import { rawAnswer, startRawUpstream } from "../support/raw_upstream.ts";

const secret = "S".repeat(43);
const apiKey = `bmx_${"K".repeat(43)}`;
const givenApiKey = "a key of the settings: 0123456789";

function passed(headers: readonly (readonly [string, string])[], givenApiKey?: string) {
  return [...withoutOwnCredentials(HeaderList.of(...headers), givenApiKey)];
}

describe("BotMux's own credentials among headers", () => {
  const cookies: [cookie: string, kept: string | undefined][] = [
    [`botmux=${secret}`, undefined],
    [`__Host-botmux=${secret}`, undefined],
    [`botmux=${secret}; __Host-botmux=${secret}`, undefined],
    [`botmux_device=${secret}; __Host-botmux_device=${secret}`, undefined],
    [`a=1; botmux=${secret}; b="2 3"`, 'a=1; b="2 3"'],
    [`a=1;botmux=${secret};b=2;`, "a=1;b=2;"],
    [`botmux=${secret}; a=1`, "a=1"],
    [` botmux =${secret};  a=1`, "a=1"],
    ["botmux", undefined],
    ["botmux_theme=dark; mybotmux=1; a=botmux=1", "botmux_theme=dark; mybotmux=1; a=botmux=1"],
    ["a=1;  b=2 ;", "a=1;  b=2 ;"],
  ];
  for (const [cookie, kept] of cookies) {
    test(`the cookies ${cookie.replaceAll(secret, "…")} go on as ${kept ?? "none"}`, () => {
      const others: [string, string][] = [["x-mine", `botmux=${secret}`]];
      assertEquals(
        passed([["cookie", cookie.trim()], ...others]),
        kept === undefined ? others : [["cookie", kept], ...others],
      );
    });
  }

  test("an API key is dropped, and other authorizations are kept", () => {
    for (const value of [`Bearer ${apiKey}`, `bearer   ${apiKey} `, `Basic eA==, Bearer ${apiKey}`, apiKey]) {
      assertEquals(passed([["authorization", value.trim()]]), [], value);
    }
    assertEquals(passed([["authorization", `Bearer ${givenApiKey}`]], givenApiKey), []);
    for (
      const value of ["Basic dXNlcjpibXhfa2V5", "Bearer another", "Bearer xbmx_1", `Bearer ${givenApiKey}`]
    ) {
      assertEquals(passed([["authorization", value.trim()]]), [["authorization", value]], value);
    }
  });

  test("headers without them are the very same list", () => {
    const headers = HeaderList.of(["cookie", "a=1"], ["authorization", "Basic eA=="], ["x", "y"]);
    assertEquals(withoutOwnCredentials(headers, givenApiKey) === headers, true);
  });
});

const requests: [what: string, head: string, body: string][] = [
  ["a call", `POST /bot${realToken}/sendMessage`, "{}"],
  ["a call by GET", `GET /tgapi/bot${realToken}/getMe`, ""],
  ["a call with an access token", `POST /bot${accessToken}/sendMessage`, "{}"],
  ["a call whose method stands in the body", `POST /bot${realToken}/`, '{"method":"sendMessage"}'],
  ["a streamed call", `POST /bot${realToken}/sendDocument`, "x".repeat(300_000)],
  ["a download", `GET /file/bot${realToken}/documents/a.txt`, ""],
];

describe("requests that go upstream", () => {
  for (const [what, target, body] of requests) {
    test(`${what} carries neither the console's cookie nor an API key`, async () => {
      await using upstream = await startRawUpstream(() => rawAnswer('{"ok":true,"result":true}'));
      await using door = await serveDoor(upstream.url, { apiKey: givenApiKey });
      for (const authorization of [apiKey, givenApiKey]) {
        const socket = await connectRaw(door.port);
        socket.write(
          `${target} HTTP/1.1\r\nHost: x\r\nCookie: a=1; botmux=${secret}\r\nCookie: __Host-botmux=${secret}\r\n` +
            `Authorization: Bearer ${authorization}\r\nContent-Type: application/json\r\nX-Kept: 1\r\n` +
            `Content-Length: ${body.length}\r\n\r\n${body}`,
        );
        await once(socket, "data");
        socket.destroy();
        const [head = ""] = (upstream.requests.at(-1) ?? "").split("\r\n\r\n");
        const headers = new Map(
          head.split("\r\n").slice(1).map((line) => {
            const [name = "", ...value] = line.split(": ");
            return [name.toLowerCase(), value.join(": ")];
          }),
        );
        assertEquals(
          [headers.get("cookie"), headers.get("authorization"), headers.get("x-kept")],
          ["a=1", undefined, "1"],
        );
      }
    });
  }

  test("other cookies and authorizations go upstream unchanged", async () => {
    await using upstream = await startRawUpstream(() => rawAnswer('{"ok":true,"result":true}'));
    await using door = await serveDoor(upstream.url, { apiKey: givenApiKey });
    const headers = { cookie: 'a=1;b="x y"', authorization: "Bearer of-a-front-server" };
    await (await fetch(`${door.url}/bot${realToken}/getMe`, { headers })).text();
    const sent = upstream.requests.at(-1) ?? "";
    assertEquals(/^cookie: (.*)\r$/im.exec(sent)?.[1], headers.cookie);
    assertEquals(/^authorization: (.*)\r$/im.exec(sent)?.[1], headers.authorization);
  });
});
