/**
 * Runs benches: `bun run bench [NAME…] [--list] [--runtime bun|deno] [--rounds N] [--seconds N] [--no-save] [-- FLAGS…]`.
 * Without a name, all of them; without a runtime, on both. FLAGS are given to BotMux. `bench/README.md` tells how to read
 * what comes out.
 */
import { dirname, join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { benches } from "./benches.ts";
import type { Bench } from "./harness/bench.ts";
import { judge } from "./harness/judge_aims.ts";
import { measureBench } from "./harness/measure_bench.ts";
import { saveOverview, saveResults } from "./harness/save_results.ts";
import { alignColumns, toText } from "./harness/tables.ts";
import { endWithThisProcess, type Runtime, runtimes } from "./support/processes.ts";

const resultsFolder = join(dirname(fileURLToPath(import.meta.url)), "results");
const defaultRounds = 5;
const defaultSeconds = 3;

const words = process.argv.slice(2);
const end = words.indexOf("--");
const botmuxFlags = end < 0 ? [] : words.slice(end + 1);
const { values, positionals } = parseArgs({
  args: end < 0 ? words : words.slice(0, end),
  allowPositionals: true,
  options: {
    list: { type: "boolean", default: false },
    runtime: { type: "string" },
    rounds: { type: "string" },
    seconds: { type: "string", default: String(defaultSeconds) },
    "no-save": { type: "boolean", default: false },
  },
});

function chooseBenches(): readonly Bench[] {
  const unknown = positionals.filter((name) => !benches.some((bench) => bench.name === name));
  if (unknown.length > 0) {
    throw new RangeError(`Unknown bench: ${unknown.join(", ")}. bun run bench --list names all of them`);
  }
  return positionals.length === 0 ? benches : benches.filter(({ name }) => positionals.includes(name));
}

function chooseRuntimes(): readonly Runtime[] {
  if (values.runtime === undefined) return runtimes;
  const chosen = runtimes.filter((runtime) => runtime === values.runtime);
  if (chosen.length === 0) {
    throw new RangeError(`Unknown runtime: ${values.runtime}. There are ${runtimes.join(", ")}`);
  }
  return chosen;
}

function toCount(name: string, value: string): number {
  const count = Number(value);
  if (!(count > 0)) throw new RangeError(`Cannot use --${name}: ${value}`);
  return count;
}

/** Measures on one runtime, shows and saves what was found; whether all went well and nothing required is missed. */
async function runBench(bench: Bench, runtime: Runtime): Promise<boolean> {
  const rounds = toCount("rounds", values.rounds ?? String(bench.rounds ?? defaultRounds));
  const seconds = toCount("seconds", values.seconds);
  const onProgress = (line: string) => console.error(line);
  const run = await measureBench(bench, { runtime, rounds, seconds, botmuxFlags, onProgress });
  console.log(`\n${toText(bench, run, runtime)}\n`);
  if (!values["no-save"]) {
    saveResults(resultsFolder, bench, runtime, run);
    saveOverview(resultsFolder, benches);
  }
  const isMissed = bench.aims.some((aim) => aim.isRequired === true && !judge(aim, run, runtime).isMet);
  const hasFailed = run.loads.some(({ contenders }) =>
    contenders.some(({ name, trouble }) => name.startsWith("BotMux") && trouble !== undefined)
  );
  return !isMissed && !hasFailed;
}

endWithThisProcess();
if (values.list) {
  for (const line of alignColumns(benches.map(({ name, measures }) => [name, measures]), 2)) {
    console.log(line);
  }
} else {
  for (const bench of chooseBenches()) {
    for (const runtime of chooseRuntimes()) {
      if (!await runBench(bench, runtime)) process.exitCode = 1;
    }
  }
}
