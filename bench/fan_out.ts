/**
 * Long-poll fan-out: updates per second delivered to 1, 8 and 64 readers of one bot, while they come in as fast as
 * they are taken. BotMux commits every batch to disk before anybody sees it; the bare server keeps nothing. The first
 * third of the updates warms both sides up and is not counted.
 *
 * What limits few readers: the commit. Nothing may be asked of upstream before a batch is on the disk, so its time adds
 * to every cycle; a profile finds more than half of the process's time there, most of it in writing and flushing the
 * write-ahead log and in moving that into the database. Many readers share its cost.
 *
 * What did not help: larger pages (more bytes for each small commit), a larger or memory-mapped cache, rarer
 * checkpoints (as much is written, in longer stalls), statements without their cache, and asking upstream before
 * readers are woken (no difference beyond the noise). A table with a rowid and an index takes commits a fifth faster,
 * but the rows of one bot lie scattered: reading far back and removing old updates become several times slower.
 *
 * The archive is off; what it costs is the business of `archive_recorder.ts`.
 *
 * Run it with `bun bench/fan_out.ts [bun|deno]`.
 */
import { args, writeLine } from "../src/runtime/process.ts";
import { alternate, describeRates } from "./support/figures.ts";
import { run, type Runtime, runtimes, temporaryFolder } from "./support/processes.ts";

const token = "1000001:bench-token-of-thirty-five-letters";
const rounds = 5;
const cases = [
  { readers: 1, updates: 120_000 },
  { readers: 8, updates: 90_000 },
  { readers: 64, updates: 30_000 },
];

/** What one reader saw. */
interface Reading {
  /** Distinct, ascending updates. */
  readonly count: number;
  /** When the first third of the updates was there. */
  readonly warmMs: number;
}

/** Updates per second that `readers` get from the server at `url`; every one must get every update, in order. */
async function deliver(upstreamUrl: string, url: string, readers: number, updates: number): Promise<number> {
  const counted = Math.floor(updates * 2 / 3);
  const reading = Promise.all(
    Array.from({ length: readers }, () => read(url, 5_000_000 + updates - 1, counted)),
  );
  // All of them wait by now.
  await new Promise((resolve) => setTimeout(resolve, 300));
  await fetch(`${upstreamUrl}/open`);
  const readings = await reading;
  const endMs = performance.now();
  const wrong = readings.map(({ count }) => count).filter((count) => count !== updates);
  if (wrong.length > 0) throw new Error(`Readers saw ${wrong.join(", ")} instead of ${updates} updates`);
  // From the first reader that was warm to the last one's end.
  const startMs = readings.reduce((first, { warmMs }) => Math.min(first, warmMs), endMs);
  return (readers * counted) / ((endMs - startMs) / 1000);
}

/** Reads until the last update; the last `counted` of them are measured. */
async function read(url: string, lastId: number, counted: number): Promise<Reading> {
  let offset = 0;
  let count = 0;
  let warmMs = 0;
  while (offset <= lastId) {
    const response = await fetch(`${url}/bot${token}/getUpdates?timeout=50&offset=${offset}`);
    const text = await response.text();
    for (const [, id] of text.matchAll(/"update_id":(\d+)/g)) {
      if (Number(id) < offset) throw new Error(`Update ${id} came after ${offset - 1}`);
      offset = Number(id) + 1;
      count++;
    }
    if (warmMs === 0 && offset > lastId - counted) warmMs = performance.now();
  }
  return { count, warmMs };
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
    ? await run(runtime, "serve_botmux.ts", [upstream.url, folder.path, token, "--no-archive"])
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
