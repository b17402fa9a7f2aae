/**
 * Runs the tests of one suite, or of several beside each other: `bun test/run/main.ts bun|deno|browser… [--ci|--quick]
 * [--slowest] [FILE…]`. With `--ci`, files that failed run once more, each alone, and count as failed when they fail again;
 * and a skip that is not expected is a failure. `--quick` leaves to CI what says the same on both runtimes.
 * `--slowest` lists the files that took longest. What files took is kept below `node_modules`, so that the longest ones
 * begin first the next time.
 */
import { availableParallelism } from "node:os";
import { dirname } from "node:path";
import process from "node:process";
import { Durations } from "./durations.ts";
import { endWithThisProcess } from "./running.ts";
import { guessSeconds, type Suite, suites } from "./suites.ts";
import { SuiteRun } from "./suite_run.ts";
import { unpackDeno } from "./unpack_deno.ts";

const maxShown = 30;
const words = process.argv.slice(2);
const chosen: Suite[] = [];
for (let suite; (suite = suites.get(words[0] ?? "")) !== undefined; words.shift()) chosen.push(suite);
if (chosen.length === 0) {
  console.error(
    `Unknown suite: ${words[0] ?? ""}. Usage: bun test/run/main.ts ${
      [...suites.keys()].join("|")
    }… [--ci|--quick] [--slowest] [FILE…]`,
  );
  process.exit(2);
}
endWithThisProcess();
if (chosen.some(({ name }) => name === "Deno")) unpackDeno();
const isCi = words.includes("--ci");
const patterns = words.filter((word) => !word.startsWith("--"));
const isQuick = words.includes("--quick");
const isChosen = (file: string) => patterns.length === 0 || patterns.some((word) => file.includes(word));
const filesBeside = ({ together, leftToCi }: Suite) =>
  together.filter((file) => isChosen(file) && !(isQuick && leftToCi.includes(file)));
// Tests wait for sockets, timers and disks half of their time, so more files run at a time than there are cores.
const jobs = Math.ceil(availableParallelism() * (chosen.length === 1 ? 2 : 1.5));
const runs = chosen.map((suite) => {
  const durations = new Durations(`node_modules/.cache/botmux/${suite.name}_test_durations.json`);
  const run = new SuiteRun(suite, { isCi, jobs, show: (line) => console.log(line) });
  return { suite, durations, run };
});
await Promise.all(
  runs.map(({ suite, durations, run }) => run.together(durations.group(filesBeside(suite), guessSeconds))),
);
let isWell = true;
for (const { suite, durations, run } of runs) {
  await run.alone(suite.alone.filter(isChosen));
  if (isCi) await run.again();
  durations.save(run.durations);
}
for (const { suite, run } of runs) {
  if (isQuick && suite.leftToCi.length > 0) {
    console.log(`left to CI (${suite.name}): ${foldersOf(suite.leftToCi)}`);
  }
  if (words.includes("--slowest")) {
    const slowest = [...run.durations].sort(([, one], [, other]) => other - one).slice(0, maxShown);
    for (const [file, ms] of slowest) console.log(`${(ms / 1000).toFixed(1).padStart(7)} s  ${file}`);
  }
  isWell = run.report() && isWell;
}
process.exitCode = isWell ? 0 : 1;

/** Folders, each with how many of the files it holds. */
function foldersOf(files: readonly string[]): string {
  return [...Map.groupBy(files, (file) => dirname(file))]
    .map(([folder, { length }]) => `${folder} (${length})`).join(", ");
}
