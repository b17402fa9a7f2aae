/**
 * Push: deliveries per second to 1, 4 and 16 backends that answer 204 — every update to every one of them, each a
 * consumer of its own — and the latency added at 2,000 updates/s, beside a bare loop that polls the same upstream and
 * posts with `fetch`. BotMux commits every update to disk before it pushes it, keeps the order of each chat and writes
 * down what was taken; the loop does nothing of the kind. Exits with 1 when an update is lost, comes twice or overtakes
 * another of its chat; with `strict` also when 4 backends get less than 60 % of what the loop gives them.
 *
 * What limits one backend is the commit, which nothing may overtake; several share its cost. What limits many is the
 * writing to their sockets, a third of all time.
 *
 * The archive is off; what it costs is the business of `archive_recorder.ts`.
 *
 * Run it with `bun bench/push.ts [bun|deno] [throughput|latency] [strict]`.
 */
import process from "node:process";
import { args, writeLine } from "../src/runtime/process.ts";
import { alternate, describeRates, median } from "./support/figures.ts";
import { type Runtime, runtimes } from "./support/processes.ts";
import { pushOnce } from "./support/push_run.ts";
import type { PushResult } from "./support/stand_in_push.ts";

const rounds = 3;
const minRatio = { backends: 4, ratio: 0.6 };
const cases = [
  { backends: 1, updates: 20_000 },
  { backends: 4, updates: 8_000 },
  { backends: 16, updates: 2_000 },
];
const steady = { updates: 8_000, perSecond: 2_000, backends: ["well"] } as const;

async function compareThroughput(runtime: Runtime): Promise<void> {
  writeLine(`Deliveries by push on ${runtime} (medians of ${rounds})`);
  for (const { backends, updates } of cases) {
    const load = { updates, perSecond: 0, backends: Array.from({ length: backends }, () => "well" as const) };
    const pair = await alternate(
      rounds,
      async () => (await pushOnce(runtime, "botmux", load)).perSecond,
      async () => (await pushOnce(runtime, "bare", load)).perSecond,
    );
    const ratio = median(pair.botmux) / median(pair.bare);
    const isMissed = backends === minRatio.backends && ratio < minRatio.ratio;
    const mark = isMissed ? `  BELOW ${minRatio.ratio * 100} %` : "";
    writeLine(`  ${String(backends).padStart(2)} backends: ${describeRates(pair)}${mark}`);
    if (isMissed && args.includes("strict")) process.exitCode = 1;
  }
}

async function compareLatency(runtime: Runtime): Promise<void> {
  const results = { botmux: [] as PushResult[], bare: [] as PushResult[] };
  for (let round = 0; round < rounds; round++) {
    results.bare.push(await pushOnce(runtime, "bare", steady));
    results.botmux.push(await pushOnce(runtime, "botmux", steady));
  }
  writeLine(`Latency of a push at ${steady.perSecond} updates/s on ${runtime} (medians of ${rounds})`);
  for (const name of ["p50", "p99"] as const) {
    const [ours, theirs] = [results.botmux, results.bare].map((side) =>
      median(side.map((each) => each[name]))
    );
    const added = ours! - theirs!;
    writeLine(
      `  ${name}: BotMux ${ours!.toFixed(2)} ms, bare ${theirs!.toFixed(2)} ms, added ${added.toFixed(2)} ms`,
    );
  }
}

/** Those that are named among the arguments; all when none is. */
function wanted<T extends string>(names: readonly T[]): readonly T[] {
  const named = names.filter((name) => args.includes(name));
  return named.length === 0 ? names : named;
}

for (const runtime of wanted(runtimes)) {
  for (const part of wanted(["throughput", "latency"])) {
    await (part === "throughput" ? compareThroughput(runtime) : compareLatency(runtime));
  }
}
