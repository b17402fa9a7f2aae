/**
 * How long the overview of 200 bots takes the server, and how much a first visit transfers. What counts is the processor
 * time of the whole process: on a busy machine the clock says how long it waited for others.
 *
 * Run it with `bun bench/console_overview.ts`.
 */
import process from "node:process";
import { createBotmux } from "../src/mod.ts";
import { createTempFolder } from "../test/support/temp_folder.ts";

const bots = 200;
const rounds = 60;
const mostMs = 50;
const mostBytes = 200_000;
const address = "http://botmux.example";
const apiKey = "a-key-of-this-bench-0123456789";

using folder = createTempFolder();
const tokens = Array.from({ length: bots }, (_, index) => `${1_000 + index}:${"B".repeat(35)}`);
const botmux = await createBotmux({
  dataDir: folder.path,
  upstream: "http://127.0.0.1:9",
  bots: tokens,
  apiKey,
});

async function signIn(): Promise<string> {
  const headers = { authorization: `Bearer ${apiKey}`, "content-type": "application/json" };
  const owner = { name: "ada", password: "correct horse", role: "owner" };
  const ask = (path: string) =>
    botmux.fetch(
      new Request(`${address}/api/v1${path}`, { method: "POST", headers, body: JSON.stringify(owner) }),
    );
  await ask("/operators");
  const { name, password } = owner;
  const answer = await botmux.fetch(
    new Request(`${address}/api/v1/sign-in`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ name, password }),
    }),
  );
  return answer.headers.getSetCookie()[0]?.split(";")[0] ?? "";
}

async function get(path: string, cookie: string): Promise<{ readonly bytes: number; readonly text: string }> {
  const headers = { accept: "text/html", "accept-encoding": "gzip, br", cookie };
  const answer = await botmux.fetch(new Request(address + path, { headers }));
  if (answer.status !== 200) throw new Error(`${path}: ${answer.status}`);
  const body = new Uint8Array(await answer.arrayBuffer());
  const isZipped = answer.headers.get("content-encoding") === "gzip";
  const text = isZipped ? new TextDecoder().decode(await unzip(body)) : "";
  return { bytes: body.length, text };
}

async function unzip(bytes: Uint8Array<ArrayBuffer>): Promise<ArrayBuffer> {
  return await new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip")))
    .arrayBuffer();
}

const cookie = await signIn();
const page = await get("/", cookie);
const shown = page.text.match(/id="bot-\d+"/g)?.length ?? 0;
if (shown !== bots) throw new Error(`The overview shows ${shown} bots of ${bots}`);
const files = [...page.text.matchAll(/(?:href|src)="(\/assets\/[^"]+)"/g)].map(([, path]) => path!);
let total = page.bytes;
for (const path of files) total += (await get(path, cookie)).bytes;

const times: number[] = [];
const usedBefore = process.cpuUsage();
for (let round = 0; round < rounds; round++) {
  const beginMs = performance.now();
  await get("/", cookie);
  times.push(performance.now() - beginMs);
}
const used = process.cpuUsage(usedBefore);
const cpuMs = (used.user + used.system) / 1000 / rounds;
await botmux.close();
const median = times.sort((left, right) => left - right)[rounds / 2] ?? NaN;
console.log(
  `overview of ${bots} bots: ${cpuMs.toFixed(1)} ms of processor time (most ${mostMs}), asking included`,
);
console.log(`by the clock: ${median.toFixed(1)} ms at the median`);
console.log(
  `first visit: ${total} bytes in ${files.length + 1} answers (most ${mostBytes}); page ${page.bytes}`,
);
process.exit(cpuMs < mostMs && total < mostBytes ? 0 : 1);
