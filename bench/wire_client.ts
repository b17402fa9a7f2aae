/**
 * The wire's client beside the runtime's `fetch` and `node:http`: small calls to a server on the loopback that answers
 * with 300 bytes, one and 32 at once. Prints calls per second and CPU time of each call, all threads of the client's
 * process together: medians of alternating rounds in fresh processes. Calls per second are limited by the server, which
 * shares the machine's cores; CPU time is the figure to compare.
 *
 * Run it with `bun bench/wire_client.ts [bun|deno] [rounds]`.
 */
import { args, writeLine } from "../src/runtime/process.ts";
import { format, median } from "./support/figures.ts";
import { run, type Running, type Runtime, runtimes } from "./support/processes.ts";

const clients = ["wire", "fetch", "node"] as const;
const loads = [{ atOnce: 1, count: 10_000 }, { atOnce: 32, count: 40_000 }];
const rounds = Number(args.find((arg) => /^\d+$/.test(arg)) ?? 5);

interface Figures {
  readonly perSecond: number;
  readonly cpuUs: number;
}

async function compare(runtime: Runtime, server: Running): Promise<void> {
  for (const { atOnce, count } of loads) {
    writeLine(`${atOnce} at once on ${runtime} (medians of ${rounds})`);
    const results = Object.fromEntries(clients.map((client) => [client, [] as Figures[]]));
    for (let round = 0; round < rounds; round++) {
      const order = clients.map((_, index) => clients[(index + round) % clients.length]!);
      for (const client of order) {
        results[client]!.push(await measure(runtime, server.url, client, atOnce, count));
      }
    }
    for (const [client, figures] of Object.entries(results)) {
      const perSecond = median(figures.map((each) => each.perSecond));
      const cpuUs = median(figures.map((each) => each.cpuUs));
      writeLine(
        `  ${client.padEnd(5)} ${format(perSecond).padStart(7)}/s  ${cpuUs.toFixed(1).padStart(6)} us CPU`,
      );
    }
  }
}

async function measure(
  runtime: Runtime,
  url: string,
  client: string,
  atOnce: number,
  count: number,
): Promise<Figures> {
  await using asking = await run(runtime, "ask_by.ts", [url, client, String(atOnce), String(count)]);
  // What it prints first, and only.
  return JSON.parse(asking.url) as Figures;
}

await using server = await run("bun", "stand_in_small_answers.ts", []);
for (const runtime of runtimes) {
  if (!args.some((arg) => arg === "bun" || arg === "deno") || args.includes(runtime)) {
    await compare(runtime, server);
  }
}
