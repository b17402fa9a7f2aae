/**
 * Long-poll fan-out: updates per second delivered to 1, 8 and 64 readers of one bot, while they come in as fast as
 * they are taken. BotMux commits every batch to disk before anybody sees it; the bare server keeps nothing.
 *
 * Run it with `bun bench/fan_out.ts [bun|deno]`.
 */
import { args, writeLine } from "../src/runtime/process.ts";
import { alternate, describeRates } from "./support/figures.ts";
import { run, type Runtime, runtimes, temporaryFolder } from "./support/processes.ts";

const token = "1000001:bench-token-of-thirty-five-letters";
const rounds = 3;
const cases = [{ readers: 1, updates: 60_000 }, { readers: 8, updates: 30_000 }, {
  readers: 64,
  updates: 6_000,
}];

/** Updates per second that `readers` get from the server at `url`; every one must get every update, in order. */
async function deliver(upstreamUrl: string, url: string, readers: number, updates: number): Promise<number> {
  const lastId = 5_000_000 + updates - 1;
  const reading = Promise.all(Array.from({ length: readers }, () => read(url, lastId)));
  // All of them wait by now.
  await new Promise((resolve) => setTimeout(resolve, 300));
  const startMs = performance.now();
  await fetch(`${upstreamUrl}/open`);
  const counts = await reading;
  const elapsedSec = (performance.now() - startMs) / 1000;
  const wrong = counts.filter((count) => count !== updates);
  if (wrong.length > 0) throw new Error(`Readers saw ${wrong.join(", ")} instead of ${updates} updates`);
  return (readers * updates) / elapsedSec;
}

/** Reads until the last update; gives how many distinct, ascending updates came. */
async function read(url: string, lastId: number): Promise<number> {
  let offset = 0;
  let count = 0;
  while (offset <= lastId) {
    const response = await fetch(`${url}/bot${token}/getUpdates?timeout=50&offset=${offset}`);
    const text = await response.text();
    for (const [, id] of text.matchAll(/"update_id":(\d+)/g)) {
      if (Number(id) < offset) throw new Error(`Update ${id} came after ${offset - 1}`);
      offset = Number(id) + 1;
      count++;
    }
  }
  return count;
}

async function measure(
  runtime: Runtime,
  isBotmux: boolean,
  readers: number,
  updates: number,
): Promise<number> {
  using folder = temporaryFolder();
  await using upstream = await run("bun", "stand_in_upstream.ts", [String(updates), "100"]);
  await using server = isBotmux
    ? await run(runtime, "serve_botmux.ts", [upstream.url, folder.path, token])
    : await run(runtime, "bare_server.ts", [upstream.url, token]);
  return await deliver(upstream.url, server.url, readers, updates);
}

const wanted = runtimes.filter((runtime) => args.length === 0 || args.includes(runtime));
for (const runtime of wanted) {
  writeLine(`Fan-out by long poll on ${runtime} (medians of ${rounds})`);
  for (const { readers, updates } of cases) {
    const pair = await alternate(
      rounds,
      () => measure(runtime, true, readers, updates),
      () => measure(runtime, false, readers, updates),
    );
    writeLine(`  ${String(readers).padStart(2)} readers: ${describeRates(pair)}`);
  }
}
