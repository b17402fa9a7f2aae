import { execFile } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { promisify } from "node:util";
import { type Aim, type Contender, defineBench, type NamedLoad, type Sample } from "./harness/bench.ts";
import { startBotmux } from "./support/botmux_program.ts";
import { deviceBytes, deviceOf } from "./support/device_bytes.ts";
import { residentMiB, workerOf } from "./support/memory.ts";
import { costOf } from "./support/process_cost.ts";
import { commandOf, run } from "./support/processes.ts";
import { wakeUps } from "./support/wake_ups.ts";

interface Load extends NamedLoad {
  /** Updates that come one by one; 0 for none. */
  readonly perSecond: number;
  readonly bots: number;
}

const botId = 1_000_001;
/** Where data folders are made. Others that write to its device count as well: give it one of its own. */
const parent = process.env["BENCH_FOLDER"] ?? tmpdir();
/** Two commits of the archive at least, which waits for a minute. */
const minMs = 125_000;
/** Until all bots are polled and the archive is open. */
const warmMs = (bots: number) => 5000 + bots * 50;
const toMB = (mebibytes: number) => mebibytes * 1024 * 1024 / 1e6;
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const execute = promisify(execFile);

/** Copies an archive of so many messages, which is made once and stays beside the data folders. */
async function copyFilled(dataDir: string, messages: number): Promise<void> {
  const filled = join(parent, `botmux-bench-filled-${messages}`);
  if (!existsSync(filled)) {
    const partial = mkdtempSync(join(parent, "botmux-bench-"));
    const [command = "", ...words] = commandOf("bun", join("bench", "support", "filled_archive.ts"));
    await execute(command, [...words, partial, String(botId), String(messages)]);
    renameSync(partial, filled);
  }
  cpSync(filled, dataDir, { recursive: true });
}

/** @param messages archived before; `undefined` for no archive. */
function botmux(name: string, messages: number | undefined): Contender<Load> {
  return {
    name,
    hasRuntime: true,
    takes: ({ perSecond }) => perSecond > 0 || messages === 0,
    async measure({ perSecond, bots }, { runtime, seconds, botmuxFlags }): Promise<Sample> {
      await using opened = new AsyncDisposableStack();
      const dataDir = mkdtempSync(join(parent, "botmux-bench-"));
      opened.defer(() => rmSync(dataDir, { recursive: true }));
      if (messages !== undefined && messages > 0) await copyFilled(dataDir, messages);
      const upstream = opened.use(
        await run("bun", "stand_in_lone_updates.ts", [String(botId), String((messages ?? 0) + 1)]),
      );
      const setRate = async (rate: number) => {
        const response = await fetch(`${upstream.url}/at?rate=${rate}`);
        return (await response.json() as { result: number }).result;
      };
      const { pid } = opened.use(
        await startBotmux({
          runtime,
          upstream: upstream.url,
          bots: Array.from(
            { length: bots },
            (_, index) => `${botId + index}:bench-token-of-thirty-five-letters`,
          ),
          flags: [...(messages === undefined ? ["--archive=false"] : []), ...botmuxFlags],
          dataDir,
        }),
      );
      await setRate(perSecond);
      await sleep(warmMs(bots));
      await execute("sync", ["-f", parent]);
      const device = deviceOf(parent);
      const worker = workerOf(pid);
      const before = { bytes: deviceBytes(device), cpuMs: costOf(pid).cpuMs, wakeUps: wakeUps(worker) };
      const first = await setRate(perSecond);
      const ms = Math.max(minMs, seconds * 1000);
      await sleep(ms);
      const updates = await setRate(perSecond) - first;
      const cpuMs = costOf(pid).cpuMs - before.cpuMs;
      const woken = wakeUps(worker) - before.wakeUps;
      await execute("sync", ["-f", parent]);
      const bytes = deviceBytes(device) - before.bytes;
      const memory = toMB(residentMiB(worker));
      return perSecond > 0
        ? { bytes: bytes / updates / 1000, cpu: cpuMs / updates, memory }
        : { share: cpuMs / ms * 100, wakeUps: woken / (ms / 1000), memory };
    },
  };
}

const aim = (
  text: string,
  [load, contender, figure]: readonly [string, string, string],
  atMost: number,
): Aim => ({
  text,
  load,
  contender,
  figure,
  limits: { atMost },
});

export const wear = defineBench<Load>({
  name: "wear",
  title: "Wear of the disk, and rest",
  measures:
    "Bytes that reach the block device and CPU time for each update of 339 bytes that comes alone, in 50 groups; and what " +
    "BotMux does while nothing happens",
  limitedBy:
    "The journal waits for the disk at each update: one block of 4 KB in its log, and now and then the time of that file. " +
    "SQLite takes what is logged every 30 s, the archive commits once a minute. Bytes are what /proc/diskstats counts for the " +
    "device of BENCH_FOLDER (the temporary folder without it), whoever wrote them, between two calls of sync: give it a " +
    "device of its own, such as an image: truncate -s 8G disk.img && mkfs.ext4 -q disk.img && mount -o loop disk.img disk. " +
    "Without the log, each update as a commit of SQLite took 32 KB: two pages, and what the file system notes about the " +
    "length of its write-ahead log.",
  rounds: 1,
  figures: [
    {
      key: "bytes",
      label: "to the device per update",
      unit: "KB",
      better: "less",
      digits: 1,
      isCharted: true,
    },
    { key: "cpu", label: "CPU per update", unit: "ms", better: "less", digits: 2 },
    { key: "share", label: "of a core", unit: "%", better: "less", digits: 2 },
    { key: "wakeUps", label: "wake-ups per second", unit: "1/s", better: "less", digits: 1 },
    { key: "memory", label: "memory", unit: "MB", better: "less" },
  ],
  loads: [
    { name: "2 updates/s", perSecond: 2, bots: 1 },
    { name: "20 updates/s", perSecond: 20, bots: 1 },
    { name: "100 updates/s", perSecond: 100, bots: 1 },
    { name: "at rest, 1 bot", perSecond: 0, bots: 1 },
    { name: "at rest, 100 bots", perSecond: 0, bots: 100 },
  ],
  contenders: [
    botmux("BotMux, no archive", undefined),
    botmux("BotMux, empty archive", 0),
    botmux("BotMux, 10,000 archived messages", 10_000),
    botmux("BotMux, 1,000,000 archived messages", 1_000_000),
  ],
  aims: [
    aim("KB per update without the archive", ["20 updates/s", "BotMux, no archive", "bytes"], 9),
    aim("KB per update, empty archive", ["20 updates/s", "BotMux, empty archive", "bytes"], 12),
    aim(
      "KB per update, a million messages",
      ["20 updates/s", "BotMux, 1,000,000 archived messages", "bytes"],
      12,
    ),
    aim("the same at 2 updates/s", ["2 updates/s", "BotMux, 1,000,000 archived messages", "bytes"], 20),
    aim("ms of CPU per update", ["100 updates/s", "BotMux, 1,000,000 archived messages", "cpu"], 0.8),
    aim("% of a core at rest", ["at rest, 100 bots", "BotMux, empty archive", "share"], 1),
    aim("wake-ups per second at rest", ["at rest, 100 bots", "BotMux, empty archive", "wakeUps"], 20),
    aim("memory with one bot, MB", ["at rest, 1 bot", "BotMux, empty archive", "memory"], 70),
  ],
});
