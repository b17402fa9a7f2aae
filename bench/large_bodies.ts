import { defineBench, type NamedLoad } from "./harness/bench.ts";
import { startBotmux } from "./support/botmux_program.ts";
import { passBody, warmUpPassages } from "./support/large_transfers.ts";
import { run } from "./support/processes.ts";

interface Load extends NamedLoad {
  readonly direction: "upload" | "download";
  readonly isSlow: boolean;
  readonly bytes: number;
}

const loads: readonly Load[] = [
  { name: "1.5 GB up", direction: "upload", isSlow: false, bytes: 1_500_000_000 },
  { name: "1.5 GB down", direction: "download", isSlow: false, bytes: 1_500_000_000 },
  { name: "150 MB up, slow receiver", direction: "upload", isSlow: true, bytes: 150_000_000 },
  { name: "150 MB down, slow receiver", direction: "download", isSlow: true, bytes: 150_000_000 },
];

export const largeBodies = defineBench<Load>({
  name: "large_bodies",
  title: "Large bodies",
  measures:
    "Bodies that pass through BotMux whole, and by how much its resident memory rises at most meanwhile",
  limitedBy: "Copies between sockets. Nothing may gather in BotMux while the receiver is slow.",
  rounds: 1,
  figures: [
    { key: "rate", label: "rate", unit: "MB/s", better: "more" },
    { key: "riseMiB", label: "memory", unit: "MiB more", better: "less", digits: 1, isCharted: true },
  ],
  loads,
  contenders: [{
    name: "BotMux",
    hasRuntime: true,
    async measure(load, { runtime, botmuxFlags }) {
      await using upstream = await run("bun", "stand_in_storage.ts", []);
      await using botmux = await startBotmux({ runtime, upstream: upstream.url, flags: botmuxFlags });
      await warmUpPassages(botmux);
      const { arrived, seconds, riseMiB } = await passBody(botmux, load);
      if (arrived !== load.bytes) throw new Error(`${arrived} of ${load.bytes} bytes arrived`);
      return { rate: arrived / 1e6 / seconds, riseMiB };
    },
  }],
  aims: loads.map(({ name }) => ({
    text: `memory that ${name} may take, MiB`,
    load: name,
    contender: "BotMux",
    figure: "riseMiB",
    limits: { atMost: 64 },
    isRequired: true,
  })),
});
