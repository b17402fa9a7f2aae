import type { Runtime } from "../support/processes.ts";

/** One bench: what is measured, who is measured, and what BotMux has to reach. */
export interface Bench<Load extends NamedLoad = NamedLoad> {
  /** As the command line and the result files name it: `snake_case`. */
  readonly name: string;
  readonly title: string;
  /** What is measured, in one or two sentences. */
  readonly measures: string;
  /** What limits the figures, and what was tried. */
  readonly limitedBy: string;
  readonly figures: readonly Figure[];
  /** What is asked of each contender, one after the other. */
  readonly loads: readonly Load[];
  readonly contenders: readonly Contender<Load>[];
  readonly aims: readonly Aim[];
  /** Rounds unless the command line names another number; 5 without it. */
  readonly rounds?: number;
}

/** A load tells how it is named in tables; the rest is the bench's own. */
export interface NamedLoad {
  readonly name: string;
}

/** Something that is measured, in a process of its own that starts and ends with each round. */
export interface Contender<Load extends NamedLoad> {
  readonly name: string;
  /** A program that must be in the path; where it is not, the contender is left out and the results say so. */
  readonly needs?: string;
  /** Whether it runs on the chosen runtime; false for programs that have none, such as nginx. */
  readonly hasRuntime: boolean;
  /** Whether it takes this load; all of them without it. */
  takes?(load: Load): boolean;
  /** Starts, warms up, measures once, and ends everything it started. Throws when an answer was wrong. */
  measure(load: Load, conditions: Conditions): Promise<Sample>;
}

/** What holds for one measurement. */
export interface Conditions {
  readonly runtime: Runtime;
  /** Length of a measurement that goes by the clock. */
  readonly seconds: number;
  /** Flags for BotMux, as the command line gives them behind `--`. */
  readonly botmuxFlags: readonly string[];
  /** Keeps a series for a line chart; contenders that name the same chart share it. */
  plot(chart: ChartName, points: readonly Point[]): void;
}

/** Names a line chart and its axes. */
export interface ChartName {
  readonly title: string;
  readonly xLabel: string;
  readonly yLabel: string;
}

/** x and y. */
export type Point = readonly [x: number, y: number];

/** What one measurement found, by the keys of figures; a figure that does not apply is absent. */
export type Sample = Readonly<Record<string, number>>;

/** One column of the results. */
export interface Figure {
  readonly key: string;
  readonly label: string;
  readonly unit: string;
  readonly better: "more" | "less";
  /** Digits behind the point; none without it. */
  readonly digits?: number;
  /** Whether it gets a bar chart. */
  readonly isCharted?: boolean;
}

/** A value that BotMux should reach: a figure's median, or the median of its ratios to (differences from) another's. */
export interface Aim {
  /** What is aimed for, as a noun phrase. */
  readonly text: string;
  readonly load: string;
  readonly contender: string;
  readonly figure: string;
  /** Name of a contender whose figure of the same round divides this one. */
  readonly dividedBy?: string;
  /** Name of a contender whose figure of the same round is taken off this one. */
  readonly minus?: string;
  readonly limits: Limits | Readonly<Record<Runtime, Limits>>;
  /** Whether missing it makes the command fail. */
  readonly isRequired?: boolean;
}

/** Bounds of an aim. */
export interface Limits {
  readonly atLeast?: number;
  readonly atMost?: number;
}

/** Gives a bench as one of those that the command line lists: nobody but itself knows what its loads hold. */
export function defineBench<Load extends NamedLoad>(bench: Bench<Load>): Bench {
  // Loads go back to the very contenders that they are declared beside.
  return bench as unknown as Bench;
}
