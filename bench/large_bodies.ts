/**
 * Large bodies: 1.5 GB up and 1.5 GB down pass through BotMux, and 150 MB toward somebody slow, while its memory must
 * not rise by 64 MiB. Exits with 1 when it does.
 *
 * Run it with `bun bench/large_bodies.ts [bun|deno] [<bytes>]`.
 */
import process from "node:process";
import { args, writeLine } from "../src/runtime/process.ts";
import { passBodies, token } from "./support/large_transfers.ts";
import { run, type Runtime, runtimes, temporaryFolder } from "./support/processes.ts";

const bytes = Number(args.find((each) => /^\d+$/.test(each)) ?? 1_500_000_000);
const slowBytes = Math.min(bytes, 150_000_000);
const maxMiB = 64;

async function measure(runtime: Runtime): Promise<boolean> {
  using folder = temporaryFolder();
  await using upstream = await run("bun", "stand_in_storage.ts", []);
  await using botmux = await run(runtime, "serve_botmux.ts", [upstream.url, folder.path, token]);
  writeLine(`Large bodies through BotMux on ${runtime}`);
  let isGood = true;
  for await (const passage of passBodies(botmux, bytes, slowBytes)) {
    const { name, arrived, riseMiB, seconds } = passage;
    const isFine = arrived === passage.bytes && riseMiB < maxMiB;
    isGood &&= isFine;
    const rate = Math.round(arrived / 1e6 / seconds);
    writeLine(
      `  ${name.padEnd(14)} ${arrived} bytes, ${rate} MB/s, memory +${riseMiB.toFixed(1)} MiB${
        isFine ? "" : "  TOO MUCH"
      }`,
    );
  }
  return isGood;
}

const wanted = runtimes.filter((runtime) => args.includes(runtime));
for (const runtime of wanted.length === 0 ? runtimes : wanted) {
  if (!await measure(runtime)) process.exitCode = 1;
}
