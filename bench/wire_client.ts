import { type Contender, defineBench, type NamedLoad } from "./harness/bench.ts";
import { run } from "./support/processes.ts";

interface Load extends NamedLoad {
  readonly atOnce: number;
  readonly count: number;
}

/** What `ask_by.ts` prints. */
interface Asked {
  readonly perSecond: number;
  readonly cpuUs: number;
}

function client(name: string, kind: "wire" | "fetch" | "node"): Contender<Load> {
  return {
    name,
    hasRuntime: true,
    async measure({ atOnce, count }, { runtime }) {
      await using server = await run("bun", "stand_in_small_answers.ts", []);
      const words = [server.url, kind, String(atOnce), String(count)];
      await using asking = await run(runtime, "ask_by.ts", words);
      const { perSecond, cpuUs } = JSON.parse(asking.url) as Asked; // What it prints first, and only.
      return { perSecond, cpuUs };
    },
  };
}

export const wireClient = defineBench<Load>({
  name: "wire_client",
  title: "HTTP clients",
  measures:
    "Small calls to a server that answers with 300 bytes, by BotMux's own HTTP client, the runtime's `fetch` and " +
    "node:http",
  limitedBy:
    "Calls per second are limited by the server, which shares the cores; CPU per call is the client's own.",
  figures: [
    { key: "perSecond", label: "calls", unit: "/s", better: "more" },
    { key: "cpuUs", label: "CPU per call", unit: "µs", better: "less", digits: 1, isCharted: true },
  ],
  loads: [
    { name: "32 at once", atOnce: 32, count: 40_000 },
    { name: "one at a time", atOnce: 1, count: 10_000 },
  ],
  contenders: [client("BotMux's client", "wire"), client("fetch", "fetch"), client("node:http", "node")],
  aims: [],
});
