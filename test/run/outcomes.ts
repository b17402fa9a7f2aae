/** What came of the tests of one file. */
export interface FileOutcome {
  passed: number;
  readonly failed: string[];
  readonly skipped: string[];
  /** What its tests took together, without loading the file. */
  durationMs: number;
}

/** What came of the tests of many files, by path. */
export type Outcomes = Map<string, FileOutcome>;

/** Reads what a test runner writes, line by line. */
export interface OutcomeReader {
  readonly outcomes: Outcomes;
  /** The files it read of last, as many as the runner works at. */
  readonly latest: readonly string[];
  /** Whether the line is worth showing: those of tests that pass are not. */
  read(line: string): boolean;
}

/** Keeps what a reader found. */
export class OutcomeNotes {
  readonly outcomes: Outcomes = new Map();
  readonly #maxLatest: number;
  #latest: readonly string[] = [];

  constructor(maxLatest: number) {
    this.#maxLatest = maxLatest;
  }

  get latest(): readonly string[] {
    return this.#latest;
  }

  of(file: string): FileOutcome {
    if (this.#latest[0] !== file) {
      this.#latest = [file, ...this.#latest.filter((other) => other !== file)].slice(0, this.#maxLatest);
    }
    let outcome = this.outcomes.get(file);
    if (outcome === undefined) {
      outcome = emptyOutcome();
      this.outcomes.set(file, outcome);
    }
    return outcome;
  }
}

/** The outcome of a file before any of its tests. */
export function emptyOutcome(): FileOutcome {
  return { passed: 0, failed: [], skipped: [], durationMs: 0 };
}

/** Reads what a runner writes of a duration: `12ms`, `1.50ms`, `3s`, `1m5s`; 0 for anything else. */
export function parseDurationMs(text: string): number {
  const [, minutes = "0", seconds = "0", milliseconds = "0"] =
    /^(?:(\d+)m(?!s))?(?:([\d.]+)s)?(?:([\d.]+)ms)?$/.exec(text) ?? [];
  return Number(minutes) * 60_000 + Number(seconds) * 1000 + Number(milliseconds);
}
