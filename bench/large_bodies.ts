/**
 * Large bodies: 1.5 GB up and 1.5 GB down pass through BotMux, and 150 MB toward somebody slow, while its memory must
 * not rise by 64 MiB. Exits with 1 when it does.
 *
 * Run it with `bun bench/large_bodies.ts [bun|deno] [<bytes>]`.
 */
import { request } from "node:http";
import process from "node:process";
import { args, writeLine } from "../src/runtime/process.ts";
import { MemoryWatch } from "./support/memory.ts";
import { run, type Running, type Runtime, runtimes, temporaryFolder } from "./support/processes.ts";

const token = "1000001:bench-token-of-thirty-five-letters";
const bytes = Number(args.find((each) => /^\d+$/.test(each)) ?? 1_500_000_000);
const slowBytes = Math.min(bytes, 150_000_000);
const mostMiB = 64;
const chunk = new Uint8Array(64 * 1024).fill(120);

/** Uploads `count` bytes and gives how many arrived. */
function upload(url: string, count: number, query: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const headers = { "content-type": "multipart/form-data; boundary=b", "content-length": count };
    const outgoing = request(
      `${url}/bot${token}/sendDocument${query}`,
      { method: "POST", headers },
      (response) => {
        let text = "";
        response.setEncoding("utf8").on("data", (part) => text += part).on("end", () => {
          const { result } = JSON.parse(text) as { result: { bytes: number } };
          resolve(result.bytes);
        });
      },
    );
    outgoing.on("error", reject);
    let left = count;
    const more = () => {
      while (left > 0) {
        const part = left < chunk.length ? chunk.subarray(0, left) : chunk;
        left -= part.length;
        if (!outgoing.write(part)) return void outgoing.once("drain", more);
      }
      outgoing.end();
    };
    more();
  });
}

/** Downloads `count` bytes, with a pause after each chunk when slow, and gives how many arrived. */
function download(url: string, count: number, isSlow: boolean): Promise<number> {
  return new Promise((resolve, reject) => {
    request(`${url}/file/bot${token}/documents/${count}`, (response) => {
      let received = 0;
      response.on("data", (part: Uint8Array) => {
        received += part.length;
        if (!isSlow) return;
        response.pause();
        setTimeout(() => response.resume(), 1);
      });
      response.on("end", () => resolve(received)).on("error", reject);
    }).on("error", reject).end();
  });
}

/** Runs one transfer and says how it went; false when the memory rose too far. */
async function watch(
  botmux: Running,
  what: string,
  count: number,
  transfer: () => Promise<number>,
): Promise<boolean> {
  const memory = new MemoryWatch(botmux.pid);
  const startMs = performance.now();
  const arrived = await transfer();
  const rise = memory.stop();
  const seconds = (performance.now() - startMs) / 1000;
  const isGood = arrived === count && rise < mostMiB;
  const rate = Math.round(count / 1e6 / seconds);
  writeLine(
    `  ${what.padEnd(14)} ${arrived} bytes, ${rate} MB/s, memory +${rise.toFixed(1)} MiB${
      isGood ? "" : "  TOO MUCH"
    }`,
  );
  return isGood;
}

async function measure(runtime: Runtime): Promise<boolean> {
  using folder = temporaryFolder();
  await using upstream = await run("bun", "stand_in_storage.ts", []);
  await using botmux = await run(runtime, "serve_botmux.ts", [upstream.url, folder.path, token]);
  // Once through, so that what the runtime loads at first use is not counted.
  await upload(botmux.url, 1_000_000, "");
  await download(botmux.url, 1_000_000, false);
  writeLine(`Large bodies through BotMux on ${runtime}`);
  const results = [
    await watch(botmux, "upload", bytes, () => upload(botmux.url, bytes, "")),
    await watch(botmux, "download", bytes, () => download(botmux.url, bytes, false)),
    await watch(botmux, "slow upload", slowBytes, () => upload(botmux.url, slowBytes, "?slow=1")),
    await watch(botmux, "slow download", slowBytes, () => download(botmux.url, slowBytes, true)),
  ];
  return results.every((isGood) => isGood);
}

const wanted = runtimes.filter((runtime) => args.includes(runtime));
for (const runtime of wanted.length === 0 ? runtimes : wanted) {
  if (!await measure(runtime)) process.exitCode = 1;
}
