import { describe, test } from "node:test";
import { assertEquals } from "@std/assert";
import { accessToken, realToken, serveDoor } from "../support/bot_api_door.ts";
import { ServedBotmux } from "../support/served_botmux.ts";
import { rawAnswer, startRawUpstream } from "../support/raw_upstream.ts";

const origin = "https://app.example";
const credentials = "access-control-allow-credentials";

describe("pages of other origins", () => {
  test("may read every answer: forwarded, local, refused, files", async () => {
    await using upstream = await startRawUpstream((request) =>
      request.includes("/deaf") ? rawAnswer("<html>", "HTTP/1.1 502 X") : rawAnswer(
        '{"ok":true,"result":true}',
        `HTTP/1.1 200 OK\r\nAccess-Control-Allow-Origin: ${origin}\r\nAccess-Control-Allow-Credentials: true`,
      )
    );
    await using door = await serveDoor(upstream.url, { scope: { methods: ["getme"] } });
    const cases: [path: string, status: number, method?: string][] = [
      [`/bot${realToken}/sendMessage`, 200, "POST"],
      [`/bot${accessToken}/getMe`, 200],
      [`/bot${realToken}/getUpdates`, 200],
      [`/bot${realToken}/setWebhook?url=https://x.example`, 200],
      [`/bot${realToken}/close`, 200],
      [`/bot${realToken}/deaf`, 502],
      [`/bot${realToken}/no-method`, 404],
      [`/bot${accessToken}/sendMessage`, 404],
      [`/bot${realToken}/getMe`, 501, "PUT"],
      ["/bot1:unknown/getMe", 401],
      ["/BOT1:unknown/getMe", 404],
      [`/file/bot${realToken}/photos/f.jpg`, 200],
      [`/file/bot${realToken}/photos/f.jpg`, 200, "HEAD"],
      [`/file/bot${realToken}/a/..%2Ff.jpg`, 404],
    ];
    for (const [path, status, method = "GET"] of cases) {
      const response = await fetch(`${door.url}${path}`, { method, headers: { origin } });
      await response.text();
      const { headers } = response;
      assertEquals(
        [path, response.status, headers.get("access-control-allow-origin"), headers.get(credentials)],
        [path, status, "*", null],
      );
      assertEquals(headers.get("access-control-expose-headers"), "*");
    }
  });

  test("may ask first: preflights are answered for calls and files, whatever the token", async () => {
    await using upstream = await startRawUpstream(() => rawAnswer("{}"));
    await using door = await serveDoor(upstream.url);
    for (
      const path of [
        `/bot${realToken}/sendMessage`,
        "/tgapi/bot1:x/getMe",
        `/file/bot${realToken}/f`,
        "/BOT1/x",
      ]
    ) {
      const response = await fetch(`${door.url}${path}`, {
        method: "OPTIONS",
        headers: {
          origin,
          "access-control-request-method": "POST",
          "access-control-request-headers": "content-type,x-mine",
        },
      });
      assertEquals([path, response.status, await response.text()], [path, 204, ""]);
      const said = (name: string) => response.headers.get(`access-control-${name}`);
      assertEquals(
        [said("allow-origin"), said("allow-methods"), said("allow-headers"), said("max-age")],
        ["*", "GET, HEAD, POST", "content-type,x-mine", "86400"],
      );
      assertEquals(response.headers.get(credentials), null);
    }
    assertEquals(upstream.requests, []);
  });

  test("may not read the API, the console or the health of BotMux", async () => {
    await using botmux = await ServedBotmux.open({ upstream: "http://127.0.0.1:9", archive: false });
    for (
      const path of ["/", "/bots", "/api/v1/bots", "/api/openapi.json", "/healthz", "/metrics", "/sign-in"]
    ) {
      for (const method of ["GET", "OPTIONS"]) {
        const headers = { origin, "access-control-request-method": "POST" };
        const response = await fetch(`${botmux.url}${path}`, { method, headers, redirect: "manual" });
        await response.text();
        assertEquals([path, response.headers.get("access-control-allow-origin")], [path, null]);
      }
    }
  });
});
