/**
 * Runs the tests of one suite: `bun test/run/main.ts bun|deno|browser [--ci] [--slowest] [FILE…]`. With `--ci`, files that
 * failed run once more, each alone, and count as failed when they fail again; and a skip that is not expected is a
 * failure. `--slowest` lists the files that took longest. What files took is kept below `node_modules`, so that the longest
 * ones begin first the next time.
 */
import process from "node:process";
import { Durations } from "./durations.ts";
import { endWithThisProcess } from "./running.ts";
import { isLong, suites } from "./suites.ts";
import { SuiteRun } from "./suite_run.ts";

const maxShown = 30;
const [name = "", ...words] = process.argv.slice(2);
const suite = suites.get(name);
if (suite === undefined) {
  console.error(
    `Unknown suite: ${name}. Usage: bun test/run/main.ts ${
      [...suites.keys()].join("|")
    } [--ci] [--slowest] [FILE…]`,
  );
  process.exit(2);
}
endWithThisProcess();
const isChosen = (file: string) => {
  const chosen = words.filter((word) => !word.startsWith("--"));
  return chosen.length === 0 || chosen.some((word) => file.includes(word));
};
const run = new SuiteRun(suite, { isCi: words.includes("--ci"), show: (line) => console.log(line) });
const durations = new Durations(`node_modules/.cache/botmux/${name}_test_durations.json`);
await run.together(durations.group(suite.together.filter(isChosen), (file) => isLong(file) ? 20 : 2));
await run.alone(suite.alone.filter(isChosen));
if (words.includes("--ci")) await run.again();
durations.save(run.durations);
if (words.includes("--slowest")) {
  const slowest = [...run.durations].sort(([, one], [, other]) => other - one).slice(0, maxShown);
  for (const [file, ms] of slowest) console.log(`${(ms / 1000).toFixed(1).padStart(7)} s  ${file}`);
}
process.exitCode = run.report() ? 0 : 1;
