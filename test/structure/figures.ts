/**
 * Counts the source and writes the figures into docs/architecture.md.
 *
 * Run it with `bun run figures`.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { writeGenerated } from "../support/snapshot.ts";
import { parseFolder, root } from "./parsed_source.ts";

const files = parseFolder("src");
const functions = files.flatMap((file) => file.functions.map(({ lines }) => lines));
const text = files.map((file) => file.text).join("\n");
const exported = [
  ...text.matchAll(/(\*\/\n)?export (?:abstract |async )?(?:class|const|function\*?|interface|type) /g),
];
const thousands = text.split("\n").length / 1000;
const { dependencies } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
  readonly dependencies: Readonly<Record<string, string>>;
};

/** The value below which `share` of the values lie. */
function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((left, right) => left - right);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
}

function spread(values: readonly number[]): string {
  return `${percentile(values, 0.5)} / ${percentile(values, 0.9)} / ${Math.max(...values)}`;
}

function perThousandLines(counts: readonly number[]): string {
  return (counts.reduce((sum, count) => sum + count, 0) / thousands).toFixed(1);
}

/** Files that name a fact; a fact that is declared once is named by its declaration and its uses. */
function filesNaming(fact: string): number {
  return files.filter((file) => new RegExp(`\\b${fact}\\b`).test(file.text)).length;
}

const lines = files.map((file) => file.lines);
const documented = exported.filter(([, doc]) => doc !== undefined).length / exported.length;
const rows: readonly (readonly [what: string, figure: string | number])[] = [
  ["Files", files.length],
  ["Lines", lines.reduce((sum, count) => sum + count, 0)],
  ["Lines of a file: median / 90th percentile / maximum", spread(lines)],
  ["Lines of a function: median / 90th percentile / maximum", spread(functions)],
  ["Functions above 80 lines", functions.filter((count) => count > 80).length],
  ["Exports with a doc comment", `${Math.round(100 * documented)} %`],
  ["`any` per 1,000 lines", perThousandLines(files.map(({ anys }) => anys))],
  ["`as` per 1,000 lines", perThousandLines(files.map(({ casts }) => casts))],
  ["Run-time dependencies", Object.keys(dependencies).length],
  ["Files that name `maxConnections`", filesNaming("maxConnections")],
  ["Files that name `retentionMs`", filesNaming("retentionMs")],
];
const table = ["| What | Figure |", "| --- | --- |", ...rows.map((row) => `| ${row.join(" | ")} |`)].join(
  "\n",
);
writeGenerated("docs/architecture.md", "figures", table);
console.log(table);
