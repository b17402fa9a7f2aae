import {
  type Conditions,
  type Contender,
  defineBench,
  type NamedLoad,
  type Sample,
} from "./harness/bench.ts";
import { startBotmux, token } from "./support/botmux_program.ts";
import { startRedis } from "./support/debian_programs.ts";
import { costOf, costSince } from "./support/process_cost.ts";
import { run, type Running } from "./support/processes.ts";
import type { ManyReaders } from "./support/read_many.ts";

interface Load extends NamedLoad {
  readonly readers: number;
  readonly updates: number;
}

/** Opens the stand-in once all readers wait; what they saw, and what the processes between took for it. */
async function measureReaders(
  upstream: Running,
  url: string,
  between: readonly Running[],
  { readers, updates }: Load,
): Promise<Sample> {
  await using reading = await run("bun", "read_many.ts", [url, token, String(readers), String(updates)]);
  const before = between.map(({ pid }) => costOf(pid));
  await (await fetch(`${upstream.url}/open`)).text();
  const { deliveries, seconds } = JSON.parse(await reading.nextLine()) as ManyReaders; // It prints nothing else.
  const costs = between.map(({ pid }, index) => costSince(before[index]!, costOf(pid)));
  const sum = (each: readonly number[]) => each.reduce((one, other) => one + other, 0);
  return {
    updates: deliveries / readers / seconds,
    deliveries: deliveries / seconds,
    cpuUs: sum(costs.map(({ cpuMs }) => cpuMs)) * 1000 / updates,
    written: sum(costs.map(({ writtenBytes }) => writtenBytes)) / updates,
  };
}

const standIn = ({ updates }: Load) => run("bun", "stand_in_updates.ts", [String(updates)]);

const relay: Contender<Load> = {
  name: "bare relay, nothing on disk",
  hasRuntime: true,
  async measure(load, { runtime }) {
    await using upstream = await standIn(load);
    await using started = await run(runtime, "bare_relay.ts", [upstream.url, token]);
    return await measureReaders(upstream, started.url, [started], load);
  },
};

const redis: Contender<Load> = {
  name: "Redis Streams, fsync always",
  hasRuntime: true,
  needs: "redis-server",
  async measure(load, { runtime }) {
    await using upstream = await standIn(load);
    await using server = await startRedis();
    await using program = await run(runtime, "redis_relay.ts", [upstream.url, server.url, token]);
    return await measureReaders(upstream, server.url, [server, program], load);
  },
};

const botmux: Contender<Load> = {
  name: "BotMux without the archive",
  hasRuntime: true,
  async measure(load, { runtime, botmuxFlags }: Conditions) {
    await using upstream = await standIn(load);
    const flags = ["--archive=false", ...botmuxFlags];
    await using started = await startBotmux({ runtime, upstream: upstream.url, flags });
    return await measureReaders(upstream, started.url, [started], load);
  },
};

export const fanOut = defineBench<Load>({
  name: "fan_out",
  title: "Fan-out by long poll",
  measures:
    "Updates taken from an upstream that has as many as are asked for, and handed to 1, 8 and 64 readers, each of " +
    "which must get every one in order",
  limitedBy:
    "With few readers the commit: nothing may be asked of upstream before a batch is on disk, so its time adds to " +
    "every cycle. With many, the sockets. What did not help: larger pages (more bytes for each small commit), a larger or " +
    "memory-mapped cache, rarer checkpoints (as much is written, in longer stalls), statements without their cache, and " +
    "asking upstream before readers are woken. A table with a rowid and an index takes commits a fifth faster, but the " +
    "rows of one bot lie scattered: reading far back and removing old updates become several times slower. The journal's " +
    "thread adds a message there and back to a commit (6 to 13 µs on Bun, 25 to 35 on Deno). What is left to win: a batch " +
    "of updates as one row takes 3 to 4.5 µs of CPU per update instead of 7 to 8 for batches of 100 and writes a sixth " +
    "less; for lone updates it writes as much.",
  figures: [
    { key: "updates", label: "updates in", unit: "/s", better: "more", isCharted: true },
    { key: "deliveries", label: "deliveries", unit: "/s", better: "more", isCharted: true },
    { key: "cpuUs", label: "CPU per update", unit: "µs", better: "less", digits: 1 },
    { key: "written", label: "written per update", unit: "bytes", better: "less" },
  ],
  loads: [
    { name: "1 reader", readers: 1, updates: 150_000 },
    { name: "8 readers", readers: 8, updates: 100_000 },
    { name: "64 readers", readers: 64, updates: 40_000 },
  ],
  contenders: [relay, redis, botmux],
  aims: [
    {
      text: "durable updates/s, 1 reader",
      load: "1 reader",
      contender: botmux.name,
      figure: "updates",
      limits: { atLeast: 120_000 },
    },
    {
      text: "the same against Redis Streams",
      load: "1 reader",
      contender: botmux.name,
      figure: "updates",
      dividedBy: redis.name,
      limits: { atLeast: 1 },
    },
    {
      text: "deliveries/s, 8 readers",
      load: "8 readers",
      contender: botmux.name,
      figure: "deliveries",
      limits: { atLeast: 1_000_000 },
    },
    {
      text: "the same against the bare relay",
      load: "8 readers",
      contender: botmux.name,
      figure: "deliveries",
      dividedBy: relay.name,
      limits: { atLeast: 0.6 },
    },
  ],
});
