import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import {
  type Aim,
  type Bench,
  type Conditions,
  defineBench,
  type NamedLoad,
} from "../../bench/harness/bench.ts";
import { drawBars, drawLines } from "../../bench/harness/charts.ts";
import { judge } from "../../bench/harness/judge_aims.ts";
import { measureBench } from "../../bench/harness/measure_bench.ts";
import type { RunResults } from "../../bench/harness/results.ts";
import { saveOverview, saveResults } from "../../bench/harness/save_results.ts";
import { toText } from "../../bench/harness/tables.ts";
import { createTempFolder } from "../support/temp_folder.ts";

const aim: Aim = {
  text: "speed against other",
  load: "light",
  contender: "BotMux",
  figure: "speed",
  dividedBy: "other",
  limits: { atLeast: 0.5 },
};

/** A bench whose measurements give the values of a list, one after the other. */
function benchOf(values: Readonly<Record<string, readonly number[]>>): { bench: Bench; order: string[] } {
  const order: string[] = [];
  const left = Object.fromEntries(Object.entries(values).map(([name, each]) => [name, [...each]]));
  const bench = defineBench<NamedLoad>({
    name: "tried",
    title: "A bench",
    measures: "Nothing.",
    limitedBy: "Nothing.",
    figures: [{ key: "speed", label: "speed", unit: "/s", better: "more", isCharted: true }],
    loads: [{ name: "light" }],
    contenders: [
      ...Object.keys(values).map((name) => ({
        name,
        hasRuntime: true,
        measure(_load: NamedLoad, { plot }: Conditions) {
          order.push(name);
          const speed = left[name]!.shift();
          if (speed === undefined) throw new Error("it broke");
          plot({ title: "over time", xLabel: "s", yLabel: "/s" }, [[0, 1], [1, speed]]);
          return Promise.resolve({ speed });
        },
      })),
      {
        name: "absent",
        hasRuntime: false,
        needs: "no-such-program",
        measure: () => Promise.reject(new Error("It is not installed")),
      },
    ],
    aims: [aim],
  });
  return { bench, order };
}

const runtime = "Bun" in globalThis ? "bun" : "deno";
const options = { runtime, seconds: 1, botmuxFlags: [], onProgress: () => {} } as const;

describe("A bench", () => {
  test("measures its contenders in turn, starting with another one each round", async () => {
    const { bench, order } = benchOf({ BotMux: [1, 2, 3], other: [4, 5, 6] });
    const run = await measureBench(bench, { ...options, rounds: 3 });
    assertEquals(order, ["BotMux", "other", "other", "BotMux", "BotMux", "other"]);
    assertEquals(
      run.loads[0]?.contenders.map(({ name, samples }) => [name, samples.map(({ speed }) => speed)]),
      [
        ["BotMux", [1, 2, 3]],
        ["other", [4, 5, 6]],
        ["absent", []],
      ],
    );
  });

  test("reports why a contender is missing", async () => {
    const { bench } = benchOf({ BotMux: [1], other: [4, 5] });
    const run = await measureBench(bench, { ...options, rounds: 2 });
    assertEquals(run.loads[0]?.contenders.map(({ trouble }) => trouble), [
      "it broke",
      undefined,
      "no-such-program is not installed",
    ]);
    assertStringIncludes(toText(bench, run, "bun"), "BotMux: it broke");
  });

  test("shows medians with the minimum and maximum", async () => {
    const { bench } = benchOf({ BotMux: [1000, 3000, 2000], other: [1, 1, 1] });
    const run = await measureBench(bench, { ...options, rounds: 3 });
    assertStringIncludes(toText(bench, run, "bun"), "2,000 (1,000–3,000)");
  });

  test("saves a page, charts and values, and keeps the other runtime's", async () => {
    using folder = createTempFolder();
    const { bench } = benchOf({ BotMux: [4, 5], other: [8, 8] });
    const run = await measureBench(bench, { ...options, rounds: 2 });
    saveResults(folder.path, bench, "bun", { ...run, runtime: "Bun 1.2.3" });
    saveResults(folder.path, bench, "deno", { ...run, runtime: "Deno 4.5.6" });
    saveOverview(folder.path, [bench]);
    assertEquals(readdirSync(folder.path).sort(), [
      "README.md",
      "tried-over-time.svg",
      "tried-speed.svg",
      "tried.json",
      "tried.md",
    ]);
    const page = readFileSync(join(folder.path, "tried.md"), "utf8");
    for (const part of ["Bun 1.2.3", "Deno 4.5.6", "0.56 of ≥ 0.5: met"]) assertStringIncludes(page, part);
    for (const [, image] of page.matchAll(/!\[[^\]]*\]\(([^)]+)\)/g)) {
      assert(existsSync(join(folder.path, image!)), image);
    }
    assertStringIncludes(
      readFileSync(join(folder.path, "README.md"), "utf8"),
      "| tried | speed against other |",
    );
  });
});

describe("An aim", () => {
  const run = (botmux: readonly number[], other: readonly number[]): RunResults => ({
    measuredAt: "",
    machine: "",
    loadBefore: 0,
    runtime: "",
    rounds: botmux.length,
    seconds: 1,
    botmuxFlags: [],
    series: [],
    loads: [{
      name: "light",
      contenders: [
        { name: "BotMux", samples: botmux.map((speed) => ({ speed })) },
        { name: "other", samples: other.map((speed) => ({ speed })) },
      ],
    }],
  });

  test("compares the two sides within each round", () => {
    // The machine was ten times slower in the second round.
    assertEquals(judge(aim, run([60, 6, 60], [100, 10, 100]), "bun"), {
      value: 0.6,
      limits: { atLeast: 0.5 },
      isMet: true,
    });
    const { dividedBy: _, ...rest } = aim;
    assertEquals(judge({ ...rest, minus: "other" }, run([60], [100]), "bun").value, -40);
  });

  test("fails when what it needs was not measured", () => {
    assertEquals(judge(aim, run([60], []), "bun"), { limits: { atLeast: 0.5 }, isMet: false });
  });

  test("can have different limits on each runtime", () => {
    const both = { ...aim, limits: { bun: { atLeast: 0.9 }, deno: { atMost: 0.9 } } };
    const found = run([60], [100]);
    assertEquals([judge(both, found, "bun").isMet, judge(both, found, "deno").isMet], [false, true]);
  });
});

describe("A chart", () => {
  test("escapes its texts", () => {
    const bar = { label: 'a<b>&"c"', value: 1, low: 1, high: 1, isOurs: true };
    const svg = drawBars({ title: "<t>", unit: "<u>", groups: [{ label: "<g>", bars: [bar] }] });
    assertStringIncludes(svg, "a&lt;b&gt;&amp;&quot;c&quot;");
    assert(!/<[tug]>/.test(svg));
  });

  test("has only finite numbers when all values are zero or there is one point", () => {
    const bar = { label: "a", value: 0, low: 0, high: 0, isOurs: false };
    const bars = drawBars({ title: "t", unit: "u", groups: [{ label: "g", bars: [bar] }] });
    const lines = drawLines({
      title: "t",
      xLabel: "x",
      yLabel: "y",
      series: [{ label: "a", points: [[3, 0]] }],
    });
    for (const svg of [bars, lines]) assert(!/NaN|Infinity/.test(svg), svg);
  });
});
