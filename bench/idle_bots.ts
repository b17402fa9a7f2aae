/**
 * 2,000 idle bots in one BotMux: every one is polled at the same time, and memory stays small. Exits with 1 when polls are
 * missing, or when Bun needs 250 MB.
 *
 * Run it with `bun bench/idle_bots.ts [bun|deno] [<bots>]`.
 */
import process from "node:process";
import { args, writeLine } from "../src/runtime/process.ts";
import { residentMiB, workerOf } from "./support/memory.ts";
import { run, type Runtime, runtimes, temporaryFolder } from "./support/processes.ts";

const count = Number(args.find((each) => /^\d+$/.test(each)) ?? 2000);
const maxMiB = 250e6 / 1024 / 1024;
/** 100 bots a second, and four times as much for a busy machine. */
const patienceMs = 60_000 + count * 40;

async function held(upstreamUrl: string): Promise<number> {
  const { result } = await (await fetch(`${upstreamUrl}/count`)).json() as { result: number };
  return result;
}

/** Waits until all polls are held, or patience is at its end; gives how many are. */
async function allHeld(upstreamUrl: string): Promise<number> {
  const startMs = performance.now();
  for (;;) {
    const polls = await held(upstreamUrl);
    if (polls >= count || performance.now() - startMs > patienceMs) return polls;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

async function measure(runtime: Runtime): Promise<boolean> {
  using folder = temporaryFolder();
  const tokens = Array.from(
    { length: count },
    (_, index) => `${2_000_000 + index}:bench-token-of-thirty-five-letters`,
  );
  await using upstream = await run("bun", "stand_in_fleet.ts", []);
  const startMs = performance.now();
  await using botmux = await run(runtime, "serve_botmux.ts", [upstream.url, folder.path, ...tokens]);
  const readyMs = performance.now() - startMs;
  await allHeld(upstream.url);
  const polledSec = (performance.now() - startMs) / 1000;
  // Through the change from the first short polls to long ones.
  await new Promise((resolve) => setTimeout(resolve, 3000));
  const polls = await allHeld(upstream.url);
  const memory = residentMiB(workerOf(botmux.pid));
  writeLine(
    `${count} idle bots on ${runtime}: ready after ${
      (readyMs / 1000).toFixed(1)
    } s, ${polls} polls at once after ` +
      `${polledSec.toFixed(1)} s, ${memory.toFixed(0)} MiB resident`,
  );
  return polls >= count && (runtime !== "bun" || memory < maxMiB);
}

const wanted = runtimes.filter((runtime) => args.includes(runtime));
for (const runtime of wanted.length === 0 ? runtimes : wanted) {
  if (!await measure(runtime)) process.exitCode = 1;
}
