import { assert, assertEquals, assertMatch } from "@std/assert";
import { describe, test } from "node:test";
import { createBotmux, type EmbeddedBotmux } from "../../src/mod.ts";
import { ServedBotmux } from "../support/served_botmux.ts";
import { createTempFolder } from "../support/temp_folder.ts";
import { converse } from "../whole/strained.ts";

const token = `4242:${"S".repeat(35)}`;

/** A page, its files, the API with its document, refusals of every layer, and the probes. */
const paths = [
  "/",
  "/sign-in",
  "/nothing",
  "/healthz",
  "/readyz",
  "/metrics",
  "/api/openapi.json",
  "/api/v1/bots",
  "/api/v1/nothing",
  "/api/v1/events",
];

async function withBotmux(work: (botmux: EmbeddedBotmux) => Promise<void>): Promise<void> {
  using folder = createTempFolder();
  const botmux = await createBotmux({ dataDir: folder.path, upstream: "http://127.0.0.1:9", bots: [token] });
  try {
    await work(botmux);
  } finally {
    await botmux.close();
  }
}

async function readHeaders(botmux: EmbeddedBotmux, url: string, init?: RequestInit): Promise<Headers> {
  const response = await botmux.fetch(new Request(url, init));
  await response.body?.cancel();
  return response.headers;
}

describe("Security headers", () => {
  for (const accept of ["text/html", "application/json"]) {
    test(`forbid sniffing, framing and foreign content in every response to ${accept}`, () =>
      withBotmux(async (botmux) => {
        for (const path of paths) {
          for (const method of ["GET", "HEAD", "POST", "OPTIONS", "DELETE"]) {
            const headers = await readHeaders(botmux, `http://botmux.example${path}`, {
              method,
              headers: { accept },
            });
            const where = `${method} ${path}`;
            assertEquals(headers.get("x-content-type-options"), "nosniff", where);
            const policy = headers.get("content-security-policy") ?? "";
            for (const directive of ["default-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"]) {
              assert(policy.includes(directive), `${where}: ${policy}`);
            }
            assert(/no-referrer|same-origin/.test(headers.get("referrer-policy") ?? ""), where);
            assertEquals(headers.get("cross-origin-resource-policy"), "same-origin", where);
            assertEquals(headers.get("cache-control"), "no-store", where);
          }
        }
      }));
  }

  test("let browsers cache the console's files, which are named by their content", () =>
    withBotmux(async (botmux) => {
      const page = await botmux.fetch(
        new Request("http://botmux.example/sign-in", { headers: { accept: "text/html" } }),
      );
      const files = [...(await page.text()).matchAll(/"(\/assets\/[^"]+)"/g)].map(([, path]) => path!);
      assert(files.length >= 3);
      for (const path of files) {
        const headers = await readHeaders(botmux, `http://botmux.example${path}`);
        assert(headers.get("cache-control")?.includes("immutable"), path);
        assertEquals(headers.get("x-content-type-options"), "nosniff");
      }
    }));

  test("promise HTTPS for a year only to clients that used HTTPS", () =>
    withBotmux(async (botmux) => {
      for (const path of paths) {
        const read = async (scheme: string) =>
          (await readHeaders(botmux, `${scheme}://botmux.example${path}`)).get("strict-transport-security");
        assertEquals([await read("https"), await read("http")], ["max-age=31536000", null], path);
      }
    }));

  test("are not revealed by TRACE, which repeats nothing of the request", async () => {
    await using served = await ServedBotmux.open({ upstream: "http://127.0.0.1:9", bots: [token] });
    for (const path of ["/", "/api/v1/bots", "/healthz", `/bot${token}/getMe`]) {
      const answer = await converse(
        Number(new URL(served.url).port),
        `TRACE ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Secret: canary\r\nConnection: close\r\n\r\n`,
      );
      assertMatch(answer, /^HTTP\/1\.1 (4\d\d|501) /, path);
      assert(!/canary/i.test(answer), answer);
    }
  });

  test("leave Bot API answers as they are", () =>
    withBotmux(async (botmux) => {
      const headers = await readHeaders(botmux, `http://botmux.example/bot${token}/getUpdates`);
      assertEquals(headers.get("content-security-policy"), null);
    }));
});
