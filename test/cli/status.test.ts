import { assert, assertEquals, assertMatch } from "@std/assert";
import { describe, test } from "node:test";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { serveSandbox } from "../sandbox/serving.ts";
import { createCertificate } from "../support/certificate.ts";
import { freePort } from "../support/free_port.ts";
import { ServedBotmux } from "../support/served_botmux.ts";
import { platform } from "../support/this_platform.ts";
import { until } from "../support/until.ts";
import { createShell } from "./run.ts";

/** A server that answers every request with this. */
function serveText(text: string, tls?: { readonly cert: string; readonly key: string }) {
  return platform.serve({
    hostname: "127.0.0.1",
    port: 0,
    tls,
    fetch: () => new Response(text),
    onError(error) {
      throw error;
    },
  });
}

const healthy = { status: "ready", health: "healthy", reasons: [], bots: [] };

describe("botmux status", () => {
  test("exits with 0 while everything is healthy, and with 1 once a bot is down", async () => {
    await using served = await serveSandbox();
    const { bot } = served;
    await using botmux = await ServedBotmux.open({ upstream: served.url, bots: [bot.token] });
    using shell = createShell();
    const env = { BOTMUX_LISTEN: botmux.url.replace("http://", "") };
    const before = await shell.run("status", { env });
    assertEquals([before.code, before.stdout.split("\n")[0]], [
      1,
      `BotMux at ${botmux.url}: starting, 0 of 1 bots healthy`,
    ]);
    botmux.start();
    await botmux.ready();
    const { code, stdout } = await shell.run("status", { env });
    assertEquals([code, stdout], [0, `BotMux at ${botmux.url}: healthy, 1 of 1 bots healthy`]);

    await botmux.botmux.registry.addBot(`4242:${"A".repeat(35)}`, { retentionMs: 1e6, maxJournalBytes: 1e6 });
    await until(async () => (await shell.run("status", { env })).stdout.includes("4242: down"));
    const bad = await shell.run("status", { env });
    assertEquals(bad.code, 1);
    assertMatch(
      bad.stdout,
      /^BotMux at \S+: down, 1 of 2 bots healthy\n4242: down\n {2}token_refused since \S+: Telegram refused/,
    );
    assert(!bad.stdout.includes("AAAA"));
  });

  test("prints the answer of /readyz as JSON", async () => {
    const server = await serveText(JSON.stringify(healthy));
    using shell = createShell();
    const { code, stdout } = await shell.run(`status --json --url ${server.url}/`);
    assertEquals([code, JSON.parse(stdout)], [0, healthy]);
    await server.close(0);
  });

  test("exits with 1 while something is degraded", async () => {
    const since = "2027-01-31T12:00:00.000Z";
    const reasons = [{
      code: "webhook_unreachable",
      level: "degraded",
      message: "It is dead\u001b[2J",
      since,
    }];
    const bots = [{ id: 7, username: "shop_bot", state: "ok", health: "degraded", reasons }];
    const server = await serveText(JSON.stringify({ ...healthy, health: "degraded", bots }));
    using shell = createShell();
    const { code, stdout } = await shell.run(`status --url ${server.url}`);
    assertEquals([code, stdout.split("\n")], [1, [
      `BotMux at ${server.url}: degraded, 0 of 1 bots healthy`,
      "@shop_bot (7): degraded",
      `  webhook_unreachable since ${since}: It is dead?[2J`,
    ]]);
    await server.close(0);
  });

  test("exits with 1 when BotMux does not run, and says so in JSON too", async () => {
    using shell = createShell();
    const env = { BOTMUX_LISTEN: `127.0.0.1:${await freePort()}` };
    const { code, stdout, stderr } = await shell.run("status", { env });
    assertEquals([code, stdout], [1, ""]);
    assertMatch(stderr, /^BotMux does not answer at http:\/\/127\.0\.0\.1:\d+: /);
    const json = await shell.run("status --json", { env });
    const { status, health, error } = JSON.parse(json.stdout);
    assertEquals([json.code, json.stderr, status, health], [1, "", "not running", "down"]);
    assertMatch(error, /does not answer/);
  });

  test("exits with 1 when something else answers", async () => {
    const server = await serveText("<html>Sign in</html>");
    using shell = createShell();
    const { code, stderr } = await shell.run(`status --url ${server.url}`);
    assertEquals(code, 1);
    assertMatch(stderr, /Something other than BotMux answers at/);
    await server.close(0);
  });

  test("uses HTTPS when BotMux has a certificate, whatever its name", async () => {
    using shell = createShell();
    const { cert, key } = createCertificate({
      commonName: "bots.example.org",
      alternatives: "DNS:bots.example.org",
    });
    const server = await serveText(JSON.stringify(healthy), { cert, key });
    writeFileSync(join(shell.cwd, "cert.pem"), cert);
    const env = {
      BOTMUX_LISTEN: server.url.replace("https://", ""),
      BOTMUX_TLS_CERT: join(shell.cwd, "cert.pem"),
    };
    assertEquals((await shell.run("status", { env })).code, 0);
    // An address that is given may be anybody's.
    assertEquals((await shell.run(`status --url ${server.url}`)).code, 1);
    await server.close(0);
  });

  test("refuses an invalid address", async () => {
    using shell = createShell();
    assertEquals((await shell.run("status --url ftp://example.org")).code, 2);
    assertEquals((await shell.run("status", { env: { BOTMUX_LISTEN: "127.0.0.1:0" } })).code, 2);
  });
});
