import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

/** What a group's files import is loaded once: larger groups cost less, smaller ones end at about one time. */
const maxFilesPerGroup = 24;
const maxSecondsPerGroup = 40;

/** Seconds that the tests of each file took at the last run, kept in a file that may be lost. */
export class Durations {
  readonly #path: string;
  readonly #seconds: Map<string, number>;

  constructor(path: string) {
    this.#path = path;
    this.#seconds = read(path);
  }

  /** The files, those that take longest first; before them those of which nothing is known. */
  sort(files: readonly string[]): string[] {
    const of = (file: string) => this.#seconds.get(file) ?? Infinity;
    return files.toSorted((one, other) => of(one) === of(other) ? 0 : of(other) - of(one));
  }

  /**
   * The files in groups that run one file after the other: few enough, and short enough, to end at about one time.
   *
   * @param guess seconds that a file of which nothing is known may take
   */
  group(files: readonly string[], guess: (file: string) => number): string[][] {
    const groups: string[][] = [];
    let left = 0;
    for (const file of this.sort(files)) {
      const seconds = this.#seconds.get(file) ?? guess(file);
      if (groups.length === 0 || seconds > left || groups.at(-1)!.length === maxFilesPerGroup) {
        groups.push([]);
        left = maxSecondsPerGroup;
      }
      groups.at(-1)!.push(file);
      left -= seconds;
    }
    return groups;
  }

  /** Keeps what was measured; other files keep what they have. */
  save(measuredMs: ReadonlyMap<string, number>): void {
    for (const [file, ms] of measuredMs) this.#seconds.set(file, Math.round(ms) / 1000);
    mkdirSync(dirname(this.#path), { recursive: true });
    writeFileSync(this.#path, JSON.stringify(Object.fromEntries(this.#seconds), null, 1));
  }
}

function read(path: string): Map<string, number> {
  try {
    const kept: unknown = JSON.parse(readFileSync(path, "utf8"));
    const entries = Object.entries(kept as Record<string, unknown>); // An array has entries, too.
    return new Map(entries.filter((entry): entry is [string, number] => typeof entry[1] === "number"));
  } catch {
    return new Map();
  }
}
