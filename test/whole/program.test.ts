import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import { request as requestHttps } from "node:https";
import { join } from "node:path";
import process from "node:process";
import { describe, test } from "node:test";
import { promisify } from "node:util";
import { createSandbox } from "../../src/sandbox/sandbox.ts";
import type { Sandbox } from "../../src/sandbox/sandbox_interface.ts";
import { createCertificate } from "../support/certificate.ts";
import { runProgram, startProgram } from "../support/program.ts";
import { createTempFolder } from "../support/temp_folder.ts";
import { platform } from "../support/this_platform.ts";
import { until } from "../support/until.ts";

const listen = ["--listen", "127.0.0.1:0"];
const apiKey = "key-of-a-script-0123456789";

interface RunningSandbox extends AsyncDisposable {
  readonly sandbox: Sandbox;
  readonly url: string;
}

async function serveSandbox(): Promise<RunningSandbox> {
  const sandbox = createSandbox();
  const server = await platform.serve({
    hostname: "127.0.0.1",
    port: 0,
    fetch: (request) => sandbox.fetch(request),
    onError: (error) => {
      throw error;
    },
  });
  return {
    sandbox,
    url: server.url,
    async [Symbol.asyncDispose]() {
      await sandbox.close();
      await server.close(0);
    },
  };
}

async function call(
  url: string,
  token: string,
  method: string,
  query = "",
): Promise<Record<string, unknown>> {
  return await (await fetch(`${url}/bot${token}/${method}?${query}`)).json() as Record<string, unknown>;
}

async function readiness(
  url: string,
): Promise<{ status: string; bots: { id: number; state: string; why: string }[] }> {
  return await (await fetch(`${url}/readyz`)).json() as Awaited<ReturnType<typeof readiness>>;
}

describe("botmux start --demo", () => {
  test("prints its addresses, and the printed command shows updates arriving", async () => {
    using folder = createTempFolder();
    await using program = startProgram(["start", "--demo", ...listen], { cwd: folder.path });
    const url = await program.url();
    assertMatch(program.stdout, /Console\s+http:\/\/127\.0\.0\.1:\d+\/$/m);
    assertStringIncludes(program.stdout, `Base URL  ${url}/tgapi`);
    const line = /^\s*(curl .*)$/m.exec(program.stdout)?.[1];
    assert(line !== undefined, program.stdout);
    const { stdout } = await promisify(execFile)("sh", ["-c", line], { timeout: 30_000 });
    const answer = JSON.parse(stdout) as { ok: boolean; result: unknown[] };
    assert(answer.ok && answer.result.length > 0, stdout);
    assertEquals((await readiness(url)).bots.length, 2);
  });
});

