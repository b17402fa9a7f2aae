/**
 * Runs a compiled binary as its user would: version, help, a demo that answers. Not part of the test suite, because it
 * needs the binary.
 *
 * Run it with `bun test/smoke.ts <binary> [<emulator>]`.
 */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { resolve } from "node:path";
import process from "node:process";
import { version } from "../src/version.ts";
import { createTempFolder } from "./support/temp_folder.ts";
import { until } from "./support/until.ts";

const [binary, ...emulator] = process.argv.slice(2);
if (binary === undefined) throw new TypeError("Cannot run: name the binary");
const words = [...emulator, resolve(binary)];
const [command = "", ...first] = words;
const apiKey = "a-key-of-the-smoke-test-0123456789";

function check(isTrue: boolean, what: string): void {
  if (!isTrue) throw new Error(`The binary fails: ${what}`);
  console.log(`ok   ${what}`);
}

/** Makes a backup, with an archive in it, which another thread writes. */
async function backUp(origin: string): Promise<void> {
  const headers = { authorization: `Bearer ${apiKey}` };
  const call = async (path: string, method: string) => {
    const response = await fetch(`${origin}/api/v1${path}`, { method, headers });
    return { status: response.status, body: await response.json() as Record<string, unknown> };
  };
  await until(async () => {
    const { disk } = (await call("/system", "GET")).body as { disk: { archive_bytes: number } };
    return disk.archive_bytes > 0;
  });
  const { status, body } = await call("/backups", "POST");
  check(status === 201 && body.state === "complete", "a backup is made while it runs");
  const { items } = (await call("/backups", "GET")).body;
  check(Array.isArray(items) && items.length === 1, "the backup is listed");
}

/** Makes an AI agent and lists its tools, which are loaded only then. */
async function serveAgent(origin: string, botId: string): Promise<void> {
  const post = async (path: string, bearer: string, body: unknown) =>
    await fetch(`${origin}${path}`, {
      method: "POST",
      headers: {
        authorization: `Bearer ${bearer}`,
        "content-type": "application/json",
        accept: "application/json, text/event-stream",
      },
      body: JSON.stringify(body),
    });
  const made = await post(`/api/v1/bots/${botId}/agents`, apiKey, { name: "smoke", chats: [1] });
  const { token } = await made.json() as { token: string };
  const listed = await post("/mcp", token, { jsonrpc: "2.0", id: 1, method: "tools/list", params: {} });
  check((await listed.text()).includes('"wait_for_message"'), "an AI agent is shown its tools");
  const [command = "", ...first] = words;
  const input = `${JSON.stringify({ jsonrpc: "2.0", id: 1, method: "ping" })}\n`;
  const child = spawn(command, [...first, "mcp", "--url", origin], {
    env: { ...process.env, BOTMUX_ACCESS_TOKEN: token },
  });
  let output = "";
  child.stdout.on("data", (chunk) => output += chunk);
  const ended = once(child, "close");
  child.stdin.write(input);
  await until(() => output.includes('"result":{}') || child.exitCode !== null);
  child.stdin.end();
  await ended;
  check(output.includes('"result":{}') && child.exitCode === 0, "it speaks MCP on standard input and output");
}

async function demo(cwd: string): Promise<void> {
  const child: ChildProcess = spawn(command, [...first, "--demo", "--listen", "127.0.0.1:0"], {
    cwd,
    env: { ...process.env, BOTMUX_API_KEY: apiKey },
  });
  let output = "";
  child.stdout!.on("data", (chunk) => output += chunk);
  child.stderr!.on("data", (chunk) => output += chunk);
  const ended = once(child, "close");
  try {
    await until(() => /curl -s '(http\S+)'/.test(output) || child.exitCode !== null);
    const url = /curl -s '(http\S+)'/.exec(output)?.[1];
    if (url === undefined) throw new Error(`It never listened: ${output}`);
    const answer = await (await fetch(url)).json() as { ok: boolean; result: unknown[] };
    check(answer.ok && answer.result.length > 0, "the demo's updates arrive by long poll");
    const me = await (await fetch(url.replace(/getUpdates.*$/, "getMe"))).json() as { ok: boolean };
    check(me.ok, "calls are passed on");
    await serveAgent(new URL(url).origin, /\/bot(\d+):/.exec(url)?.[1] ?? "");
    await backUp(new URL(url).origin);
    child.kill("SIGTERM");
    await ended;
    check(child.exitCode === 0, "it ends cleanly when told to");
  } finally {
    child.kill("SIGKILL");
    await ended;
  }
}

using folder = createTempFolder();
const said = execFileSync(command, [...first, "version"], { encoding: "utf8" }).trim();
check(said === version, `it is version ${version}`);
const help = execFileSync(command, [...first, "--help"], { encoding: "utf8" });
check(help.includes("--listen HOST:PORT"), "it explains itself");
await demo(folder.path);
