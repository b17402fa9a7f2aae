import { OutcomeNotes, type OutcomeReader, type Outcomes, parseDurationMs } from "./outcomes.ts";

const heading = /^(?:\.\/)?(test\/\S+\.tsx?|\S+\.test\.tsx?):$/;
const result = /^\((pass|fail|skip|todo)\) (.+?)(?: \[([\d.]+m?s)\])?$/;
const outsideOfTests = "# Unhandled error between tests";
/** What is below is said once more. */
const recapitulation = /^\d+ tests? (?:skipped|failed|todo):$/;

/** Reads the output of `bun test`: results below a heading with their file. */
export class BunReader implements OutcomeReader {
  readonly #notes: OutcomeNotes;
  #file = "";
  #isOver = false;

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
    if (recapitulation.test(line)) this.#isOver = true;
    if (this.#isOver) return line !== "" && !result.test(line);
    const file = heading.exec(line)?.[1];
    if (file !== undefined) {
      this.#file = file;
      return false;
    }
    if (this.#file === "") return line !== "";
    if (line === outsideOfTests) this.#notes.of(this.#file).failed.push("an error outside of the tests");
    const [, status, title = "", duration = ""] = result.exec(line) ?? [];
    if (status !== undefined) this.#notes.of(this.#file).durationMs += parseDurationMs(duration);
    if (status === "pass") this.#notes.of(this.#file).passed++;
    else if (status === "fail") this.#notes.of(this.#file).failed.push(title);
    else if (status !== undefined) this.#notes.of(this.#file).skipped.push(title);
    return status !== "pass" && line !== "";
  }
}
