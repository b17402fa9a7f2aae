import { type Conditions, type Contender, defineBench, type NamedLoad } from "./harness/bench.ts";
import { startBotmux, token } from "./support/botmux_program.ts";
import { startHaproxy, startNginx } from "./support/debian_programs.ts";
import { sendHttpLoad } from "./support/http_load.ts";
import { costOf, costSince } from "./support/process_cost.ts";
import { run, type Running } from "./support/processes.ts";

interface Load extends NamedLoad {
  readonly connections: number;
  readonly bytes: number;
}

const megabyte = 1_000_000;
const warmUpSeconds = 1;

function contender(
  name: string,
  start: (upstream: string, conditions: Conditions) => Promise<Running>,
  options: { readonly hasRuntime: boolean; readonly needs?: string },
): Contender<Load> {
  return {
    name,
    ...options,
    async measure({ connections, bytes }, conditions) {
      await using upstream = await run("bun", "stand_in_storage.ts", []);
      await using started = await start(upstream.url, conditions);
      const load = { url: `${started.url}/file/bot${token}/documents/${bytes}`, connections };
      await sendHttpLoad({ ...load, seconds: warmUpSeconds });
      const before = costOf(started.pid);
      const { bytes: received, seconds } = await sendHttpLoad({ ...load, seconds: conditions.seconds });
      const { cpuMs } = costSince(before, costOf(started.pid));
      return { rate: received / megabyte / seconds, cpuMs: cpuMs / (received / megabyte) };
    },
  };
}

const aim = { contender: "BotMux", figure: "rate", dividedBy: "nginx", limits: { atLeast: 0.9 } };

export const downloads = defineBench<Load>({
  name: "downloads",
  title: "Downloads",
  measures: "Files that a bot downloads through a proxy, from an upstream that has them in memory",
  limitedBy: "Copies between sockets, and the upstream, which shares the cores.",
  figures: [
    { key: "rate", label: "rate", unit: "MB/s", better: "more", isCharted: true },
    { key: "cpuMs", label: "CPU per MB", unit: "ms", better: "less", digits: 2, isCharted: true },
  ],
  loads: [
    { name: "1 MB, 32 connections", connections: 32, bytes: megabyte },
    { name: "100 MB, 1 connection", connections: 1, bytes: 100 * megabyte },
  ],
  contenders: [
    contender("nginx", startNginx, { hasRuntime: false, needs: "nginx" }),
    contender("haproxy", startHaproxy, { hasRuntime: false, needs: "haproxy" }),
    contender("bare fetch", (upstream, { runtime }) => run(runtime, "fetch_forwarder.ts", [upstream]), {
      hasRuntime: true,
    }),
    contender(
      "BotMux",
      (upstream, { runtime, botmuxFlags }) => startBotmux({ runtime, upstream, flags: botmuxFlags }),
      { hasRuntime: true },
    ),
  ],
  aims: [
    { ...aim, text: "bytes/s against nginx, 1 MB, 32 connections", load: "1 MB, 32 connections" },
    { ...aim, text: "bytes/s against nginx, 100 MB, 1 connection", load: "100 MB, 1 connection" },
  ],
});
