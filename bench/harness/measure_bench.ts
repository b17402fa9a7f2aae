import type { Runtime } from "../support/processes.ts";
import { isInstalled, versionOf } from "../support/processes.ts";
import type { Bench, Contender, NamedLoad, Sample } from "./bench.ts";
import {
  type ContenderResults,
  currentLoad,
  describeMachine,
  type RunResults,
  type Series,
} from "./results.ts";

/** How a bench is run. */
export interface MeasureOptions {
  readonly runtime: Runtime;
  readonly rounds: number;
  readonly seconds: number;
  readonly botmuxFlags: readonly string[];
  /** Called before each measurement with a line for people. */
  readonly onProgress: (line: string) => void;
}

/**
 * Measures all contenders in turn, round by round, so that a machine that slows down slows all of them. Another one goes
 * first in each round. A contender that fails is not asked again under the same load.
 */
export async function measureBench(bench: Bench, options: MeasureOptions): Promise<RunResults> {
  const { runtime, rounds, seconds, botmuxFlags } = options;
  const loadBefore = currentLoad();
  const series: Series[] = [];
  const loads = [];
  for (const load of bench.loads) {
    const contenders = bench.contenders.filter((each) => each.takes?.(load) ?? true);
    loads.push({ name: load.name, contenders: await measureLoad(bench, load, contenders, series, options) });
  }
  return {
    measuredAt: new Date().toISOString(),
    machine: describeMachine(),
    loadBefore,
    runtime: await versionOf(runtime),
    rounds,
    seconds,
    botmuxFlags,
    loads,
    series,
  };
}

async function measureLoad(
  bench: Bench,
  load: NamedLoad,
  contenders: readonly Contender<NamedLoad>[],
  series: Series[],
  { runtime, rounds, seconds, botmuxFlags, onProgress }: MeasureOptions,
): Promise<ContenderResults[]> {
  const samples = new Map<string, Sample[]>(contenders.map(({ name }) => [name, []]));
  const troubles = new Map<string, string>();
  for (const { name, needs } of contenders) {
    if (needs !== undefined && !isInstalled(needs)) troubles.set(name, `${needs} is not installed`);
  }
  for (let round = 0; round < rounds; round++) {
    for (const contender of rotate(contenders, round)) {
      const { name } = contender;
      if (troubles.has(name)) continue;
      onProgress(`${bench.name} on ${runtime}, ${load.name}, round ${round + 1} of ${rounds}: ${name}`);
      // Of the rounds, the last one is drawn.
      const plotted: Series[] = [];
      try {
        const sample = await contender.measure(load, {
          runtime,
          seconds,
          botmuxFlags,
          plot: (chart, points) => plotted.push({ ...chart, label: `${name}, ${load.name}`, points }),
        });
        samples.get(name)!.push(sample);
        if (round === rounds - 1) series.push(...plotted);
      } catch (error) {
        troubles.set(name, error instanceof Error ? error.message : String(error));
        onProgress(`  failed: ${troubles.get(name)}`);
      }
    }
  }
  return contenders.map(({ name }) => {
    const trouble = troubles.get(name);
    return trouble === undefined
      ? { name, samples: samples.get(name)! }
      : { name, samples: [], trouble: trouble.split("\n")[0]! };
  });
}

/** The same values, another one of them first in each round. */
export function rotate<T>(values: readonly T[], round: number): T[] {
  return values.map((_, index) => values[(index + round) % values.length]!);
}
