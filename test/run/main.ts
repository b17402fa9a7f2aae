/**
 * Runs the tests of one suite: `bun test/run/main.ts bun|deno|browser [--ci] [FILE…]`. With `--ci`, files that failed
 * run once more, each alone, and count as failed when they fail again; and a skip that is not expected is a failure.
 */
import process from "node:process";
import { endWithThisProcess } from "./running.ts";
import { suites } from "./suites.ts";
import { SuiteRun } from "./suite_run.ts";

const [name = "", ...words] = process.argv.slice(2);
const suite = suites.get(name);
if (suite === undefined) {
  console.error(
    `Unknown suite: ${name}. Usage: bun test/run/main.ts ${[...suites.keys()].join("|")} [--ci] [FILE…]`,
  );
  process.exit(2);
}
endWithThisProcess();
const isChosen = (file: string) => {
  const chosen = words.filter((word) => !word.startsWith("--"));
  return chosen.length === 0 || chosen.some((word) => file.includes(word));
};
const run = new SuiteRun(suite, { isCi: words.includes("--ci"), show: (line) => console.log(line) });
await run.together(suite.together.filter(isChosen));
await run.alone(suite.alone.filter(isChosen));
if (words.includes("--ci")) await run.again();
process.exitCode = run.report() ? 0 : 1;
