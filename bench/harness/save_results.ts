import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { median } from "../support/figures.ts";
import { type Runtime, runtimes } from "../support/processes.ts";
import type { Bench, Figure } from "./bench.ts";
import { type BarChart, drawBars, drawLines } from "./charts.ts";
import { type BenchResults, readResults, type RunResults, type Series } from "./results.ts";
import { aimTable, markdownTable, toMarkdown } from "./tables.ts";

/**
 * Writes what was found on one runtime into a folder, beside what was found on the other: `<bench>.json`, a page with
 * tables, and charts. Charts of an earlier run are gone.
 */
export function saveResults(folder: string, bench: Bench, runtime: Runtime, run: RunResults): void {
  mkdirSync(folder, { recursive: true });
  const results = { name: bench.name, runs: { ...readResults(folder, bench.name).runs, [runtime]: run } };
  writeFileSync(join(folder, `${bench.name}.json`), JSON.stringify(results, null, 1) + "\n");
  for (const file of readdirSync(folder).filter((file) => file.startsWith(`${bench.name}-`))) {
    rmSync(join(folder, file));
  }
  const charts = drawCharts(bench, results);
  for (const [file, svg] of charts) writeFileSync(join(folder, file), svg);
  writeFileSync(join(folder, `${bench.name}.md`), toMarkdown(bench, results, [...charts.keys()]));
}

/** Writes `README.md` of a folder of results: the table of all aims, and a list of what was measured. */
export function saveOverview(folder: string, benches: readonly Bench[]): void {
  const resultsOf = (name: string) => readResults(folder, name);
  const measured = benches.filter(({ name }) => Object.keys(resultsOf(name).runs).length > 0);
  const page = [
    "# Results",
    "Written by `bun run bench`; [how to read them](../README.md).",
    "## Aims",
    markdownTable(aimTable(benches.filter(({ aims }) => aims.length > 0), resultsOf), 2),
    "## Benches",
    measured.map(({ name, title, measures }) => `- [${title}](${name}.md): ${measures}`).join("\n"),
  ];
  writeFileSync(join(folder, "README.md"), page.join("\n\n") + "\n");
}

function drawCharts(bench: Bench, results: BenchResults): Map<string, string> {
  const charts = new Map<string, string>();
  for (const figure of bench.figures.filter(({ isCharted }) => isCharted === true)) {
    charts.set(`${bench.name}-${toFileName(figure.label)}.svg`, drawBars(barChart(bench, figure, results)));
  }
  for (const [title, series] of groupByTitle(results)) {
    const { xLabel, yLabel } = series[0]!;
    charts.set(`${bench.name}-${toFileName(title)}.svg`, drawLines({ title, xLabel, yLabel, series }));
  }
  return charts;
}

function barChart(bench: Bench, figure: Figure, results: BenchResults): BarChart {
  const loads = bench.loads.flatMap(({ name }) =>
    runtimes.flatMap((runtime) => {
      const run = results.runs[runtime];
      const load = run?.loads.find((each) => each.name === name);
      if (run === undefined || load === undefined) return [];
      const bars = load.contenders.flatMap(({ name, samples }) => {
        const values = samples.flatMap((sample) => sample[figure.key] ?? []);
        if (values.length === 0) return [];
        const isOurs = name.startsWith("BotMux");
        return [{
          label: name,
          value: median(values),
          low: Math.min(...values),
          high: Math.max(...values),
          isOurs,
        }];
      });
      return bars.length === 0 ? [] : [{ label: `${load.name}, ${run.runtime}`, bars }];
    })
  );
  const direction = figure.better === "more" ? "more is better" : "less is better";
  return { title: `${bench.title}: ${figure.label} (${direction})`, unit: figure.unit, groups: loads };
}

function groupByTitle({ runs }: BenchResults): Map<string, Series[]> {
  const groups = new Map<string, Series[]>();
  for (const runtime of runtimes) {
    const run = runs[runtime];
    for (const series of run?.series ?? []) {
      const labelled = { ...series, label: `${series.label}, ${run!.runtime}` };
      groups.set(series.title, [...groups.get(series.title) ?? [], labelled]);
    }
  }
  return groups;
}

function toFileName(words: string): string {
  return words.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "");
}
