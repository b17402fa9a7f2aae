/** Charts as SVG that follow the reader's light or dark theme. */

import type { Point } from "./bench.ts";

/** Bars in groups, each with the range of its rounds. */
export interface BarChart {
  readonly title: string;
  readonly unit: string;
  readonly groups: readonly {
    readonly label: string;
    readonly bars: readonly Bar[];
  }[];
}

/** One bar: its length, and the lowest and highest value behind it. */
export interface Bar {
  readonly label: string;
  readonly value: number;
  readonly low: number;
  readonly high: number;
  /** Whether it is drawn in the stronger colour. */
  readonly isOurs: boolean;
}

/** Lines over a common axis. */
export interface LineChart {
  readonly title: string;
  readonly xLabel: string;
  readonly yLabel: string;
  readonly series: readonly { readonly label: string; readonly points: readonly Point[] }[];
}

const style = `<style>
text { font: 13px system-ui, sans-serif; fill: #1f2328 }
.title { font-weight: 600; font-size: 15px }
.small { font-size: 11px; fill: #59636e }
.ours { fill: #0969da } .theirs { fill: #afb8c1 }
.range, .axis { stroke: #59636e; stroke-width: 1; fill: none }
.grid { stroke: #d1d9e0; stroke-width: 1 }
.line { fill: none; stroke-width: 2 }
@media (prefers-color-scheme: dark) {
  text { fill: #e6edf3 } .small { fill: #9198a1 }
  .ours { fill: #4493f8 } .theirs { fill: #59636e }
  .range, .axis { stroke: #9198a1 } .grid { stroke: #3d444d }
}
</style>`;
const colours = ["#0969da", "#cf222e", "#1a7f37", "#8250df", "#bc4c00", "#6e7781"];
const width = 760;

/** Horizontal bars; a thin line shows the range of the rounds. */
export function drawBars({ title, unit, groups }: BarChart): string {
  const [labelWidth, valueWidth, barHeight, groupGap] = [230, 120, 22, 34];
  const max = Math.max(...groups.flatMap(({ bars }) => bars.map(({ high }) => high)), Number.MIN_VALUE);
  const scale = (value: number) => round(Math.max(0, value) / max * (width - labelWidth - valueWidth));
  const parts: string[] = [];
  let y = 34;
  for (const { label, bars } of groups) {
    y += groupGap;
    parts.push(text(10, y - 10, label, "small"));
    for (const bar of bars) {
      const middle = y + barHeight / 2;
      const [low, high] = [labelWidth + scale(bar.low), labelWidth + scale(bar.high)];
      parts.push(
        text(labelWidth - 8, middle + 4, bar.label, "", "end"),
        `<rect class="${bar.isOurs ? "ours" : "theirs"}" x="${labelWidth}" y="${y + 3}" width="${
          scale(bar.value)
        }" height="${barHeight - 6}"/>`,
        `<path class="range" d="M${low} ${middle}H${high}M${low} ${middle - 4}v8M${high} ${middle - 4}v8"/>`,
        text(high + 8, middle + 4, `${showNumber(bar.value)} ${unit}`),
      );
      y += barHeight;
    }
  }
  return wrap(title, y + 16, parts);
}

/** Lines from the lowest x to the highest; y starts at zero. */
export function drawLines({ title, xLabel, yLabel, series }: LineChart): string {
  const [left, top, plotWidth, plotHeight] = [76, 64, width - 100, 280];
  const points = series.flatMap((each) => each.points);
  const xs = points.map(([x]) => x);
  const [minX, maxX] = [Math.min(...xs), Math.max(...xs)];
  const maxY = roundUp(Math.max(...points.map(([, y]) => y), Number.MIN_VALUE));
  const toX = (x: number) => round(left + (x - minX) / (maxX - minX || 1) * plotWidth);
  const toY = (y: number) => round(top + plotHeight - y / maxY * plotHeight);
  const parts = [
    text(left - 8, top - 10, yLabel, "small", "end"),
    text(left + plotWidth, 394, xLabel, "small", "end"),
  ];
  for (let step = 0; step <= 4; step++) {
    const [x, y] = [minX + (maxX - minX) * step / 4, maxY * step / 4];
    parts.push(
      `<path class="grid" d="M${left} ${toY(y)}h${plotWidth}"/>`,
      text(left - 8, toY(y) + 4, showNumber(y), "small", "end"),
      text(toX(x), top + plotHeight + 18, showNumber(x), "small", "middle"),
    );
  }
  for (const [index, { label, points }] of series.entries()) {
    const colour = colours[index % colours.length]!;
    const path = points.map(([x, y], at) => `${at === 0 ? "M" : "L"}${toX(x)} ${toY(y)}`).join("");
    const legendY = 414 + index * 18;
    parts.push(
      `<path class="line" stroke="${colour}" d="${path}"/>`,
      `<path class="line" stroke="${colour}" d="M${left} ${legendY - 4}h20"/>`,
      text(left + 28, legendY, label),
    );
  }
  return wrap(title, 414 + series.length * 18, parts);
}

function wrap(title: string, height: number, parts: readonly string[]): string {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${
      escape(title)
    }">`,
    style,
    text(10, 24, title, "title"),
    ...parts,
    "</svg>\n",
  ].join("\n");
}

function text(x: number, y: number, content: string, kind = "", anchor = "start"): string {
  return `<text${kind === "" ? "" : ` class="${kind}"`} x="${x}" y="${y}"${
    anchor === "start" ? "" : ` text-anchor="${anchor}"`
  }>${escape(content)}</text>`;
}

function escape(content: string): string {
  return content.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll(
    '"',
    "&quot;",
  );
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

/** The next of 1, 2, 2.5, 5 and 10 times a power of ten. */
function roundUp(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 2.5, 5, 10].map((step) => step * power).find((step) => step >= value) ?? value;
}

function showNumber(value: number): string {
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return value.toLocaleString("en-US", { maximumFractionDigits: digits });
}
