import { assert, assertEquals } from "@std/assert";
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { describe, test } from "node:test";
import { createDoctorSystem } from "../../src/app/doctor_system.ts";
import { systemClock } from "../../src/base/clock.ts";
import type { DoctorHost } from "../../src/cli/doctor/doctor_host.ts";
import { withinLimit } from "../../src/cli/doctor/within_limit.ts";
import { serveSandbox } from "../sandbox/serving.ts";
import { createCertificate } from "../support/certificate.ts";
import { freePort } from "../support/free_port.ts";
import { openRegistry } from "../support/open_registry.ts";
import { startProgram } from "../support/program.ts";
import { createTempFolder } from "../support/temp_folder.ts";
import { platform } from "../support/this_platform.ts";
import { openDatabase } from "../support/this_driver.ts";
import { createShell, type Shell } from "./run.ts";

interface Line {
  readonly check: string;
  readonly level: string;
  readonly code: string;
  readonly message: string;
}

type Host = Parameters<Shell["run"]>[1];

/** What `botmux doctor --json` finds, and its exit code. */
async function examine(shell: Shell, env: Readonly<Record<string, string>>, more: Host = {}) {
  const { code, stdout, stderr } = await shell.run("doctor --json", {
    ...more,
    env: { BOTMUX_LISTEN: "127.0.0.1:0", ...env },
  });
  assertEquals(stderr, "");
  const lines: readonly Line[] = JSON.parse(stdout);
  return { code, stdout, of: (check: string) => lines.filter((line) => line.check === check), lines };
}

const codesOf = (lines: readonly Line[]) => lines.map(({ level, code }) => `${level} ${code}`);

/** The real system, but for some of it. */
function withSystem(parts: Partial<DoctorHost>): Host {
  return { openDoctor: () => Promise.resolve({ ...createDoctorSystem(openDatabase), ...parts }) };
}

/** Names, sizes and times of the files of a folder. */
function listOf(folder: string) {
  return readdirSync(folder).sort().map((name) => {
    const { size, mtimeMs } = statSync(join(folder, name));
    return [name, size, mtimeMs];
  });
}

