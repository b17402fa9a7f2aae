/**
 * Proxied calls: requests per second and latency of sendMessage through BotMux and through a bare forwarder, with 1 and
 * with 32 connections; and what it costs that the calls are archived.
 *
 * Run it with `bun bench/proxied_calls.ts [bun|deno]`.
 *
 * The aim is 85 % of the bare forwarder. On Deno, where calls take connections of our own instead of `fetch`, it is 114 %
 * with 32 connections and 120 % with one. On Bun it is about 95 % with one connection, the same way, and 70 to 83 % with
 * 32, by `fetch`, on two cores that the client and upstream need too. A call costs 20 us of CPU above the bare
 * forwarder's 50: its headers both ways, looking the caller up, its limit, counting it. What was tried with 32:
 * - A controller and a listener for each call, for its limit: 10 us more. One signal is shared by many now.
 * - Our own connections: less CPU in all, but on one thread, while Bun's `fetch` has one of its own: 5 to 10 % fewer
 *   calls. With `Bun.connect` below them instead of `node:net` the same.
 * - Copying `Headers` and deleting from them instead of making lists: no difference.
 */
import { args, writeLine } from "../src/runtime/process.ts";
import { alternate, describeRates, median, quantile } from "./support/figures.ts";
import { run, type Runtime, runtimes, temporaryFolder } from "./support/processes.ts";

const token = "1000001:bench-token-of-thirty-five-letters";
const rounds = 5;
const warmUpMs = 500;
const measuredMs = 2500;
const body = JSON.stringify({ chat_id: 42, text: "pong ".repeat(20) });

interface Load {
  readonly perSecond: number;
  /** Milliseconds. */
  readonly latencies: readonly number[];
}

async function call(url: string): Promise<string> {
  const response = await fetch(`${url}/bot${token}/sendMessage`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body,
  });
  return await response.text();
}

async function load(url: string, connections: number): Promise<Load> {
  const startMs = performance.now();
  const latencies: number[] = [];
  const endMs = startMs + warmUpMs + measuredMs;
  const client = async () => {
    for (;;) {
      const sentMs = performance.now();
      if (sentMs > endMs) return;
      await call(url);
      if (sentMs - startMs > warmUpMs) latencies.push(performance.now() - sentMs);
    }
  };
  await Promise.all(Array.from({ length: connections }, client));
  return { perSecond: latencies.length / (measuredMs / 1000), latencies };
}

async function compare(runtime: Runtime): Promise<void> {
  using folder = temporaryFolder();
  await using upstream = await run("bun", "stand_in_upstream.ts", ["0"]);
  await using botmux = await run(runtime, "serve_botmux.ts", [upstream.url, folder.path, token]);
  using otherFolder = temporaryFolder();
  await using plain = await run(runtime, "serve_botmux.ts", [
    upstream.url,
    otherFolder.path,
    token,
    "--no-archive",
  ]);
  await using bare = await run(runtime, "bare_server.ts", [upstream.url, token]);
  // Each message has an id and a date of its own.
  const answers = [await call(botmux.url), await call(plain.url), await call(bare.url)]
    .map((answer) => answer.replace(/"(message_id|date)":\d+/g, '"$1":0'));
  if (new Set(answers).size > 1 || !answers[0]!.includes("pong")) {
    throw new Error("The sides answer differently");
  }
  writeLine(`Proxied sendMessage on ${runtime} (medians of ${rounds})`);
  for (const connections of [1, 32]) {
    const p50 = { botmux: [] as number[], bare: [] as number[] };
    const measure = (side: "botmux" | "bare", url: string) => async () => {
      const { perSecond, latencies } = await load(url, connections);
      p50[side].push(quantile(latencies, 0.5));
      return perSecond;
    };
    const pair = await alternate(rounds, measure("botmux", botmux.url), measure("bare", bare.url));
    const added = median(p50.botmux) - median(p50.bare);
    writeLine(
      `  ${String(connections).padStart(2)} connections: ${describeRates(pair)}, p50 ${
        median(p50.botmux).toFixed(2)
      } ms, added ${added.toFixed(2)} ms`,
    );
    const rate = async (url: string) => (await load(url, connections)).perSecond;
    const sides = await alternate(rounds, () => rate(botmux.url), () => rate(plain.url));
    const share = Math.round((median(sides.botmux) / median(sides.bare)) * 100);
    writeLine(`     with the archive ${share} % of without it`);
  }
}

for (const runtime of runtimes.filter((each) => args.length === 0 || args.includes(each))) {
  await compare(runtime);
}
