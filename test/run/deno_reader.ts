import { OutcomeNotes, type OutcomeReader, type Outcomes, parseDurationMs } from "./outcomes.ts";

const result = /^\.\/(\S+\.tsx?) => (.+) \.\.\. (ok|FAILED|ignored)( \(.*?(\w+)\))?$/;
const outsideOfTests = /^Uncaught error from \.\/(\S+\.tsx?) FAILED$/;
const between = " ... ";
const becauseOfStep = /failed steps?\)/;

/** Reads the output of `deno test --parallel`: results with their file before them, a group after its tests. */
export class DenoReader implements OutcomeReader {
  readonly #notes: OutcomeNotes;
  /** Groups, with their file, of which a test was read. */
  readonly #groups = new Set<string>();

  /** @param jobs files at a time. */
  constructor(jobs: number) {
    this.#notes = new OutcomeNotes(jobs);
  }

  get outcomes(): Outcomes {
    return this.#notes.outcomes;
  }

  get latest(): readonly string[] {
    return this.#notes.latest;
  }

  read(line: string): boolean {
    const broken = outsideOfTests.exec(line)?.[1];
    if (broken !== undefined) this.#notes.of(broken).failed.push("an error outside of the tests");
    const [, file, title, status, why = "", duration = ""] = result.exec(line) ?? [];
    if (file === undefined || title === undefined) return line !== "";
    // Those of a group are in the group's own.
    if (!title.includes(between)) this.#notes.of(file).durationMs += parseDurationMs(duration);
    if (this.#isGroup(file, title) && (status !== "FAILED" || becauseOfStep.test(why))) return false;
    const outcome = this.#notes.of(file);
    const shown = title.replaceAll(between, " > ");
    if (status === "ok") outcome.passed++;
    else if (status === "FAILED") outcome.failed.push(shown);
    else outcome.skipped.push(shown);
    return status !== "ok";
  }

  /** Whether tests of a group with this title were read; notes the groups that a test of this title is in. */
  #isGroup(file: string, title: string): boolean {
    for (let at = title.indexOf(between); at >= 0; at = title.indexOf(between, at + 1)) {
      this.#groups.add(`${file} ${title.slice(0, at)}`);
    }
    return this.#groups.has(`${file} ${title}`);
  }
}
