import { expectedSkips } from "./expected_skips.ts";
import { emptyOutcome, type FileOutcome, type Outcomes } from "./outcomes.ts";
import { runTests } from "./running.ts";
import type { Suite } from "./suites.ts";

/** So many files that fail are no noise of the machine. */
const maxRepeatedFiles = 20;

/** Stands for the files that ran beside each other when nothing tells which of them it was. */
const allFiles = "test/";

/** How a {@linkcode SuiteRun} goes. */
export interface SuiteRunOptions {
  /** Whether a skip that is not expected is a failure. */
  readonly isCi: boolean;
  /** How many files run beside each other. */
  readonly jobs: number;
  readonly show: (line: string) => void;
}

/** One run of a suite, and what came of it. */
export class SuiteRun {
  readonly #suite: Suite;
  readonly #options: SuiteRunOptions;
  readonly #outcomes: Outcomes = new Map();
  /** First failures of files that passed when they ran once more, alone. */
  readonly #flaky = new Map<string, string>();
  readonly #startMs = performance.now();

  constructor(suite: Suite, options: SuiteRunOptions) {
    this.#suite = suite;
    this.#options = options;
  }

  /** What the tests of each file took, in milliseconds. */
  get durations(): ReadonlyMap<string, number> {
    return new Map([...this.#outcomes].map(([file, { durationMs }]) => [file, durationMs]));
  }

  /** Runs groups of files beside each other, in the given order. */
  async together(groups: readonly (readonly string[])[]): Promise<void> {
    const { jobs } = this.#options;
    if (!this.#suite.isSerial) {
      const files = groups.flat();
      if (files.length > 0) await this.#run(files, jobs);
      return;
    }
    const left = groups.values();
    await Promise.all(Array.from({ length: jobs }, async () => {
      for (const files of left) await this.#run(files, 1);
    }));
  }

  /** Runs files one after the other. */
  async alone(files: readonly string[]): Promise<void> {
    for (const file of files) await this.#run([file], 1);
  }

  /** Runs files that failed once more, alone; what comes of that counts. */
  async again(): Promise<void> {
    const failed = [...this.#outcomes].filter(([file, { failed }]) => file !== allFiles && failed.length > 0);
    if (failed.length > maxRepeatedFiles) return;
    for (const [file, first] of failed) {
      this.#options.show(`== ${file} failed and runs once more, alone`);
      await this.#run([file], 1);
      if (this.#outcomes.get(file)?.failed.length === 0) this.#flaky.set(file, first.failed[0]!);
    }
  }

  /** Shows what came of everything; whether all is well. */
  report(): boolean {
    const { show, isCi } = this.#options;
    const { name } = this.#suite;
    const total = { passed: 0, failed: 0, skipped: 0 };
    for (const [file, { passed, failed, skipped }] of this.#outcomes) {
      const unexpected = isCi ? skipped.filter((title) => !isExpected(title)) : [];
      for (const title of skipped.filter((title) => !unexpected.includes(title))) {
        show(`skipped: ${file}: ${title}`);
      }
      for (const title of failed) show(`failed: ${file} (${name}): ${title}`);
      for (const title of unexpected) {
        show(`failed: ${file} (${name}): skipped, which is not expected: ${title}`);
      }
      total.passed += passed;
      total.failed += failed.length + unexpected.length;
      total.skipped += skipped.length - unexpected.length;
    }
    for (const [file, title] of this.#flaky) show(`flaky: ${file} (${name}; first failure: ${title})`);
    const seconds = Math.round((performance.now() - this.#startMs) / 1000);
    const { passed, failed, skipped } = total;
    show(`tests (${name}): ${passed} passed, ${failed} failed, ${skipped} skipped in ${seconds} s`);
    return failed === 0 && passed > 0;
  }

  async #run(files: readonly string[], jobs: number): Promise<void> {
    const reader = this.#suite.createReader(jobs);
    const command = this.#suite.command(files, jobs);
    // Tests of crashes are shorter elsewhere.
    const env = { ...command.env, ...(this.#options.isCi ? { TEST_ALL_LIVES: "yes" } : {}) };
    const { code, trouble } = await runTests({ ...command, env }, reader, this.#options.show);
    const { outcomes } = reader;
    for (const file of files) {
      const outcome = outcomes.get(file) ?? emptyOutcome();
      if (trouble !== "" && reader.latest.includes(file)) outcome.failed.push(`its runner was ${trouble}`);
      if (isEmpty(outcome)) outcome.failed.push("no test of it was run");
      this.#outcomes.set(file, outcome);
    }
    const isExplained = files.some((file) => this.#outcomes.get(file)!.failed.length > 0);
    if (code !== 0 && !isExplained) this.#noteTrouble(files, `its runner exited with ${code}`);
  }

  #noteTrouble([file, ...others]: readonly string[], trouble: string): void {
    const where = others.length === 0 ? file! : allFiles;
    const outcome = this.#outcomes.get(where) ?? emptyOutcome();
    outcome.failed.push(trouble);
    this.#outcomes.set(where, outcome);
  }
}

function isEmpty({ passed, failed, skipped }: FileOutcome): boolean {
  return passed + failed.length + skipped.length === 0;
}

function isExpected(title: string): boolean {
  return expectedSkips.some((reason) => reason.test(title));
}
