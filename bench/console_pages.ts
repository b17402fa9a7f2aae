/**
 * How long each page takes the server with 200 bots, a chat of a million messages and an audit log of a million entries,
 * and how much a first visit transfers. What counts is the processor time of the whole process: on a busy machine the
 * clock says how long it waited for others. Which pages there are, links tell, and beside them what is asked of the large
 * ones; the archive is built first, which takes a minute or two.
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
import { fillLargeAudit } from "./support/large_audit.ts";
import { fillLargeChat } from "./support/large_chat.ts";

const messages = Number(process.argv[2] ?? 1_000_000);
const bots = 200;
const firstBot = 1_000;
const chatId = -1_001_234_567_890;
const rounds = 21;
const maxMs = 50;
const maxBytes = 200_000;
const address = "http://botmux.example";
const apiKey = "a-key-of-this-bench-0123456789";
const owner = { name: "ada", password: "correct horse" };

using folder = createTempFolder();
await fillLargeChat(folder.path, { botId: firstBot, chatId, messages });
await fillLargeAudit(folder.path, messages);
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
const seen = new Map<string, string>(
  (await walk(visitor, 1)).map(({ page, address }) => [page.path, address]),
);
for (const address of questions()) seen.set(address, address);
console.log(
  `${bots} bots, a chat of ${
    format(messages)
  } messages, as many audit entries; milliseconds at the median of ${rounds}:`,
);
let slowest = 0;
for (const [path, address] of seen) {
  const clockMs: number[] = [];
  const processorMs: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const beganMs = performance.now();
    const before = process.cpuUsage();
    const status = await ask(address);
    const { user, system } = process.cpuUsage(before);
    // A day leads on to its first message.
    if (status !== 200 && status !== 303) throw new Error(`${address}: ${status}`);
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
console.log(`slowest page: ${slowest.toFixed(1)} ms (most ${maxMs})`);
console.log(`first visit: ${bytes} bytes in ${answers} answers (most ${maxBytes})`);
process.exit(slowest < maxMs && bytes < maxBytes ? 0 : 1);

/** What operators ask of large chats, of many people and of a long audit log. */
function questions(): string[] {
  const dayMs = 86_400_000;
  const date = (daysAgo: number) => new Date(Date.now() - daysAgo * dayMs).toISOString().slice(0, 10);
  const chat = `/chats/${firstBot}/${chatId}`;
  const archive = `/api/v1/bots/${firstBot}/archive/chats/${chatId}`;
  return [
    ...[7, 90, 365].map((days) => `/statistics?bot=${firstBot}&days=${days}`),
    ...[30, 365].map((days) => `/statistics?bot=${firstBot}&days=${days}&chat=${chatId}`),
    `/people?bot=${firstBot}&name=name499`,
    `/people?bot=${firstBot}&name=nobody`,
    "/search?text=message",
    "/search?text=message&order=best",
    "/search?text=word976+word4998",
    "/search?text=nothing+of+this",
    `/search?text=mess&bot=${firstBot}&user=1500&direction=in`,
    `/search?text=message&from=${date(30)}&until=${date(29)}`,
    `/search?content=photo&bot=${firstBot}`,
    `${chat}?date=${date(30)}`,
    `${chat}?date=2001-01-01`,
    `${chat}?at=${Math.ceil(messages / 2)}`,
    `${chat}/messages/${Math.ceil(messages / 2)}`,
    `${archive}/export?format=jsonl`,
    `${archive}/export?format=html`,
    "/audit?action=action7",
    "/audit?action=nothing",
    "/audit?who=operator-7&result=refused",
    `/audit?bot=${firstBot + 7}&action=action7`,
    `/audit?since=${date(300)}&until=${date(299)}`,
    "/audit?result=refused",
    `/audit?before=${Math.ceil(messages / 2)}`,
  ];
}

/** Asks for a page and reads it, or the first piece of what is longer; gives the status. */
async function ask(path: string): Promise<number> {
  if (!path.startsWith("/api/")) return (await visitor.get(path)).status;
  const { status, body } = await botmux.fetch(
    new Request(address + path, { headers: { authorization: `Bearer ${apiKey}` } }),
  );
  const reader = body?.getReader();
  await reader?.read();
  await reader?.cancel();
  return status;
}