describe("botmux start", () => {
  test("starts without any bot and says how to add one; a bot added meanwhile is polled", async () => {
    using folder = createTempFolder();
    await using upstream = await serveSandbox();
    const bot = upstream.sandbox.addBot({ username: "late_bot", name: "Late" });
    await using program = startProgram(["--upstream", upstream.url, ...listen], { cwd: folder.path });
    const url = await program.url();
    assertMatch(program.stdout, /Bots\s+none yet/);
    assertStringIncludes(program.stdout, "bot add <TOKEN>");
    assertEquals((await readiness(url)).status, "ready");
    const added = await runProgram(["bot", "add", "-"], { cwd: folder.path, stdin: `${bot.token}\n` });
    assertEquals(added.code, 0, added.stderr);
    await until(async () => (await readiness(url)).bots[0]?.state === "ok");
    assertEquals((await call(url, bot.token, "getWebhookInfo")).ok, true);
    const removed = await runProgram(["bot", "remove", String(bot.id)], { cwd: folder.path });
    assertEquals(removed.code, 0, removed.stderr);
    await until(async () => (await call(url, bot.token, "getWebhookInfo")).error_code === 401);
  });

  test("starts while Telegram is unreachable, reports why it is not ready, and recovers", async () => {
    using folder = createTempFolder();
    await using upstream = await serveSandbox();
    const bot = upstream.sandbox.addBot({ username: "shop_bot", name: "Shop" });
    const port = new URL(upstream.url).port;
    await upstream[Symbol.asyncDispose]();
    const words = ["--upstream", upstream.url, "--bot", bot.token, ...listen];
    await using program = startProgram(words, { cwd: folder.path });
    const url = await program.url();
    await until(async () => (await readiness(url)).bots[0]?.state === "unreachable");
    assertStringIncludes((await readiness(url)).bots[0]!.why, port);
    const again = createSandbox();
    again.addBot({ username: "shop_bot", name: "Shop", token: bot.token });
    const server = await platform.serve({
      hostname: "127.0.0.1",
      port: Number(port),
      fetch: (request) => again.fetch(request),
      onError: () => {},
    });
    try {
      await until(async () => (await readiness(url)).status === "ready");
    } finally {
      await again.close();
      await server.close(0);
    }
  });

  test("starts with one bad token among many, which hurts only its own bot", async () => {
    using folder = createTempFolder();
    await using upstream = await serveSandbox();
    const good = upstream.sandbox.addBot({ username: "good_bot", name: "Good" });
    const bad = `777000:${"B".repeat(35)}`;
    const env = { BOTMUX_BOTS: `${bad},${good.token}`, BOTMUX_UPSTREAM: upstream.url };
    await using program = startProgram(listen, { cwd: folder.path, env });
    const url = await program.url();
    await until(async () => (await readiness(url)).bots.every(({ state }) => state !== "starting"));
    const states = new Map((await readiness(url)).bots.map(({ id, state }) => [id, state]));
    assertEquals([states.get(good.id), states.get(777000)], ["ok", "refused"]);
  });

  test("describes bots with their consumers in botmux.json", async () => {
    using folder = createTempFolder();
    await using upstream = await serveSandbox();
    const { sandbox } = upstream;
    const bot = sandbox.addBot({ username: "shop_bot", name: "Shop" });
    const settings = {
      upstream: upstream.url,
      bots: [{
        token: "${SHOP_TOKEN}",
        consumers: [{ name: "analytics", mode: "poll", start: "all", updates: ["message"] }],
      }],
    };
    writeFileSync(join(folder.path, "botmux.json"), JSON.stringify(settings));
    await using program = startProgram(listen, { cwd: folder.path, env: { SHOP_TOKEN: bot.token } });
    const url = await program.url();
    const user = sandbox.addUser({ firstName: "Ann" });
    sandbox.speak({ from: user.id, bot: bot.id, text: "hello" });
    const seen = await call(`${url}/tgapi/c/analytics`, bot.token, "getUpdates", "timeout=20");
    assertEquals((seen.result as { message: { text: string } }[]).map(({ message }) => message.text), [
      "hello",
    ]);
  });

  test("serves HTTPS with the owner's certificate", async () => {
    using folder = createTempFolder();
    await using upstream = await serveSandbox();
    const bot = upstream.sandbox.addBot({ username: "shop_bot", name: "Shop" });
    const { cert, key } = createCertificate();
    writeFileSync(join(folder.path, "cert.pem"), cert);
    writeFileSync(join(folder.path, "key.pem"), key);
    const words = [
      "--upstream",
      upstream.url,
      "--bot",
      bot.token,
      "--tls-cert",
      "cert.pem",
      "--tls-key",
      "key.pem",
    ];
    await using program = startProgram([...words, ...listen], { cwd: folder.path });
    const url = await program.url();
    assertMatch(url, /^https:/);
    const status = await new Promise((resolve, reject) => {
      requestHttps(
        `${url}/bot${bot.token}/getMe`,
        { ca: cert },
        (response) => resolve(response.resume().statusCode),
      )
        .on("error", reject).end();
    });
    assertEquals(status, 200);
  });

  test("stops cleanly on SIGTERM, answering waiting polls and ending event streams", async () => {
    using folder = createTempFolder();
    await using upstream = await serveSandbox();
    const bot = upstream.sandbox.addBot({ username: "shop_bot", name: "Shop" });
    await using program = startProgram(["--upstream", upstream.url, "--bot", bot.token, ...listen], {
      cwd: folder.path,
      env: { BOTMUX_API_KEY: apiKey },
    });
    const url = await program.url();
    await until(async () => (await readiness(url)).status === "ready");
    const waiting = call(url, bot.token, "getUpdates", "timeout=50");
    const events = await fetch(`${url}/api/v1/events`, { headers: { authorization: `Bearer ${apiKey}` } });
    const streamed = events.text();
    await until(
      async () => (await (await fetch(`${url}/metrics`)).text()).includes("botmux_waiting_polls 1"),
    );
    process.kill(program.child.pid!, "SIGTERM");
    assertEquals(await waiting, { ok: true, result: [] });
    // A stream that did not end by itself would be cut after the time given to calls under way, which is an error.
    assertStringIncludes(await streamed, "event: reset");
    assertEquals(await program.ended(), 0);
  });
});

describe("a mistake is one sentence that says what to do", () => {
  test("a wrong flag: exit code 2", async () => {
    using folder = createTempFolder();
    const { code, stderr } = await runProgram(["--lisen", "1"], { cwd: folder.path });
    assertEquals([code, stderr], [
      2,
      "Cannot use --lisen: there is no such flag. Did you mean --listen? (flag_misspelt)\n",
    ]);
  });

  test("a port in use: exit code 1", async () => {
    using folder = createTempFolder();
    await using upstream = await serveSandbox();
    const { port } = new URL(upstream.url);
    const { code, stderr } = await runProgram(["--listen", `127.0.0.1:${port}`], { cwd: folder.path });
    assertEquals(code, 1);
    assertEquals(stderr.trimEnd().split("\n").length, 1);
    assertStringIncludes(stderr, port);
  });

  test("a data folder that another BotMux holds: exit code 1", async () => {
    using folder = createTempFolder();
    await using program = startProgram(listen, { cwd: folder.path });
    await program.url();
    const { code, stderr } = await runProgram(listen, { cwd: folder.path });
    assertEquals(code, 1);
    assertMatch(
      stderr,
      /^Cannot use the data folder .*: another BotMux holds it\. .* \(data_folder_held\)\n$/,
    );
  });
});
