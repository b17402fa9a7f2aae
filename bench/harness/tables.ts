import { median, quantile } from "../support/figures.ts";
import { type Runtime, runtimes } from "../support/processes.ts";
import type { Bench, Figure } from "./bench.ts";
import { judge, showLimits, showValue } from "./judge_aims.ts";
import type { BenchResults, ContenderResults, LoadResults, RunResults } from "./results.ts";

/** Cells of a table, its heading first. */
type Table = readonly (readonly string[])[];

/** What a run found, as text for a terminal. */
export function toText(bench: Bench, run: RunResults, runtime: Runtime): string {
  const lines = [
    `${bench.title} on ${run.runtime} (medians of ${run.rounds}, in brackets lowest to highest)`,
  ];
  for (const load of run.loads) lines.push("", load.name, ...alignColumns(tableOf(bench, load)));
  if (bench.aims.length > 0) {
    lines.push("", ...alignColumns(aimTable([bench], (name) => ({ name, runs: { [runtime]: run } })), 2));
  }
  return lines.join("\n");
}

/** What a bench found on each runtime, as a page. */
export function toMarkdown(bench: Bench, results: BenchResults, charts: readonly string[]): string {
  const parts = [`# ${bench.title}`, bench.measures, `**What limits it:** ${bench.limitedBy}`];
  for (const runtime of runtimes) {
    const run = results.runs[runtime];
    if (run === undefined) continue;
    const flags = run.botmuxFlags.length === 0 ? "" : `; BotMux with \`${run.botmuxFlags.join(" ")}\``;
    parts.push(
      `## ${run.runtime}`,
      `${
        run.measuredAt.slice(0, 10)
      }, ${run.machine}; medians of rounds: ${run.rounds}, in brackets the lowest and the highest${flags}. Load average before the run: ${
        run.loadBefore.toFixed(1)
      }.`,
    );
    for (const load of run.loads) parts.push(`### ${load.name}`, markdownTable(tableOf(bench, load)));
  }
  if (bench.aims.length > 0) parts.push("## Aims", markdownTable(aimTable([bench], () => results), 2));
  parts.push(...charts.map((file) => `![${bench.title}](${file})`));
  return parts.join("\n\n") + "\n";
}

/** Every aim of every bench with what was found; aims that nothing was measured for say so. */
export function aimTable(benches: readonly Bench[], resultsOf: (name: string) => BenchResults): Table {
  const rows = benches.flatMap((bench) => {
    const { runs } = resultsOf(bench.name);
    return bench.aims.map((aim) => {
      const cells = runtimes.map((runtime) => {
        const run = runs[runtime];
        if (run === undefined) return "not measured";
        const { value, limits, isMet } = judge(aim, run, runtime);
        if (value === undefined) return "not measured";
        return `${showValue(value)} of ${showLimits(limits)}: ${isMet ? "met" : "**missed**"}`;
      });
      return [bench.name, aim.text, ...cells];
    });
  });
  return [["bench", "aim", ...runtimes.map((runtime) => runtime === "bun" ? "Bun" : "Deno")], ...rows];
}

/** A table of Markdown; all but the first `leftColumns` stand to the right. */
export function markdownTable(table: Table, leftColumns = 1): string {
  const [heading = [], ...rows] = table;
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [
    line(heading),
    line(heading.map((_, index) => index < leftColumns ? "---" : "---:")),
    ...rows.map(line),
  ]
    .join(
      "\n",
    );
}

/** Columns of equal width for a terminal; all but the first `leftColumns` stand to the right. */
export function alignColumns(table: Table, leftColumns = 1): string[] {
  const widths = table[0]!.map((_, column) => Math.max(...table.map((row) => (row[column] ?? "").length)));
  return table.map((row) =>
    "  " +
    row.map((cell, column) =>
      column < leftColumns ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!)
    )
      .join("  ").trimEnd()
  );
}

function tableOf({ figures }: Bench, { contenders }: LoadResults): Table {
  const isFound = ({ key }: Figure) =>
    contenders.some(({ samples }) => samples.some((sample) => sample[key] !== undefined));
  const shown = figures.filter(isFound);
  const heading = ["", ...shown.map(({ label, unit }) => unit === "" ? label : `${label}, ${unit}`)];
  return [heading, ...contenders.map((contender) => rowOf(contender, shown))];
}

function rowOf({ name, samples, trouble }: ContenderResults, figures: readonly Figure[]): string[] {
  if (trouble !== undefined) return [`${name}: ${trouble}`, ...figures.map(() => "")];
  return [
    name,
    ...figures.map((figure) => showSpread(figure, samples.flatMap(({ [figure.key]: value }) => value ?? []))),
  ];
}

function showSpread({ digits = 0 }: Figure, values: readonly number[]): string {
  if (values.length === 0) return "";
  const show = (value: number) =>
    value.toLocaleString("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits });
  const middle = show(median(values));
  return values.length === 1
    ? middle
    : `${middle} (${show(quantile(values, 0))}–${show(Math.max(...values))})`;
}
