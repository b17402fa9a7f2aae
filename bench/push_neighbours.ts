/**
 * No consumer hurts another: latency of pushes to a healthy backend alone, and beside one that is dead, one that takes 5 s
 * and one that answers 500 until each update is given up. With `strict` it exits with 1 when the p99 beside them is more
 * than 1.5 times what it is alone, in the median.
 *
 * Run it with `bun bench/push_neighbours.ts [bun|deno] [strict]`.
 */
import process from "node:process";
import { args, writeLine } from "../src/runtime/process.ts";
import { median } from "./support/figures.ts";
import { type Runtime, runtimes } from "./support/processes.ts";
import { type Behaviour, pushOnce } from "./support/push_run.ts";
import type { PushResult } from "./support/stand_in_push.ts";

const rounds = 7;
const maxRatio = 1.5;
const load = { updates: 2_000, perSecond: 500 };
const alone: readonly Behaviour[] = ["well"];
const beside: readonly Behaviour[] = ["well", "dead", "slow", "failing"];

async function measure(runtime: Runtime): Promise<boolean> {
  const quiet: PushResult[] = [];
  const troubled: PushResult[] = [];
  const sides = [[quiet, alone], [troubled, beside]] as const;
  for (let round = 0; round < rounds; round++) {
    // Each side goes first in turn: a machine that slows down slows both.
    for (const [results, backends] of round % 2 === 0 ? sides : sides.toReversed()) {
      results.push(await pushOnce(runtime, "botmux", { ...load, backends }));
    }
  }
  const ratio = median(troubled.map(({ p99 }, round) => p99 / quiet[round]!.p99));
  const [aloneMs, besideMs] = [quiet, troubled].map((results) => median(results.map(({ p99 }) => p99)));
  writeLine(
    `Push at ${load.perSecond} updates/s on ${runtime} (medians of ${rounds}): p99 ${
      aloneMs!.toFixed(2)
    } ms alone, ` +
      `${besideMs!.toFixed(2)} ms beside a dead, a slow and a failing backend: ${ratio.toFixed(2)} times${
        ratio <= maxRatio ? "" : `  ABOVE ${maxRatio}`
      }`,
  );
  return ratio <= maxRatio;
}

const wanted = runtimes.filter((runtime) => args.includes(runtime));
for (const runtime of wanted.length === 0 ? runtimes : wanted) {
  if (!await measure(runtime) && args.includes("strict")) process.exitCode = 1;
}
