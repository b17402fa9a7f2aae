import { defineBench, type NamedLoad } from "./harness/bench.ts";
import { startBotmux } from "./support/botmux_program.ts";
import { IdlePolls } from "./support/idle_polls.ts";
import { residentMiB, workerOf } from "./support/memory.ts";
import { run, type Running, temporaryFolder } from "./support/processes.ts";

interface Load extends NamedLoad {
  readonly bots: number;
}

/** Four times as long as 100 bots a second would take, for a busy machine. */
const patienceMs = (bots: number) => 60_000 + bots * 40;
const toMB = (mebibytes: number) => mebibytes * 1024 * 1024 / 1e6;

/** Waits until as many polls are held as `isEnough` wants. @throws {Error} when that takes too long. */
async function untilHeld(
  upstreamUrl: string,
  bots: number,
  isEnough: (held: number) => boolean,
): Promise<void> {
  const startMs = performance.now();
  for (;;) {
    const { result } = await (await fetch(`${upstreamUrl}/count`)).json() as { result: number };
    if (isEnough(result)) return;
    if (performance.now() - startMs > patienceMs(bots)) {
      throw new Error(`${result} of ${bots} bots are polled`);
    }
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

/** Starts BotMux, waits until every bot has its long poll, then adds one of a program to each, and ends it. */
async function startOnce(
  start: () => Promise<Running>,
  upstreamUrl: string,
  tokens: readonly string[],
): Promise<Readonly<Record<"readySec" | "polledSec" | "memory" | "pollKB", number>>> {
  const bots = tokens.length;
  const startMs = performance.now();
  await using botmux = await start();
  const readyMs = performance.now() - startMs;
  await untilHeld(upstreamUrl, bots, (held) => held >= bots);
  const polledMs = performance.now() - startMs;
  // Through the change from the first short polls to long ones.
  await new Promise((resolve) => setTimeout(resolve, 3000));
  await untilHeld(upstreamUrl, bots, (held) => held >= bots);
  const worker = workerOf(botmux.pid);
  const memory = toMB(residentMiB(worker));
  using polls = await IdlePolls.open(botmux.url, tokens);
  await new Promise((resolve) => setTimeout(resolve, 3000));
  if (polls.failures.length > 0) throw new Error(polls.failures.join("; "));
  const pollKB = (toMB(residentMiB(worker)) - memory) * 1000 / bots;
  return { readySec: readyMs / 1000, polledSec: polledMs / 1000, memory, pollKB };
}

export const idleBots = defineBench<Load>({
  name: "idle_bots",
  title: "Idle bots",
  measures:
    "Bots that never hear anything: how soon every one is polled after a first start and after a restart, and " +
    "what memory they take after both; then the memory of an idle long poll of a program for each bot",
  limitedBy:
    "A new bot is introduced by two calls before its first poll, a known one is polled at once. Starts begin with 100 bots " +
    "a second and reach 400 while upstream answers no 429; the stand-in and BotMux share the cores.",
  rounds: 1,
  figures: [
    { key: "readySec", label: "listens after", unit: "s", better: "less", digits: 1 },
    { key: "polledSec", label: "all polled after", unit: "s", better: "less", digits: 1 },
    { key: "againSec", label: "after a restart", unit: "s", better: "less", digits: 1 },
    { key: "memory", label: "memory", unit: "MB", better: "less", isCharted: true },
    { key: "pollKB", label: "memory per idle long poll", unit: "KB", better: "less", digits: 1 },
    { key: "memoryAgain", label: "memory after a restart", unit: "MB", better: "less", isCharted: true },
  ],
  loads: [{ name: "2,000 bots", bots: 2000 }, { name: "5,000 bots", bots: 5000 }],
  contenders: [{
    name: "BotMux",
    hasRuntime: true,
    async measure({ bots }, { runtime, botmuxFlags }) {
      const tokens = Array.from(
        { length: bots },
        (_, index) => `${2_000_000 + index}:bench-token-of-thirty-five-letters`,
      );
      await using upstream = await run("bun", "stand_in_fleet.ts", []);
      using folder = temporaryFolder();
      const start = () =>
        startBotmux({
          runtime,
          upstream: upstream.url,
          bots: tokens,
          flags: botmuxFlags,
          dataDir: folder.path,
        });
      const first = await startOnce(start, upstream.url, tokens);
      await untilHeld(upstream.url, bots, (held) => held === 0);
      const { polledSec, memory, pollKB } = await startOnce(start, upstream.url, tokens);
      return { ...first, againSec: polledSec, memoryAgain: memory, pollKB };
    },
  }],
  aims: [{
    text: "memory with 2,000 bots, MB",
    load: "2,000 bots",
    contender: "BotMux",
    figure: "memory",
    limits: { bun: { atMost: 250 }, deno: {} },
    isRequired: true,
  }, {
    text: "5,000 new bots polled after, s",
    load: "5,000 bots",
    contender: "BotMux",
    figure: "polledSec",
    limits: { atMost: 20 },
  }, {
    text: "5,000 known bots polled after a restart, s",
    load: "5,000 bots",
    contender: "BotMux",
    figure: "againSec",
    limits: { atMost: 20 },
  }, {
    text: "memory with 5,000 bots, MB",
    load: "5,000 bots",
    contender: "BotMux",
    figure: "memoryAgain",
    limits: { atMost: 200 },
  }],
});
