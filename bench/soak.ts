/**
 * A soak: 500 updates/s to a reader that must get every one in order, 200 calls/s, and 2,000 bots with an idle poll each.
 * Memory, open files, CPU and latencies are sampled over time. Writes `soak-<runtime>.csv` and charts into
 * `bench/results`, and exits with 1 when something was lost or failed, or when memory or open files rise.
 *
 * Run it with `bun bench/soak.ts [bun|deno] [<minutes>]`; 30 minutes without a number. The first fifth of it warms up.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { args, writeLine } from "../src/runtime/process.ts";
import { drawLines } from "./harness/charts.ts";
import { startBotmux, token } from "./support/botmux_program.ts";
import { CallRate } from "./support/call_rate.ts";
import { median, quantile } from "./support/figures.ts";
import { IdlePolls } from "./support/idle_polls.ts";
import { openFiles, residentMiB, workerOf } from "./support/memory.ts";
import { readAllUpdates } from "./support/poll_reader.ts";
import { costOf } from "./support/process_cost.ts";
import { type Runtime, runtimes, versionOf } from "./support/processes.ts";
import { UpdateSource } from "./support/update_source.ts";
import { firstId } from "./support/update_text.ts";

const updatesPerSec = 500;
const callsPerSec = 200;
const idleBots = 2000;
const minutes = Number(args.find((word) => /^[\d.]+$/.test(word)) ?? 30);
const samples = 180;
const intervalMs = minutes * 60_000 / samples;
const resultsFolder = join(dirname(fileURLToPath(import.meta.url)), "results");
/** By how much the last third of the samples may lie above the first one. */
const maxRise = { memoryMiB: 24, files: 16 };

const columns = [
  "minute",
  "memoryMiB",
  "files",
  "cpuPercent",
  "updateP50Ms",
  "updateP99Ms",
  "callP50Ms",
  "callP99Ms",
] as const;
type Sample = Readonly<Record<(typeof columns)[number], number>>;

async function soak(runtime: Runtime): Promise<boolean> {
  const updates = Math.ceil(minutes * 60 * updatesPerSec);
  const handedOutMs = new Map<number, number>();
  let delays: number[] = [];
  await using source = await UpdateSource.listen({
    updates,
    perSecond: updatesPerSec,
    onHandOut: (id) => handedOutMs.set(id, performance.now()),
  });
  const idle = Array.from({ length: idleBots }, (_, index) => `${2_000_000 + index}:${token.split(":")[1]}`);
  await using botmux = await startBotmux({ runtime, upstream: source.url, bots: [token, ...idle] });
  using polls = await IdlePolls.open(botmux.url, idle);
  using calls = new CallRate(botmux.url, token, callsPerSec);
  await untilPolled(source);
  source.open();
  const reading = readAllUpdates({
    url: botmux.url,
    token,
    lastId: firstId + updates - 1,
    onUpdates(from, to) {
      const nowMs = performance.now();
      for (let id = from; id < to; id++) {
        delays.push(nowMs - (handedOutMs.get(id) ?? nowMs));
        handedOutMs.delete(id);
      }
    },
  });
  const worker = workerOf(botmux.pid);
  const taken: Sample[] = [];
  const look = (beginMs: number, cpuMs: number) => {
    const seconds = intervalMs / 1000;
    const latencies = calls.takeLatencies();
    taken.push({
      minute: (performance.now() - beginMs) / 60_000,
      memoryMiB: residentMiB(worker),
      files: openFiles(worker),
      cpuPercent: (costOf(botmux.pid).cpuMs - cpuMs) / seconds / 10,
      updateP50Ms: quantile(delays, 0.5),
      updateP99Ms: quantile(delays, 0.99),
      callP50Ms: quantile(latencies, 0.5),
      callP99Ms: quantile(latencies, 0.99),
    });
    delays = [];
  };
  const beginMs = performance.now();
  for (let index = 0; index < samples; index++) {
    const { cpuMs } = costOf(botmux.pid);
    await new Promise((resolve) =>
      setTimeout(resolve, beginMs + (index + 1) * intervalMs - performance.now())
    );
    look(beginMs, cpuMs);
  }
  await reading;
  save(runtime, await versionOf(runtime), taken);
  const failures = [...calls.failures, ...polls.failures];
  return report(runtime, taken, failures);
}

/** BotMux begins to poll some hundred bots a second. */
async function untilPolled(source: UpdateSource): Promise<void> {
  const endMs = performance.now() + 120_000;
  while (source.heldPolls <= idleBots) {
    if (performance.now() > endMs) throw new Error(`Only ${source.heldPolls} bots are polled`);
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

function save(runtime: Runtime, version: string, taken: readonly Sample[]): void {
  mkdirSync(resultsFolder, { recursive: true });
  const lines = taken.map((sample) => columns.map((column) => sample[column].toFixed(2)).join(","));
  writeFileSync(join(resultsFolder, `soak-${runtime}.csv`), `${[columns.join(","), ...lines].join("\n")}\n`);
  const line = (label: string, column: keyof Sample) => ({
    label,
    points: taken.map((sample) => [sample.minute, sample[column]] as const),
  });
  const charts = [
    ["memory", "MiB", [line("resident memory", "memoryMiB")]],
    ["files", "open files", [line("open files and sockets", "files")]],
    ["latency", "ms", [
      line("arrival to long poll, p50", "updateP50Ms"),
      line("arrival to long poll, p99", "updateP99Ms"),
      line("call, p50", "callP50Ms"),
      line("call, p99", "callP99Ms"),
    ]],
  ] as const;
  for (const [name, yLabel, series] of charts) {
    const title =
      `Soak on ${version}: ${updatesPerSec} updates/s, ${callsPerSec} calls/s, ${idleBots} idle polls`;
    const chart = drawLines({ title, xLabel: "minutes", yLabel, series });
    writeFileSync(join(resultsFolder, `soak-${runtime}-${name}.svg`), chart);
  }
}

function report(runtime: Runtime, taken: readonly Sample[], failures: readonly string[]): boolean {
  const steady = taken.slice(Math.floor(taken.length / 5));
  const third = Math.floor(steady.length / 3);
  const between = (column: keyof Sample, from: number, to?: number) =>
    median(steady.slice(from, to).map((sample) => sample[column]));
  writeLine(
    `Soak of ${minutes} minutes on ${runtime}: medians of the first and the last third after the warm-up`,
  );
  for (const column of columns.slice(1)) {
    const [first, last] = [between(column, 0, third), between(column, -third)];
    writeLine(`  ${column.padEnd(12)} ${first.toFixed(2).padStart(9)} -> ${last.toFixed(2).padStart(9)}`);
  }
  for (const failure of failures) writeLine(`  ${failure}`);
  const rises = (column: keyof typeof maxRise) =>
    between(column, -third) - between(column, 0, third) > maxRise[column];
  const risen = (["memoryMiB", "files"] as const).filter(rises);
  for (const column of risen) writeLine(`  TOO MUCH: ${column} rises`);
  return failures.length === 0 && risen.length === 0;
}

const wanted = runtimes.filter((runtime) => args.includes(runtime));
for (const runtime of wanted.length === 0 ? runtimes : wanted) {
  if (!await soak(runtime)) process.exitCode = 1;
}
