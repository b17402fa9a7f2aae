import {
  type Conditions,
  type Contender,
  defineBench,
  type NamedLoad,
  type Sample,
} from "./harness/bench.ts";
import { startBotmux, token } from "./support/botmux_program.ts";
import { startRedis } from "./support/debian_programs.ts";
import { quantile } from "./support/figures.ts";
import { readAllUpdates } from "./support/poll_reader.ts";
import { costOf, costSince } from "./support/process_cost.ts";
import { run, type Running } from "./support/processes.ts";
import { readAllFromRedis } from "./support/redis_reader.ts";
import { UpdateSource } from "./support/update_source.ts";
import { firstId } from "./support/update_text.ts";

interface Load extends NamedLoad {
  readonly readers: number;
  readonly perSecond: number;
}

/** Updates of the first second warm everything up. */
const warmUpSeconds = 1;

/** Starts what is between upstream and the readers; the last of the processes is the one they ask. */
type Start = (upstream: string, conditions: Conditions) => Promise<readonly Running[]>;

/** Stand-in and readers are in this process, so that one clock tells when an update left and when it arrived. */
async function measureArrival(
  start: Start,
  { readers, perSecond }: Load,
  conditions: Conditions,
): Promise<Sample> {
  const updates = perSecond * (warmUpSeconds + conditions.seconds);
  const firstCounted = perSecond * warmUpSeconds;
  const leftAtMs = new Float64Array(updates);
  const latencies: number[] = [];
  await using opened = new AsyncDisposableStack();
  const onHandOut = (id: number) => void (leftAtMs[id - firstId] = performance.now());
  const source = opened.use(await UpdateSource.listen({ updates, perSecond, onHandOut }));
  const between = (await start(source.url, conditions)).map((each) => opened.use(each));
  const url = between.at(-1)!.url;
  const onUpdates = (from: number, to: number) => {
    const nowMs = performance.now();
    for (let index = from - firstId; index < to - firstId; index++) {
      if (index >= firstCounted) latencies.push(nowMs - leftAtMs[index]!);
    }
  };
  const readAll = url.startsWith("redis:") ? readAllFromRedis : readAllUpdates;
  const options = { url, token, lastId: firstId + updates - 1, onUpdates };
  const reading = Promise.all(Array.from({ length: readers }, () => readAll(options)));
  // All of them wait by now.
  await new Promise((resolve) => setTimeout(resolve, 300));
  const before = between.map(({ pid }) => costOf(pid));
  const startMs = performance.now();
  source.open();
  await reading;
  const seconds = (performance.now() - startMs) / 1000;
  const costs = between.map(({ pid }, index) => costSince(before[index]!, costOf(pid)));
  const cpuMs = costs.reduce((sum, cost) => sum + cost.cpuMs, 0);
  return {
    p50Ms: quantile(latencies, 0.5),
    p99Ms: quantile(latencies, 0.99),
    cores: cpuMs / 1000 / seconds,
    cpuMs: cpuMs / updates,
    written: costs.reduce((sum, cost) => sum + cost.writtenBytes, 0) / updates,
  };
}

function contender(name: string, start: Start, needs?: string): Contender<Load> {
  return {
    name,
    hasRuntime: true,
    ...(needs === undefined ? {} : { needs }),
    measure: (load, conditions) => measureArrival(start, load, conditions),
  };
}

const botmux = (name: string, own: readonly string[]) =>
  contender(name, async (upstream, { runtime, botmuxFlags }) => [
    await startBotmux({ runtime, upstream, flags: [...own, ...botmuxFlags] }),
  ]);

const aim = { load: "1 reader, 1,000/s", contender: "BotMux" };

export const arrival = defineBench<Load>({
  name: "arrival",
  title: "Arrival to long poll",
  measures:
    "The time from an answer of upstream that holds an update to its arrival at a reader by long poll, at a steady " +
    "rate",
  limitedBy:
    "The commit stands between arrival and delivery: BotMux and Redis write and flush each batch first, the relay " +
    "keeps nothing. Stand-in and readers share one process, whose own delays everybody has.",
  figures: [
    { key: "p50Ms", label: "p50", unit: "ms", better: "less", digits: 2, isCharted: true },
    { key: "p99Ms", label: "p99", unit: "ms", better: "less", digits: 2, isCharted: true },
    { key: "cores", label: "CPU", unit: "cores", better: "less", digits: 2 },
    { key: "cpuMs", label: "CPU per update", unit: "ms", better: "less", digits: 2, isCharted: true },
    { key: "written", label: "written per update", unit: "bytes", better: "less" },
  ],
  loads: [
    { name: "1 reader, 1,000/s", readers: 1, perSecond: 1000 },
    { name: "8 readers, 1,000/s", readers: 8, perSecond: 1000 },
    { name: "1 reader, 100/s", readers: 1, perSecond: 100 },
  ],
  contenders: [
    contender("bare relay, nothing on disk", async (upstream, { runtime }) => [
      await run(runtime, "bare_relay.ts", [upstream, token]),
    ]),
    contender("Redis Streams, fsync always", async (upstream, { runtime }) => {
      const redis = await startRedis();
      return [redis, await run(runtime, "redis_relay.ts", [upstream, redis.url, token])];
    }, "redis-server"),
    botmux("BotMux without the archive", ["--archive=false"]),
    botmux("BotMux", []),
  ],
  aims: [
    { ...aim, text: "p50 at 1,000/s, ms", figure: "p50Ms", limits: { atMost: 0.35 } },
    { ...aim, text: "p99 at 1,000/s, ms", figure: "p99Ms", limits: { atMost: 2 } },
    { ...aim, text: "CPU at 1,000/s, cores", figure: "cores", limits: { atMost: 0.3 } },
    {
      ...aim,
      load: "1 reader, 100/s",
      text: "CPU per update at 100/s, ms",
      figure: "cpuMs",
      limits: { atMost: 0.8 },
    },
  ],
});
