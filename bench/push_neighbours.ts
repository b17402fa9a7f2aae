import { type Contender, defineBench, type NamedLoad } from "./harness/bench.ts";
import { type Behaviour, pushOnce } from "./support/push_run.ts";

const load = { updates: 2_000, perSecond: 500 };

function contender(name: string, backends: readonly Behaviour[]): Contender<NamedLoad> {
  return {
    name,
    hasRuntime: true,
    async measure(_load, { runtime }) {
      const { p50, p99 } = await pushOnce(runtime, "botmux", { ...load, backends });
      return { p50Ms: p50, p99Ms: p99 };
    },
  };
}

const alone = contender("BotMux, a healthy backend alone", ["well"]);
const beside = contender("BotMux, beside a dead, a slow and a failing one", [
  "well",
  "dead",
  "slow",
  "failing",
]);

export const pushNeighbours = defineBench<NamedLoad>({
  name: "push_neighbours",
  title: "Push beside troubled backends",
  measures:
    "Latency of pushes to a healthy backend alone, and beside one that is dead, one that takes 5 s and one that " +
    "answers 500 until each update is given up",
  limitedBy: "Connections and retries of the other three share the thread that serves.",
  rounds: 7,
  figures: [
    { key: "p50Ms", label: "p50", unit: "ms", better: "less", digits: 2 },
    { key: "p99Ms", label: "p99", unit: "ms", better: "less", digits: 2, isCharted: true },
  ],
  loads: [{ name: "500 updates/s" }],
  contenders: [alone, beside],
  aims: [{
    text: "p99 beside them against alone",
    load: "500 updates/s",
    contender: beside.name,
    figure: "p99Ms",
    dividedBy: alone.name,
    limits: { atMost: 1.5 },
  }],
});
