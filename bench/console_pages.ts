/**
 * How long each page takes the server with 200 bots and a chat of a million messages, and how much a first visit
 * transfers. What counts is the processor time of the whole process: on a busy machine the clock says how long it waited
 * for others. Which pages there are, links tell; the archive is built first, which takes a minute or two.
 *
 * Run it with `bun bench/console_pages.ts [messages]`.
 */
import process from "node:process";
import { createBotmux } from "../src/mod.ts";
import { walk } from "../test/support/console_walk.ts";
import { ConsoleVisitor } from "../test/support/console_visitor.ts";
import { measureFirstVisit } from "../test/support/first_visit.ts";
import { createTempFolder } from "../test/support/temp_folder.ts";
import { format, median } from "./support/figures.ts";
import { fillLargeChat } from "./support/large_chat.ts";

const messages = Number(process.argv[2] ?? 1_000_000);
const bots = 200;
const firstBot = 1_000;
const rounds = 21;
const mostMs = 50;
const mostBytes = 200_000;
const address = "http://botmux.example";
const apiKey = "a-key-of-this-bench-0123456789";
const owner = { name: "ada", password: "correct horse" };

using folder = createTempFolder();
await fillLargeChat(folder.path, { botId: firstBot, chatId: -1_001_234_567_890, messages });
const botmux = await createBotmux({
  dataDir: folder.path,
  upstream: "http://127.0.0.1:9",
  bots: Array.from({ length: bots }, (_, index) => `${firstBot + index}:${"B".repeat(35)}`),
  apiKey,
});
await botmux.fetch(
  new Request(`${address}/api/v1/operators`, {
    method: "POST",
    headers: { authorization: `Bearer ${apiKey}`, "content-type": "application/json" },
    body: JSON.stringify({ ...owner, role: "owner" }),
  }),
);
const visitor = await new ConsoleVisitor(address, botmux.fetch).signIn(owner.name, owner.password);
const seen = new Map((await walk(visitor, 1)).map(({ page, address }) => [page.path, address]));
console.log(`${bots} bots, a chat of ${format(messages)} messages; milliseconds at the median of ${rounds}:`);
let slowest = 0;
for (const [path, address] of seen) {
  const clockMs: number[] = [];
  const processorMs: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const beganMs = performance.now();
    const before = process.cpuUsage();
    const { status } = await visitor.get(address);
    const { user, system } = process.cpuUsage(before);
    if (status !== 200) throw new Error(`${address}: ${status}`);
    clockMs.push(performance.now() - beganMs);
    processorMs.push((user + system) / 1000);
  }
  slowest = Math.max(slowest, median(processorMs));
  console.log(
    `  ${path}: ${median(processorMs).toFixed(1)} of a processor, ${median(clockMs).toFixed(1)} by the clock`,
  );
}
const { bytes, answers } = await measureFirstVisit(address, botmux.fetch, owner);
await botmux.close();
console.log(`slowest page: ${slowest.toFixed(1)} ms (most ${mostMs})`);
console.log(`first visit: ${bytes} bytes in ${answers} answers (most ${mostBytes})`);
process.exit(slowest < mostMs && bytes < mostBytes ? 0 : 1);
