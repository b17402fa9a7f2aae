import { readFileSync } from "node:fs";
import { availableParallelism, cpus, loadavg, release, totalmem } from "node:os";
import { join } from "node:path";
import type { Runtime } from "../support/processes.ts";
import type { ChartName, Point, Sample } from "./bench.ts";

/** Everything that one bench found, as `bench/results/<name>.json` keeps it. */
export interface BenchResults {
  readonly name: string;
  readonly runs: Readonly<Partial<Record<Runtime, RunResults>>>;
}

/** What was found on one runtime. */
export interface RunResults {
  /** ISO 8601. */
  readonly measuredAt: string;
  readonly machine: string;
  /** Load average of the minute before the run: processes that ran or wanted to. */
  readonly loadBefore: number;
  /** Name and version of the runtime. */
  readonly runtime: string;
  readonly rounds: number;
  readonly seconds: number;
  readonly botmuxFlags: readonly string[];
  readonly loads: readonly LoadResults[];
  readonly series: readonly Series[];
}

/** What was found under one load. */
export interface LoadResults {
  readonly name: string;
  readonly contenders: readonly ContenderResults[];
}

/** The rounds of one contender. */
export interface ContenderResults {
  readonly name: string;
  /** One for each round; empty when it could not be measured. */
  readonly samples: readonly Sample[];
  /** Why there are none. */
  readonly trouble?: string;
}

/** One line of a line chart. */
export interface Series extends ChartName {
  readonly label: string;
  readonly points: readonly Point[];
}

/** This machine in a few words. */
export function describeMachine(): string {
  const model = cpus()[0]?.model.trim() ?? "unknown processor";
  const gigabytes = Math.round(totalmem() / 1024 ** 3);
  return `${availableParallelism()} cores (${model}), ${gigabytes} GiB, Linux ${release()}`;
}

/** Processes that ran or wanted to, on average over the last minute. */
export function currentLoad(): number {
  return Math.round(loadavg()[0]! * 10) / 10;
}

/** The results kept in a folder for a bench; without runs when there are none. */
export function readResults(folder: string, name: string): BenchResults {
  let text: string;
  try {
    text = readFileSync(join(folder, `${name}.json`), "utf8");
  } catch {
    return { name, runs: {} };
  }
  return JSON.parse(text) as BenchResults; // Written by this program.
}
