import {
  type Conditions,
  type Contender,
  defineBench,
  type NamedLoad,
  type Sample,
} from "./harness/bench.ts";
import { startBotmux, token } from "./support/botmux_program.ts";
import { startHaproxy, startNginx } from "./support/debian_programs.ts";
import { sendHttpLoad } from "./support/http_load.ts";
import { costOf, costSince } from "./support/process_cost.ts";
import { run, type Running } from "./support/processes.ts";

interface Load extends NamedLoad {
  readonly connections: number;
}

const warmUpSeconds = 2;
/** What a runtime compiles in the end it has compiled by then. A busy machine takes longer for them. */
const warmUpCalls = 20_000;
const maxWarmUps = 6;
const body = JSON.stringify({ chat_id: 42, text: "pong ".repeat(20) });

/** Sends calls until everything is warm, then measures; what `proxy` cost, too. */
async function measureCalls(
  baseUrl: string,
  proxy: Running | undefined,
  load: Load,
  seconds: number,
): Promise<Sample> {
  const calls = { url: `${baseUrl}/bot${token}/sendMessage`, connections: load.connections, body };
  for (let made = 0, left = maxWarmUps; made < warmUpCalls && left > 0; left--) {
    made += (await sendHttpLoad({ ...calls, seconds: warmUpSeconds })).responses;
  }
  const before = proxy === undefined ? undefined : costOf(proxy.pid);
  const { responses, seconds: elapsed, p50, p99 } = await sendHttpLoad({ ...calls, seconds });
  const answered = { perSecond: responses / elapsed, p50Us: p50 * 1000, p99Ms: p99 };
  if (proxy === undefined || before === undefined) return answered;
  const cost = costSince(before, costOf(proxy.pid));
  return {
    ...answered,
    cpuUs: cost.cpuMs * 1000 / responses,
    mainUs: cost.mainThreadMs * 1000 / responses,
    written: cost.writtenBytes / responses,
  };
}

/** What calls take with nothing between. */
const noProxy: Contender<Load> = {
  name: "no proxy",
  hasRuntime: false,
  takes: ({ connections }) => connections === 1,
  async measure(load, { seconds }) {
    await using upstream = await run("bun", "stand_in_calls.ts", []);
    return await measureCalls(upstream.url, undefined, load, seconds);
  },
};

/** A contender that is started before a stand-in for Telegram. */
function proxy(
  name: string,
  start: (upstream: string, conditions: Conditions) => Promise<Running>,
  options: { readonly hasRuntime: boolean; readonly needs?: string },
): Contender<Load> {
  return {
    name,
    ...options,
    async measure(load, conditions) {
      await using upstream = await run("bun", "stand_in_calls.ts", []);
      await using started = await start(upstream.url, conditions);
      return await measureCalls(started.url, started, load, conditions.seconds);
    },
  };
}

const botmux = (name: string, flags: readonly string[], botFields: Readonly<Record<string, string>> = {}) =>
  proxy(
    name,
    (upstream, { runtime, botmuxFlags }) =>
      startBotmux({ runtime, upstream, flags: [...flags, ...botmuxFlags], botFields }),
    { hasRuntime: true },
  );

export const proxiedCalls = defineBench<Load>({
  name: "proxied_calls",
  title: "Proxied calls",
  measures:
    "sendMessage with 150 bytes, answered with 300, through a proxy to an upstream that answers at once",
  limitedBy:
    "Load generator, proxy and upstream share the cores, so calls per second say less than CPU per call, which is " +
    "the proxy's own. No contender but BotMux knows whose token it is, counts, or keeps anything. With the archive, its " +
    "thread takes what the cores have left (on Linux, priority 10), and reads what it is behind with from files: written " +
    "bytes are those of the archive and of files that lived long enough to leave memory.",
  figures: [
    { key: "perSecond", label: "calls", unit: "/s", better: "more", isCharted: true },
    { key: "p50Us", label: "p50", unit: "µs", better: "less" },
    { key: "p99Ms", label: "p99", unit: "ms", better: "less", digits: 2, isCharted: true },
    { key: "cpuUs", label: "CPU per call", unit: "µs", better: "less", digits: 1, isCharted: true },
    { key: "mainUs", label: "of it the main thread", unit: "µs", better: "less", digits: 1 },
    { key: "written", label: "written per call", unit: "bytes", better: "less" },
  ],
  loads: [{ name: "32 connections", connections: 32 }, { name: "1 connection", connections: 1 }],
  contenders: [
    noProxy,
    proxy("nginx", startNginx, { hasRuntime: false, needs: "nginx" }),
    proxy("haproxy", startHaproxy, { hasRuntime: false, needs: "haproxy" }),
    proxy("bare node:net", (upstream, { runtime }) => run(runtime, "net_forwarder.ts", [upstream]), {
      hasRuntime: true,
    }),
    proxy("bare fetch", (upstream, { runtime }) => run(runtime, "fetch_forwarder.ts", [upstream]), {
      hasRuntime: true,
    }),
    botmux("BotMux without archive and pacing", ["--archive=false"], { pacing: "off" }),
    botmux("BotMux without the archive", ["--archive=false"]),
    botmux("BotMux", []),
  ],
  aims: [
    {
      text: "calls/s against nginx, 32 connections, archive off",
      load: "32 connections",
      contender: "BotMux without the archive",
      figure: "perSecond",
      dividedBy: "nginx",
      limits: { bun: { atLeast: 0.8 }, deno: { atLeast: 0.5 } },
    },
    {
      text:
        "CPU per call that counts sends against Telegram's limits, against one that does not, archive off",
      load: "32 connections",
      contender: "BotMux without the archive",
      figure: "cpuUs",
      dividedBy: "BotMux without archive and pacing",
      limits: { atMost: 1.03 },
    },
    {
      text: "calls/s against nginx, 32 connections",
      load: "32 connections",
      contender: "BotMux",
      figure: "perSecond",
      dividedBy: "nginx",
      limits: { bun: { atLeast: 0.6 }, deno: { atLeast: 0.5 } },
    },
    {
      text: "CPU per call, archive off, µs",
      load: "32 connections",
      contender: "BotMux without the archive",
      figure: "cpuUs",
      limits: { atMost: 22 },
    },
    {
      text: "CPU of the main thread per call, µs",
      load: "32 connections",
      contender: "BotMux",
      figure: "mainUs",
      limits: { atMost: 28 },
    },
    {
      text: "p50 above nginx's, 1 connection, µs",
      load: "1 connection",
      contender: "BotMux",
      figure: "p50Us",
      minus: "nginx",
      limits: { atMost: 15 },
    },
  ],
});
