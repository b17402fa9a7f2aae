/**
 * The wire's server beside those of the runtimes and `node:http`: the same response from memory, over persistent
 * connections, asked for by a process of its own that shares the cores.
 *
 * Run it with `bun bench/wire_server.ts [bun|deno]`. CPU is the server's own, per response, of all its threads. Compare
 * within a run only.
 *
 * What a response in bytes costs is mostly the runtime's: in one profile on Bun 1.4, taken on a busy machine, 47 % was
 * the system call that writes, 40 % reading and the loop, and 8 % the wire with its parser. Through `fetch` it costs more:
 * making a `Request`, and reading a `Response` by its stream, since a body's bytes can be had in no other way before it
 * is known whether they ever end.
 */
import { execFile } from "node:child_process";
import { join } from "node:path";
import process from "node:process";
import { promisify } from "node:util";
import { args, writeLine } from "../src/runtime/process.ts";
import { cpuMs } from "./support/cpu_time.ts";
import { format, median } from "./support/figures.ts";
import { workerOf } from "./support/memory.ts";
import { run, type Runtime, runtimes } from "./support/processes.ts";
import type { RawLoad } from "./support/raw_load.ts";

const kinds = ["wire", "wire-fetch", "runtime", "node"] as const;
type Kind = (typeof kinds)[number];

const rounds = 5;
const warmUpMs = 1500;
const measuredMs = 2500;

interface Measured extends RawLoad {
  readonly cpuUs: number;
}

const execute = promisify(execFile);

/** The load generator runs on this runtime, whatever it measures. */
const generator = [
  ...("Bun" in globalThis ? [] : ["run", "--allow-all", "--no-check", "--quiet"]),
  join(import.meta.dirname!, "support", "raw_load.ts"),
];

async function measure(runtime: Runtime, kind: Kind, connections: number): Promise<Measured> {
  await using server = await run(runtime, "fixed_answer_server.ts", [kind]);
  const pid = workerOf(server.pid);
  const before = cpuMs(pid);
  const words = [...generator, server.url, String(connections), String(warmUpMs), String(measuredMs)];
  const { stdout } = await execute(process.execPath, words);
  const load = JSON.parse(stdout) as RawLoad; // It prints nothing else.
  return { ...load, cpuUs: (cpuMs(pid) - before) * 1000 / load.responses };
}

async function compare(runtime: Runtime, connections: number): Promise<void> {
  const results = new Map<Kind, Measured[]>(kinds.map((kind) => [kind, []]));
  for (let round = 0; round < rounds; round++) {
    // Each goes first now and then.
    const order = kinds.map((_, index) => kinds[(index + round) % kinds.length]!);
    for (const kind of order) results.get(kind)!.push(await measure(runtime, kind, connections));
  }
  writeLine(`${runtime}, ${connections} connections (medians of ${rounds})`);
  for (const [kind, runs] of results) {
    const of = (value: (run: Measured) => number) => median(runs.map(value));
    writeLine(
      `  ${kind.padEnd(10)} ${format(of(({ perSecond }) => perSecond)).padStart(7)}/s, p50 ${
        of(({ p50 }) => p50).toFixed(2)
      } ms, p99 ${of(({ p99 }) => p99).toFixed(2)} ms, CPU ${of(({ cpuUs }) => cpuUs).toFixed(1)} µs`,
    );
  }
}

for (const runtime of runtimes.filter((each) => args.length === 0 || args.includes(each))) {
  for (const connections of [1, 32]) await compare(runtime, connections);
}
