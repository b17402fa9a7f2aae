import { defineBench, type NamedLoad } from "./harness/bench.ts";
import { startBotmux, token } from "./support/botmux_program.ts";
import { sendHttpLoad } from "./support/http_load.ts";
import { residentMiB, workerOf } from "./support/memory.ts";
import { run } from "./support/processes.ts";

interface Load extends NamedLoad {
  readonly calls: number;
  readonly flags: readonly string[];
}

const connections = 32;
const sliceSeconds = 5;
const body = JSON.stringify({ chat_id: 42, text: "pong ".repeat(20) });
const toMB = (mebibytes: number) => mebibytes * 1024 * 1024 / 1e6;

export const memory = defineBench<Load>({
  name: "memory",
  title: "Memory after a million calls",
  measures: "Resident memory of BotMux while a million proxied calls pass, 32 at a time, and after them",
  limitedBy:
    "The runtime's heap grows with garbage before it is collected; the archive's thread has a heap of its own.",
  rounds: 1,
  figures: [
    { key: "before", label: "before", unit: "MB", better: "less" },
    { key: "after", label: "after", unit: "MB", better: "less", isCharted: true },
    { key: "max", label: "maximum", unit: "MB", better: "less" },
  ],
  loads: [
    { name: "archive off", calls: 1_000_000, flags: ["--archive=false"] },
    { name: "archive on", calls: 1_000_000, flags: [] },
  ],
  contenders: [{
    name: "BotMux",
    hasRuntime: true,
    async measure({ calls, flags }, { runtime, botmuxFlags, plot }) {
      await using upstream = await run("bun", "stand_in_calls.ts", []);
      const all = [...flags, ...botmuxFlags];
      await using botmux = await startBotmux({ runtime, upstream: upstream.url, flags: all });
      const resident = () => toMB(residentMiB(workerOf(botmux.pid)));
      const points: [number, number][] = [[0, resident()]];
      const url = `${botmux.url}/bot${token}/sendMessage`;
      for (let made = 0; made < calls;) {
        made += (await sendHttpLoad({ url, connections, seconds: sliceSeconds, body })).responses;
        points.push([made / 1000, resident()]);
      }
      plot({ title: "Resident memory", xLabel: "calls, thousands", yLabel: "MB" }, points);
      const values = points.map(([, value]) => value);
      return { before: values[0]!, after: values.at(-1)!, max: Math.max(...values) };
    },
  }],
  aims: [{
    text: "resident memory after a million calls, archive on, MB",
    load: "archive on",
    contender: "BotMux",
    figure: "after",
    limits: { atMost: 130 },
  }],
});
