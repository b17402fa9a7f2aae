import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { type Contender, defineBench, type NamedLoad } from "./harness/bench.ts";
import { startBotmux, token } from "./support/botmux_program.ts";
import { quantile } from "./support/figures.ts";
import { readAllUpdates } from "./support/poll_reader.ts";
import { temporaryFolder } from "./support/processes.ts";
import { UpdateSource } from "./support/update_source.ts";
import { firstId } from "./support/update_text.ts";

interface Load extends NamedLoad {
  readonly syncMs: number;
}

const source = join(dirname(fileURLToPath(import.meta.url)), "support", "slow_sync.c");
const updatesPerSecond = 50;
const callPauseMs = 5;
/** As long as a few slow commits in a row. */
const minMs = 6000;

/** Latencies of calls, one after the other, until `endMs`. */
async function callUntil(url: string, endMs: number): Promise<number[]> {
  const latencies: number[] = [];
  const request = {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ chat_id: 42, action: "typing" }),
  };
  while (performance.now() < endMs) {
    const sentMs = performance.now();
    const response = await fetch(`${url}/bot${token}/sendChatAction`, request);
    await response.arrayBuffer();
    if (!response.ok) throw new Error(`A call was answered ${response.status}`);
    latencies.push(performance.now() - sentMs);
    await new Promise((resolve) => setTimeout(resolve, callPauseMs));
  }
  return latencies;
}

function botmux(name: string, isSlow: boolean): Contender<Load> {
  return {
    name,
    hasRuntime: true,
    needs: "cc",
    async measure({ syncMs }, { runtime, seconds, botmuxFlags }) {
      using folder = temporaryFolder();
      const [library, file] = [join(folder.path, "slow_sync.so"), join(folder.path, "milliseconds")];
      await promisify(execFile)("cc", ["-shared", "-fPIC", "-O1", "-o", library, source, "-ldl"]);
      const ms = Math.max(minMs, seconds * 1000);
      const updates = updatesPerSecond * ms / 1000;
      const leftAtMs: number[] = [];
      const delays: number[] = [];
      await using upstream = await UpdateSource.listen({
        updates,
        perSecond: updatesPerSecond,
        onHandOut: () => leftAtMs.push(performance.now()),
      });
      await using started = await startBotmux({
        runtime,
        upstream: upstream.url,
        flags: botmuxFlags,
        env: { LD_PRELOAD: library, SLOW_SYNC_FILE: file },
      });
      await callUntil(started.url, performance.now() + 1000);
      if (isSlow) writeFileSync(file, String(syncMs));
      const reading = readAllUpdates({
        url: started.url,
        token,
        lastId: firstId + updates - 1,
        onUpdates: (from, to) => {
          for (let id = from; id < to; id++) delays.push(performance.now() - leftAtMs[id - firstId]!);
        },
      });
      upstream.open();
      const latencies = await callUntil(started.url, performance.now() + ms);
      await reading;
      return {
        p50Ms: quantile(latencies, 0.5),
        p99Ms: quantile(latencies, 0.99),
        maxMs: Math.max(...latencies),
        updateMs: quantile(delays, 0.5),
      };
    },
  };
}

export const slowDisk = defineBench<Load>({
  name: "slow_disk",
  title: "Calls beside a slow disk",
  measures:
    "Proxied calls, one after the other, while 50 updates a second are committed to a disk whose every fsync takes " +
    "200 ms or a second",
  limitedBy:
    "Whatever waits for a commit on the thread that serves. The disk is slowed down by a library that is preloaded, " +
    "which needs a C compiler.",
  figures: [
    { key: "p50Ms", label: "p50", unit: "ms", better: "less", digits: 2 },
    { key: "p99Ms", label: "p99", unit: "ms", better: "less", digits: 2, isCharted: true },
    { key: "maxMs", label: "longest", unit: "ms", better: "less", digits: 1 },
    { key: "updateMs", label: "updates arrive after", unit: "ms", better: "less", digits: 1 },
  ],
  loads: [{ name: "fsync takes 200 ms", syncMs: 200 }, { name: "fsync takes 1 s", syncMs: 1000 }],
  contenders: [botmux("BotMux, disk as it is", false), botmux("BotMux, slow disk", true)],
  aims: [{
    text: "p99 added to calls while an fsync takes 1 s, ms",
    load: "fsync takes 1 s",
    contender: "BotMux, slow disk",
    figure: "p99Ms",
    minus: "BotMux, disk as it is",
    limits: { atMost: 5 },
  }],
});
