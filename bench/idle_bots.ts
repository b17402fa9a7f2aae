import { defineBench, type NamedLoad } from "./harness/bench.ts";
import { startBotmux } from "./support/botmux_program.ts";
import { residentMiB, workerOf } from "./support/memory.ts";
import { run } from "./support/processes.ts";

interface Load extends NamedLoad {
  readonly bots: number;
}

/** 100 bots a second, and four times as much for a busy machine. */
const patienceMs = (bots: number) => 60_000 + bots * 40;
const toMB = (mebibytes: number) => mebibytes * 1024 * 1024 / 1e6;

/** Waits until every bot is polled. @throws {Error} when that takes too long. */
async function untilPolled(upstreamUrl: string, bots: number): Promise<void> {
  const startMs = performance.now();
  for (;;) {
    const { result } = await (await fetch(`${upstreamUrl}/count`)).json() as { result: number };
    if (result >= bots) return;
    if (performance.now() - startMs > patienceMs(bots)) {
      throw new Error(`Only ${result} of ${bots} bots are polled`);
    }
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

export const idleBots = defineBench<Load>({
  name: "idle_bots",
  title: "Idle bots",
  measures: "Bots that never hear anything: how soon every one is polled, and what memory they take",
  limitedBy: "Each bot is introduced by two calls, 100 a second, before its first poll.",
  rounds: 1,
  figures: [
    { key: "readySec", label: "listens after", unit: "s", better: "less", digits: 1 },
    { key: "polledSec", label: "all polled after", unit: "s", better: "less", digits: 1 },
    { key: "memory", label: "memory", unit: "MB", better: "less", isCharted: true },
  ],
  loads: [{ name: "2,000 bots", bots: 2000 }],
  contenders: [{
    name: "BotMux",
    hasRuntime: true,
    async measure({ bots }, { runtime, botmuxFlags }) {
      const tokens = Array.from(
        { length: bots },
        (_, index) => `${2_000_000 + index}:bench-token-of-thirty-five-letters`,
      );
      await using upstream = await run("bun", "stand_in_fleet.ts", []);
      const startMs = performance.now();
      await using botmux = await startBotmux({
        runtime,
        upstream: upstream.url,
        bots: tokens,
        flags: botmuxFlags,
      });
      const readyMs = performance.now() - startMs;
      await untilPolled(upstream.url, bots);
      const polledMs = performance.now() - startMs;
      // Through the change from the first short polls to long ones.
      await new Promise((resolve) => setTimeout(resolve, 3000));
      await untilPolled(upstream.url, bots);
      const memory = toMB(residentMiB(workerOf(botmux.pid)));
      return { readySec: readyMs / 1000, polledSec: polledMs / 1000, memory };
    },
  }],
  aims: [{
    text: "memory with 2,000 bots, MB",
    load: "2,000 bots",
    contender: "BotMux",
    figure: "memory",
    limits: { bun: { atMost: 250 }, deno: {} },
    isRequired: true,
  }],
});
