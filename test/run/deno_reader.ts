import { fileOfHeading } from "./file_heading.ts";
import { OutcomeNotes, type OutcomeReader, type Outcomes, parseDurationMs } from "./outcomes.ts";

const result = /^\S+\.ts => (.+) \.\.\. (ok|FAILED|ignored)( \(.*?(\w+)\))?$/;
const outsideOfTests = /^Uncaught error from \S+\.ts FAILED$/;
const between = " ... ";
const becauseOfStep = /failed steps?\)/;

/** Reads the output of `deno test --parallel deno_group.ts`: results below a heading with their file, a group after its tests. */
export class DenoReader implements OutcomeReader {
  readonly #notes: OutcomeNotes;
  #file = "";
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
    if (outsideOfTests.test(line)) this.#notes.of(this.#file).failed.push("an error outside of the tests");
    const [, title, status, why = "", duration = ""] = result.exec(line) ?? [];
    if (title === undefined) return line !== "";
    const next = fileOfHeading(title);
    if (next !== undefined) {
      this.#file = next;
      this.#notes.of(next);
      return false;
    }
    const file = this.#file;
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
