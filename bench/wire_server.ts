import { type Contender, defineBench, type NamedLoad } from "./harness/bench.ts";
import { sendHttpLoad } from "./support/http_load.ts";
import { costOf, costSince } from "./support/process_cost.ts";
import { run } from "./support/processes.ts";

interface Load extends NamedLoad {
  readonly connections: number;
}

const warmUpSeconds = 1;
const body = JSON.stringify({ chat_id: 42, text: "ping" });

function server(name: string, kind: string): Contender<Load> {
  return {
    name,
    hasRuntime: true,
    async measure({ connections }, { runtime, seconds }) {
      await using started = await run(runtime, "fixed_answer_server.ts", [kind]);
      const load = { url: `${started.url}/`, connections, body };
      await sendHttpLoad({ ...load, seconds: warmUpSeconds });
      const before = costOf(started.pid);
      const { responses, seconds: elapsed, p50, p99 } = await sendHttpLoad({ ...load, seconds });
      const { cpuMs } = costSince(before, costOf(started.pid));
      return {
        perSecond: responses / elapsed,
        p50Us: p50 * 1000,
        p99Ms: p99,
        cpuUs: cpuMs * 1000 / responses,
      };
    },
  };
}

export const wireServer = defineBench<Load>({
  name: "wire_server",
  title: "HTTP servers",
  measures:
    "The same response of 300 bytes from memory, over persistent connections, by BotMux's own HTTP server, those of " +
    "the runtimes and node:http",
  limitedBy:
    "A response in bytes costs mostly what the runtime takes: in a profile on Bun, 47 % was the system call that " +
    "writes, 40 % reading and the loop, 8 % BotMux's own code with its parser. Through `fetch` it costs more: making a " +
    "`Request`, and reading a `Response` by its stream, since its body's bytes can be had in no other way.",
  figures: [
    { key: "perSecond", label: "responses", unit: "/s", better: "more" },
    { key: "p50Us", label: "p50", unit: "µs", better: "less" },
    { key: "p99Ms", label: "p99", unit: "ms", better: "less", digits: 2 },
    { key: "cpuUs", label: "CPU per response", unit: "µs", better: "less", digits: 1, isCharted: true },
  ],
  loads: [{ name: "32 connections", connections: 32 }, { name: "1 connection", connections: 1 }],
  contenders: [
    server("BotMux's server, bytes", "wire"),
    server("BotMux's server, fetch", "wire-fetch"),
    server("the runtime's server, fetch", "runtime"),
    server("node:http", "node"),
  ],
  aims: [],
});
