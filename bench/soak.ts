/**
 * A soak: 500 updates/s to a reader that must get every one in order, 200 calls/s, and 2,000 bots with an idle poll each.
 * Memory, open files, CPU, latencies and the machine's load are sampled over time. Writes `soak-<runtime>.md`, `.csv` and
 * charts into `bench/results`, and exits with 1 when something was lost or failed, when the floor of the memory rises, or
 * when files stay open that were not before the load.
 *
 * Run it with `bun bench/soak.ts [bun|deno] [<minutes>]`; 30 minutes without a number. The first fifth of it warms up.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { availableParallelism, loadavg } from "node:os";
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
/**
 * By how much the floor of the last third of the samples (a tenth of them lie below) may be above that of the first one. A
 * leak raises every sample; bursts after a stall of the machine raise some.
 */
const maxRiseMiB = 24;
/** Files that may be open longer after the load than before: the archive's thread starts with it, and has nine on Deno. */
const maxKeptFiles = 12;
/** Idle connections are closed after a minute. */
const quietMs = 90_000;

const columns = [
  "minute",
  "memoryMiB",
  "files",
  "cpuPercent",
  "updateP50Ms",
  "updateP99Ms",
  "callP50Ms",
  "callP99Ms",
  "load",
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
  await untilPolled(source);
  const worker = workerOf(botmux.pid);
  await sleep(quietMs);
  const filesBefore = openFiles(worker);
  using calls = new CallRate(botmux.url, token, callsPerSec);
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
      load: loadavg()[0] ?? 0,
    });
    delays = [];
  };
  const beginMs = performance.now();
  for (let index = 0; index < samples; index++) {
    const { cpuMs } = costOf(botmux.pid);
    await sleep(beginMs + (index + 1) * intervalMs - performance.now());
    look(beginMs, cpuMs);
  }
  await reading;
  calls[Symbol.dispose]();
  await sleep(quietMs);
  const version = await versionOf(runtime);
  const failures = [
    ...calls.failures,
    ...polls.failures,
    ...findings(taken, { before: filesBefore, after: openFiles(worker) }),
  ];
  save(runtime, version, taken, [...describe(version, taken, filesBefore, openFiles(worker)), ...failures]);
  return failures.length === 0;
}

/** BotMux begins to poll some hundred bots a second. */
async function untilPolled(source: UpdateSource): Promise<void> {
  const endMs = performance.now() + 120_000;
  while (source.heldPolls <= idleBots) {
    if (performance.now() > endMs) throw new Error(`Only ${source.heldPolls} bots are polled`);
    await sleep(250);
  }
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** What must not be. */
function findings(
  taken: readonly Sample[],
  files: { readonly before: number; readonly after: number },
): string[] {
  const rise = floorOf(lastThird(taken)) - floorOf(firstThird(taken));
  return [
    ...(rise > maxRiseMiB ? [`TOO MUCH: the floor of the memory rises by ${rise.toFixed(0)} MiB`] : []),
    ...(files.after - files.before > maxKeptFiles
      ? [`TOO MUCH: ${files.after - files.before} files stay open`]
      : []),
  ];
}

const steady = (taken: readonly Sample[]) => taken.slice(Math.floor(taken.length / 5));
const firstThird = (taken: readonly Sample[]) => steady(taken).slice(0, Math.floor(steady(taken).length / 3));
const lastThird = (taken: readonly Sample[]) => steady(taken).slice(-Math.floor(steady(taken).length / 3));
const floorOf = (taken: readonly Sample[]) => quantile(taken.map(({ memoryMiB }) => memoryMiB), 0.1);

/** The page of results, as lines. */
function describe(
  version: string,
  taken: readonly Sample[],
  filesBefore: number,
  filesAfter: number,
): string[] {
  const [first, last] = [firstThird(taken), lastThird(taken)];
  const loads = taken.map(({ load }) => load);
  const row = (label: string, of: (samples: readonly Sample[]) => number) =>
    `| ${label} | ${of(first).toFixed(2)} | ${of(last).toFixed(2)} |`;
  return [
    `# Soak on ${version}`,
    "",
    `${minutes} minutes with ${updatesPerSec} updates/s, ${callsPerSec} calls/s and ${idleBots} idle polls. The stand-in ` +
    `for Telegram, the reader and the callers share ${availableParallelism()} cores with BotMux. The machine's load ` +
    `average was ${median(loads).toFixed(1)} (${Math.min(...loads).toFixed(1)} to ${
      Math.max(...loads).toFixed(1)
    }): much above 2 it is the work of others, and latencies are theirs.`,
    "",
    "| after the warm-up | first third | last third |",
    "| --- | ---: | ---: |",
    row("floor of memory, MiB", floorOf),
    ...columns.slice(1).map((column) =>
      row(`median of ${column}`, (samples) => median(samples.map((sample) => sample[column])))
    ),
    "",
    `Open files without load: ${filesBefore} before, ${filesAfter} after.`,
    "",
  ];
}

function save(runtime: Runtime, version: string, taken: readonly Sample[], page: readonly string[]): void {
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
  const names = charts.map(([name]) => `soak-${runtime}-${name}.svg`);
  const images = names.map((name) => `![${name}](${name})`);
  writeFileSync(join(resultsFolder, `soak-${runtime}.md`), `${[...page, ...images].join("\n")}\n`);
  for (const line of page) writeLine(line);
  for (const [name, yLabel, series] of charts) {
    const title =
      `Soak on ${version}: ${updatesPerSec} updates/s, ${callsPerSec} calls/s, ${idleBots} idle polls`;
    const chart = drawLines({ title, xLabel: "minutes", yLabel, series });
    writeFileSync(join(resultsFolder, `soak-${runtime}-${name}.svg`), chart);
  }
}

const wanted = runtimes.filter((runtime) => args.includes(runtime));
for (const runtime of wanted.length === 0 ? runtimes : wanted) {
  if (!await soak(runtime)) process.exitCode = 1;
}