describe("botmux doctor", () => {
  test("finds no problem before the first start, and creates nothing", async () => {
    await using upstream = await serveSandbox();
    using shell = createShell();
    const env = {
      BOTMUX_UPSTREAM: upstream.url,
      BOTMUX_BOTS: upstream.bot.token,
      BOTMUX_LISTEN: `127.0.0.1:${await freePort()}`,
    };
    const roomy = withSystem({ maxOpenFiles: () => 4096 });
    const { code, stdout, lines } = await examine(shell, env, roomy);
    assertEquals([code, codesOf(lines)], [0, [
      "ok settings_in_order",
      "ok data_folder_absent",
      "ok disk_space_enough",
      "ok databases_absent",
      "skipped secrets_in_clear",
      "ok listen_port_free",
      "ok open_files_enough",
      "ok upstream_answers",
      "ok clock_right",
      "ok bot_tokens_accepted",
      "ok foreign_webhooks_none",
      "skipped other_pollers_not_asked",
      "ok tls_not_used",
      "ok public_url_not_needed",
    ]]);
    assert(!stdout.includes(upstream.bot.token.split(":")[1]!));
    assertEquals(readdirSync(shell.cwd), []);
    const text = await shell.run("doctor", { ...roomy, env });
    assertEquals([text.code, text.stdout.split("\n").length], [0, lines.length]);
    assert(text.stdout.includes("ok       tokens       Telegram accepts 1 of 1 tokens."));
  });

  test("leaves a data folder unchanged, and checks its bots", async () => {
    await using upstream = await serveSandbox();
    using shell = createShell();
    await shell.run(`bot add ${upstream.bot.token} --data d`);
    const before = listOf(join(shell.cwd, "d"));
    const { code, of } = await examine(shell, { BOTMUX_UPSTREAM: upstream.url, BOTMUX_DATA: "d" });
    assertEquals(listOf(join(shell.cwd, "d")), before);
    assertEquals([code, codesOf(of("data")), codesOf(of("databases")), codesOf(of("tokens"))], [
      0,
      ["ok data_folder_usable"],
      ["ok databases_sound"],
      ["ok bot_tokens_accepted"],
    ]);
  });

  test("names the process that holds the data folder and its health, or what is missing", async () => {
    await using upstream = await serveSandbox();
    using folder = createTempFolder();
    using shell = createShell();
    const data = join(folder.path, "data");
    const listen = `127.0.0.1:${await freePort()}`;
    const env = {
      BOTMUX_DATA: data,
      BOTMUX_UPSTREAM: upstream.url,
      BOTMUX_LISTEN: listen,
    };
    {
      await using program = startProgram(["start", "--bot", upstream.bot.token], { cwd: folder.path, env });
      await program.url();
      const { of } = await examine(shell, env);
      const isLinux = statSync("/proc/locks", { throwIfNoEntry: false }) !== undefined;
      assertEquals(
        codesOf(of("data")),
        [isLinux ? "ok data_folder_running" : "ok data_folder_maybe_running"],
      );
      assertEquals(codesOf(of("databases")), ["skipped databases_in_use"]);
      assertEquals(codesOf(of("listen"))[0], "ok listen_answers");
      assertEquals(codesOf(of("tokens")), ["ok bot_tokens_accepted"]);
      assertEquals(codesOf(of("polling")), ["ok other_pollers_none"]);
    }
    const stopped = await examine(shell, env);
    assertEquals(codesOf(stopped.of("data")), ["ok data_folder_usable"]);
    assertEquals(codesOf(stopped.of("databases")), ["ok databases_sound"]);
    rmSync(join(data, "journal.db"));
    const missing = await examine(shell, env);
    assertEquals([missing.code, codesOf(missing.of("databases"))], [1, [
      "problem database_missing",
      "ok databases_sound",
    ]]);
  });

  test("finds settings that cannot be used", async () => {
    using shell = createShell();
    const { code, lines } = await examine(shell, { BOTMUX_LISTEN: "nowhere" });
    assertEquals([code, codesOf(lines)], [1, ["problem setting_invalid"]]);
  });

  test("finds a damaged database", async () => {
    await using upstream = await serveSandbox();
    using shell = createShell();
    await shell.run(`bot add ${upstream.bot.token} --data d`);
    const path = join(shell.cwd, "d", "botmux.db");
    const bytes = readFileSync(path);
    bytes.fill(0xa5, 4096, bytes.length - 4096);
    writeFileSync(path, bytes);
    const { code, of } = await examine(shell, { BOTMUX_UPSTREAM: upstream.url, BOTMUX_DATA: "d" });
    assertEquals([code, codesOf(of("databases")), codesOf(of("tokens"))], [
      1,
      ["problem database_damaged"],
      ["problem bots_unreadable"],
    ]);
  });

  test("finds a file where the data folder should be, and a full disk", async () => {
    await using upstream = await serveSandbox();
    using shell = createShell();
    writeFileSync(join(shell.cwd, "d"), "");
    const env = { BOTMUX_UPSTREAM: upstream.url, BOTMUX_DATA: "d" };
    const file = await examine(shell, env, withSystem({ freeBytes: () => Promise.resolve(900_000_000) }));
    assertEquals([file.code, codesOf(file.of("data")), codesOf(file.of("disk"))], [
      1,
      ["problem data_path_not_folder"],
      ["warning disk_space_low"],
    ]);
    rmSync(join(shell.cwd, "d"));
    const full = await examine(shell, env, withSystem({ freeBytes: () => Promise.resolve(1_000_000) }));
    assertEquals([full.code, codesOf(full.of("disk"))], [1, ["problem disk_space_low"]]);
  });

  test("finds a port that another program uses, and a low limit of open files", async () => {
    await using upstream = await serveSandbox();
    using shell = createShell();
    const other = createServer((socket) => socket.destroy());
    const port = await freePort();
    await new Promise<void>((resolve) => other.listen(port, "127.0.0.1", resolve));
    try {
      const env = { BOTMUX_UPSTREAM: upstream.url, BOTMUX_LISTEN: `127.0.0.1:${port}` };
      const { code, of } = await examine(shell, env, withSystem({ maxOpenFiles: () => 256 }));
      assertEquals([code, codesOf(of("listen")), codesOf(of("open files")), codesOf(of("tokens"))], [
        1,
        ["problem listen_port_taken"],
        ["warning open_files_low"],
        ["skipped bots_not_added"],
      ]);
    } finally {
      other.close();
    }
  });

  test("passes on what the running BotMux reports, including other programs that poll", async () => {
    await using upstream = await serveSandbox();
    using shell = createShell();
    const since = "2027-01-31T12:00:00.000Z";
    const reasons = ["polling_conflict", "upstream_slow"].map((code) => ({
      code,
      level: code === "polling_conflict" ? "down" : "degraded",
      message: "It says so.",
      since,
    }));
    const bots = [{ id: 7, username: "", state: "conflict", health: "down", reasons }];
    const ready = { status: "ready", health: "down", reasons: [], bots };
    const server = await platform.serve({
      hostname: "127.0.0.1",
      port: 0,
      fetch: () => Response.json(ready),
      onError(error) {
        throw error;
      },
    });
    try {
      const env = { BOTMUX_UPSTREAM: upstream.url, BOTMUX_LISTEN: new URL(server.url).host };
      const { code, of } = await examine(shell, env);
      assertEquals([code, codesOf(of("listen")), codesOf(of("polling"))], [
        1,
        ["ok listen_answers", "warning health_reported"],
        ["problem other_pollers_met"],
      ]);
      assert(of("listen")[1]?.message.endsWith("reports upstream_slow for bot 7: It says so."));
    } finally {
      await server.close(0);
    }
  });

  test("finds a token that Telegram refuses, and a webhook of another program", async () => {
    await using upstream = await serveSandbox();
    using shell = createShell();
    const { token, id } = upstream.bot;
    const set = await fetch(`${upstream.url}/bot${token}/setWebhook?url=https://else.example/secret-path`);
    assert(set.ok, await set.text());
    const env = { BOTMUX_UPSTREAM: upstream.url, BOTMUX_BOTS: `${token},4242:${"A".repeat(35)}` };
    const { code, stdout, of } = await examine(shell, env);
    assertEquals([code, codesOf(of("tokens")), codesOf(of("webhooks"))], [
      1,
      ["problem bot_token_rejected", "ok bot_tokens_accepted"],
      ["warning foreign_webhook_set"],
    ]);
    assert(of("tokens")[0]?.message.includes("bot 4242"));
    assert(
      of("webhooks")[0]?.message.startsWith(
        `Bot ${id} has a webhook of another program, https://else.example.`,
      ),
    );
    assert(!stdout.includes("secret-path") && !stdout.includes("AAAA"));
  });

  test("finds an upstream that does not answer, through a proxy whose password it never shows", async () => {
    using shell = createShell();
    const port = await freePort();
    const env = {
      BOTMUX_UPSTREAM: "http://telegram.example",
      BOTMUX_UPSTREAM_PROXY: `http://me:hidden@127.0.0.1:${port}`,
      BOTMUX_BOTS: `4242:${"A".repeat(35)}`,
    };
    const { code, stdout, of } = await examine(shell, env);
    assertEquals([code, codesOf(of("upstream")), codesOf(of("clock")), codesOf(of("tokens"))], [
      1,
      ["problem proxy_failed"],
      ["skipped clock_not_comparable"],
      ["warning bots_not_asked"],
    ]);
    assert(!stdout.includes("hidden"));
  });

  test("compares the clock with upstream's", async () => {
    using shell = createShell();
    const look = (date: string): Host =>
      withSystem({
        openUpstream: () => ({
          host: "telegram.example",
          proxyHost: undefined,
          greet: () => Promise.resolve({ status: 302, date }),
          lookUp: () => Promise.resolve({ foreignWebhookUrl: undefined }),
          close() {},
        }),
      });
    const at = async (shiftMs: number) =>
      codesOf((await examine(shell, {}, look(new Date(Date.now() + shiftMs).toUTCString()))).of("clock"));
    assertEquals(await at(0), ["ok clock_right"]);
    assertEquals(await at(60_000), ["warning clock_wrong"]);
    assertEquals(await at(-60_000), ["warning clock_wrong"]);
    assertEquals(codesOf((await examine(shell, {}, look(""))).of("clock")), ["skipped clock_not_comparable"]);
  });

  test("finds certificates that expire, have expired, belong to another key or cannot be read", async () => {
    await using upstream = await serveSandbox();
    using shell = createShell();
    const { cert, key } = createCertificate();
    const files = { "cert.pem": cert, "key.pem": key, "other.pem": createCertificate().key };
    for (const [name, text] of Object.entries(files)) writeFileSync(join(shell.cwd, name), text);
    const check = async (certFile: string, keyFile: string, laterMs = 0) => {
      const env = { BOTMUX_UPSTREAM: upstream.url, BOTMUX_TLS_CERT: certFile, BOTMUX_TLS_KEY: keyFile };
      const clock = {
        now: () => Date.now() + laterMs,
        schedule: systemClock.schedule.bind(systemClock),
      };
      return codesOf((await examine(shell, env, { clock })).of("certificate"));
    };
    assertEquals(await check("cert.pem", "key.pem"), ["warning tls_certificate_expires"]);
    assertEquals(await check("cert.pem", "key.pem", 3 * 86_400_000), ["problem tls_certificate_expired"]);
    assertEquals(await check("cert.pem", "key.pem", -86_400_000), ["problem tls_certificate_early"]);
    assertEquals(await check("cert.pem", "other.pem"), ["problem tls_key_differs"]);
    assertEquals(await check("none.pem", "key.pem"), ["problem file_unreadable"]);
    assertEquals(await check("key.pem", "key.pem"), ["problem tls_certificate_unusable"]);
  });

  test("finds a bot with webhook ingress but no public URL", async () => {
    await using upstream = await serveSandbox();
    using shell = createShell();
    mkdirSync(join(shell.cwd, "d"));
    const { registry, close } = await openRegistry(join(shell.cwd, "d"));
    const { id } = await registry.addBot(upstream.bot.token, { retentionMs: 1e6, maxJournalBytes: 1e6 });
    await registry.updateBot(id, { ingress: "webhook" });
    close();
    const env = { BOTMUX_UPSTREAM: upstream.url, BOTMUX_DATA: "d" };
    const { code, of } = await examine(shell, env);
    assertEquals([code, codesOf(of("public URL"))], [1, ["problem public_url_missing"]]);
    const given = await examine(shell, { ...env, BOTMUX_PUBLIC_URL: "https://bots.example.org" });
    assertEquals(codesOf(given.of("public URL")), ["ok public_url_given"]);
  });

  test("continues without a check that never ends", async () => {
    const found = await withinLimit(systemClock, 10, () => new Promise<never>(() => {}));
    assertEquals(found, {
      level: "problem",
      fault: { code: "check_timed_out", values: { seconds: 0.01 } },
    });
  });
});
