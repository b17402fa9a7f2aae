import { assert, assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import { createBotmux, type EmbeddedBotmux } from "../../src/mod.ts";
import { version } from "../../src/version.ts";
import { createTempFolder } from "../support/temp_folder.ts";

const token = `4242:${"S".repeat(35)}`;

/** Runs `work` with a BotMux whose upstream nobody listens at. */
async function withBotmux(work: (botmux: EmbeddedBotmux) => Promise<void>): Promise<void> {
  using folder = createTempFolder();
  const botmux = await createBotmux({ dataDir: folder.path, upstream: "http://127.0.0.1:9", bots: [token] });
  try {
    await work(botmux);
  } finally {
    await botmux.close();
  }
}

function get(path: string, init?: RequestInit): Request {
  return new Request(`http://botmux.example${path}`, init);
}

describe("the HTTP surface", () => {
  test("/healthz answers 200 whatever upstream does", () =>
    withBotmux(async (botmux) => {
      const response = await botmux.fetch(get("/healthz"));
      assertEquals([response.status, await response.json()], [200, { status: "alive", version }]);
      assertEquals((await botmux.fetch(get("/readyz"))).status, 503);
    }));

  test("/ lists the available paths", () =>
    withBotmux(async (botmux) => {
      const text = await (await botmux.fetch(get("/"))).text();
      for (const path of ["/tgapi/bot<token>/<method>", "/healthz", "/readyz", "/metrics"]) {
        assert(text.includes(path), path);
      }
    }));

  test("an unknown path is a problem document that repeats nothing of the request", () =>
    withBotmux(async (botmux) => {
      for (
        const path of [
          "/nothing",

          "/api/v1/nothing",
          `/x/${token}`,
        ]
      ) {
        for (const method of ["GET", "POST", "DELETE"]) {
          const response = await botmux.fetch(get(`${path}?secret=${token}`, { method }));
          assertEquals(response.headers.get("content-type"), "application/problem+json", path);
          assertEquals([response.status, await response.json()], [404, {
            type: "/api/errors#nothing_here",
            title: "Not Found",
            status: 404,
            code: "nothing_here",
            detail: "There is nothing at this path.",
          }]);
        }
      }
    }));

  test("Bot API paths are answered in Telegram's envelope, never by the router", () =>
    withBotmux(async (botmux) => {
      const paths = [
        "/bot1:a/getMe",
        "/botanical",
        "/file/bothy",
        "/bot1:a",
        "/bot1%3Aa/getMe",
        "/tgapi",
        "/tgapi/",
        "/tgapi/healthz",
        "/tgapi/c/default",
        `/tgapi/c/none/bot${token}/getUpdates`,
        "/file/bot1:a/photos/a.jpg",
        `/bot${token}/%zz`,
      ];
      for (const path of paths) {
        const response = await botmux.fetch(get(path));
        const body = await response.json();
        assertEquals([body.ok, body.error_code], [false, response.status], path);
        assertEquals(response.headers.get("content-type"), "application/json", path);
        assert(!JSON.stringify(body).includes("S".repeat(35)), path);
      }
    }));

  test("/metrics is served only to this machine, and not through a proxy", () =>
    withBotmux(async (botmux) => {
      const ask = (hostname: string, headers: Record<string, string> = {}) =>
        botmux.fetch(get("/metrics", { headers }), { remoteAddr: { hostname } });
      for (const address of ["127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1"]) {
        const response = await ask(address);
        await response.body?.cancel();
        assertEquals(response.status, 200, address);
      }
      const strangers = ["192.0.2.1", "10.0.0.1", "::ffff:10.0.0.1", "2001:db8::1", ""];
      const refused = await Promise.all([
        ...strangers.map((address) => ask(address)),
        ask("127.0.0.1", { "x-forwarded-for": "192.0.2.1" }),
        ask("127.0.0.1", { forwarded: "for=192.0.2.1" }),
        botmux.fetch(get("/metrics")),
      ]);
      for (const response of refused) {
        assertEquals(response.headers.get("content-type"), "application/problem+json");
        const { status, title } = await response.json();
        assertEquals([response.status, status, title], [403, 403, "Forbidden"]);
      }
    }));

  test("/metrics is served from anywhere to API keys for all bots, and to no other", async () => {
    using folder = createTempFolder();
    const apiKey = "a-key-of-the-settings-0123456789";
    const botmux = await createBotmux({ dataDir: folder.path, upstream: "http://127.0.0.1:9", apiKey });
    const ask = async (key: string, hostname: string) => {
      const headers = { authorization: `Bearer ${key}`, "content-type": "application/json" };
      const response = await botmux.fetch(get("/metrics", { headers }), { remoteAddr: { hostname } });
      await response.body?.cancel();
      return response.status;
    };
    const limited = await botmux.fetch(get("/api/v1/api-keys", {
      method: "POST",
      headers: { authorization: `Bearer ${apiKey}`, "content-type": "application/json" },
      body: JSON.stringify({ label: "", role: "viewer", bots: [1] }),
    }));
    const { key } = await limited.json();
    assertEquals(await ask(apiKey, "192.0.2.1"), 200);
    assertEquals(await ask(key, "192.0.2.1"), 403);
    assertEquals(await ask("wrong", "127.0.0.1"), 403);
    await botmux.close();
  });
});
