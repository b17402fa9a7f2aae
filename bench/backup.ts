/**
 * Polls while a backup is made: a program asks again and again, updates come in, and then all databases are copied, of
 * which the archive is some hundred megabytes. Prints the polls of a second alone and meanwhile, and the longest wait.
 * Exits with 1 when polls lose more than half their number.
 *
 * Run it with `bun bench/backup.ts [bun|deno] [<messages>]`.
 *
 * The copy takes turns with everybody else at the disk, piece by piece. What was tried: `VACUUM INTO` in a thread of its
 * own, which holds nobody up itself, but leaves hundreds of megabytes to be written at once, and every commit behind
 * them: 77 seconds on a slow disk.
 */
import process from "node:process";
import { args, writeLine } from "../src/runtime/process.ts";
import { format, median, quantile } from "./support/figures.ts";
import { fillLargeChat } from "./support/large_chat.ts";
import { run, type Runtime, runtimes, temporaryFolder } from "./support/processes.ts";
import { token } from "./support/large_transfers.ts";

const messages = Number(args.find((each) => /^\d+$/.test(each)) ?? 150_000);
const apiKey = "a-key-of-this-bench-0123456789";
const aloneMs = 5000;
const updatesPerSecond = 200;
const updateBytes = 500;

/** Polls until `isOver`; milliseconds that each took. */
async function poll(url: string, isOver: () => boolean): Promise<number[]> {
  const latencies: number[] = [];
  let offset = 0;
  while (!isOver()) {
    const beganMs = performance.now();
    const response = await fetch(`${url}/bot${token}/getUpdates?timeout=1&offset=${offset}`);
    const text = await response.text();
    latencies.push(performance.now() - beganMs);
    const last = text.lastIndexOf('"update_id":');
    if (last >= 0) offset = parseInt(text.slice(last + 12)) + 1;
  }
  return latencies;
}

async function backUp(url: string): Promise<number> {
  const init = { method: "POST", headers: { authorization: `Bearer ${apiKey}` } };
  const response = await fetch(`${url}/api/v1/backups`, init);
  const text = await response.text();
  if (response.status !== 201) throw new Error(`The backup failed: ${text}`);
  return (JSON.parse(text) as { bytes: number }).bytes;
}

function describe(latencies: readonly number[]): string {
  const perSecond = 1000 * latencies.length / latencies.reduce((sum, each) => sum + each, 0);
  const [middle, late, max] = [median(latencies), quantile(latencies, 0.99), Math.max(...latencies)];
  return `${format(perSecond)} polls/s, p50 ${middle.toFixed(1)} ms, p99 ${late.toFixed(1)} ms, longest ${
    max.toFixed(0)
  } ms`;
}

const countPerMs = (latencies: readonly number[]) =>
  latencies.length / latencies.reduce((sum, each) => sum + each, 0);

async function measure(runtime: Runtime): Promise<boolean> {
  using folder = temporaryFolder();
  await fillLargeChat(folder.path, { botId: 1_000_001, chatId: -1_001_234_567_890, messages });
  const load = [1_000_000, updateBytes, updatesPerSecond].map(String);
  await using upstream = await run("bun", "stand_in_upstream.ts", load);
  const words = [upstream.url, folder.path, token, `--api-key=${apiKey}`];
  await using botmux = await run(runtime, "serve_botmux.ts", words);
  await fetch(`${upstream.url}/open`);
  const startMs = performance.now();
  const alone = await poll(botmux.url, () => performance.now() - startMs > aloneMs);
  let isOver = false;
  const beganMs = performance.now();
  const copied = backUp(botmux.url).finally(() => isOver = true);
  const meanwhile = await poll(botmux.url, () => isOver);
  const megabytes = await copied / 1_000_000;
  const seconds = (performance.now() - beganMs) / 1000;
  const share = countPerMs(meanwhile) / countPerMs(alone);
  writeLine(`${runtime}: a backup of ${format(megabytes)} MB in ${seconds.toFixed(1)} s`);
  writeLine(`  alone      ${describe(alone)}`);
  writeLine(`  meanwhile  ${describe(meanwhile)}: ${(100 * share).toFixed(0)} %`);
  return share > 0.5;
}

const wanted = runtimes.filter((runtime) => args.includes(runtime));
for (const runtime of wanted.length === 0 ? runtimes : wanted) {
  if (!await measure(runtime)) process.exitCode = 1;
}
