import { assert, assertEquals } from "@std/assert";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { createTempFolder } from "../support/temp_folder.ts";
import { SuiteRun } from "./suite_run.ts";
import { onBun, onDeno, type Suite } from "./suites.ts";

const runtime = "Bun" in globalThis ? onBun : onDeno;
const name = "tried";

/** Runs the files with the runner of this runtime, together and then once more; what is shown at last. */
async function run(
  files: Readonly<Record<string, string>>,
  isCi = true,
): Promise<{ isWell: boolean; lines: string[] }> {
  using folder = createTempFolder();
  for (const [file, text] of Object.entries(files)) {
    writeFileSync(join(folder.path, file), `import { describe, test } from "node:test";\n${text}`);
  }
  const suite: Suite = {
    name,
    together: Object.keys(files),
    alone: [],
    leftToCi: [],
    ...runtime,
    command: (files, jobs) => ({ ...runtime.command(files, jobs), cwd: folder.path }),
  };
  const shown: string[] = [];
  const suiteRun = new SuiteRun(suite, { isCi, jobs: 4, show: (line) => shown.push(line) });
  await suiteRun.together([suite.together]);
  await suiteRun.again();
  shown.length = 0;
  const isWell = suiteRun.report();
  return { isWell, lines: shown.map((line) => line.replace(/ in \d+ s$/, "")) };
}

const failing = 'throw new Error("no");';
const once = `
  import { existsSync, writeFileSync } from "node:fs";
  const isFirst = !existsSync("ran");
  if (isFirst) writeFileSync("ran", "");
  test("noisy", () => { if (isFirst) ${failing} });
  test("calm", () => {});
`;

describe("a run of tests", () => {
  test("counts those that pass, those in groups too", async () => {
    const { isWell, lines } = await run({
      "a.test.ts": 'test("one", () => {}); describe("group", () => { test("two", () => {}); });',
      "b.test.ts": 'describe("g", () => { describe("h", () => { test("three", () => {}); }); });',
    });
    assertEquals([isWell, lines], [true, ["tests (tried): 3 passed, 0 failed, 0 skipped"]]);
  });

  test("fails when a test fails twice, and says which", async () => {
    const { isWell, lines } = await run({
      "a.test.ts": `describe("group", () => { test("bad", () => { ${failing} }); test("good", () => {}); });`,
      "b.test.ts": 'test("good", () => {});',
    });
    assertEquals([isWell, lines], [false, [
      "failed: a.test.ts (tried): group > bad",
      "tests (tried): 2 passed, 1 failed, 0 skipped",
    ]]);
  });

  test("passes when a test fails only once, and says so", async () => {
    const { isWell, lines } = await run({ "a.test.ts": once, "b.test.ts": 'test("good", () => {});' });
    assertEquals([isWell, lines], [true, [
      "flaky: a.test.ts (tried; first failure: noisy)",
      "tests (tried): 3 passed, 0 failed, 0 skipped",
    ]]);
  });

  test("fails when a file cannot be run", async () => {
    const { isWell, lines } = await run({ "a.test.ts": failing, "b.test.ts": 'test("good", () => {});' });
    assertEquals(isWell, false);
    assertEquals(lines.at(-1), "tests (tried): 1 passed, 1 failed, 0 skipped");
    assert(lines[0]!.startsWith("failed: a.test.ts (tried): "), lines[0]);
  });

  test("fails when a file has no tests", async () => {
    const { isWell, lines } = await run({ "a.test.ts": "", "b.test.ts": 'test("good", () => {});' });
    assertEquals([isWell, lines], [false, [
      "failed: a.test.ts (tried): no test of it was run",
      "tests (tried): 1 passed, 1 failed, 0 skipped",
    ]]);
  });

  const skips = {
    "a.test.ts": `
      test("full (a full file system cannot be had here: no rights)", { skip: true }, () => {});
      test("other (no such program)", { skip: true }, () => {});
      test("good", () => {});
    `,
  };

  test("shows what is skipped, and in CI fails on a skip that is not expected", async () => {
    const full = "a.test.ts: full (a full file system cannot be had here: no rights)";
    const inCi = await run(skips);
    assertEquals([inCi.isWell, inCi.lines], [false, [
      `skipped: ${full}`,
      "failed: a.test.ts (tried): skipped, which is not expected: other (no such program)",
      "tests (tried): 1 passed, 1 failed, 1 skipped",
    ]]);
    const elsewhere = await run(skips, false);
    assertEquals([elsewhere.isWell, elsewhere.lines], [true, [
      `skipped: ${full}`,
      "skipped: a.test.ts: other (no such program)",
      "tests (tried): 1 passed, 0 failed, 2 skipped",
    ]]);
  });
});
