import { type Contender, defineBench, type NamedLoad } from "./harness/bench.ts";
import { pushOnce } from "./support/push_run.ts";

interface Load extends NamedLoad {
  readonly backends: number;
  readonly updates: number;
  /** 0 for as fast as they are taken. */
  readonly perSecond: number;
}

function contender(name: string, side: "botmux" | "bare"): Contender<Load> {
  return {
    name,
    hasRuntime: true,
    async measure({ backends, updates, perSecond }, { runtime }) {
      const load = { updates, perSecond, backends: Array.from({ length: backends }, () => "well" as const) };
      const result = await pushOnce(runtime, side, load);
      const costs = {
        cpuUs: result.cpuMs * 1000 / (updates * backends),
        written: result.writtenBytes / updates,
      };
      // Where updates come as fast as they are taken, most of the time is spent in a queue.
      const { perSecond: rate, p50, p99 } = result;
      return perSecond === 0 ? { rate, ...costs } : { p50Ms: p50, p99Ms: p99, ...costs };
    },
  };
}

const botmux = contender("BotMux without the archive", "botmux");
const loop = contender("bare loop", "bare");
const steady = "1 backend, 1,000/s";

export const push = defineBench<Load>({
  name: "push",
  title: "Push",
  measures:
    "Deliveries to backends that answer 204, every update to every one of them, each a consumer of its own. An " +
    "update that is lost, comes twice or overtakes another of its chat fails the bench",
  limitedBy:
    "With one backend the commit, which nothing may overtake; several share its cost. With many the writing to " +
    "their sockets. The bare loop polls the same upstream and posts with `fetch`, 40 at a time, in no order, and keeps " +
    "nothing.",
  rounds: 3,
  figures: [
    { key: "rate", label: "deliveries", unit: "/s", better: "more", isCharted: true },
    { key: "p50Ms", label: "p50", unit: "ms", better: "less", digits: 2 },
    { key: "p99Ms", label: "p99", unit: "ms", better: "less", digits: 2, isCharted: true },
    { key: "cpuUs", label: "CPU per delivery", unit: "µs", better: "less" },
    { key: "written", label: "written per update", unit: "bytes", better: "less" },
  ],
  loads: [
    { name: "1 backend", backends: 1, updates: 20_000, perSecond: 0 },
    { name: "4 backends", backends: 4, updates: 8_000, perSecond: 0 },
    { name: "16 backends", backends: 16, updates: 2_000, perSecond: 0 },
    { name: steady, backends: 1, updates: 4_000, perSecond: 1_000 },
  ],
  contenders: [loop, botmux],
  aims: [
    {
      text: "deliveries/s to 1 backend against the bare loop",
      load: "1 backend",
      contender: botmux.name,
      figure: "rate",
      dividedBy: loop.name,
      limits: { atLeast: 0.6 },
    },
    {
      text: "deliveries/s to 4 backends against the bare loop",
      load: "4 backends",
      contender: botmux.name,
      figure: "rate",
      dividedBy: loop.name,
      limits: { atLeast: 0.6 },
    },
    {
      text: "arrival to push at 1,000/s, p50, ms",
      load: steady,
      contender: botmux.name,
      figure: "p50Ms",
      limits: { atMost: 0.4 },
    },
    {
      text: "arrival to push at 1,000/s, p99, ms",
      load: steady,
      contender: botmux.name,
      figure: "p99Ms",
      limits: { atMost: 2.5 },
    },
  ],
});
