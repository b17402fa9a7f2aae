/**
 * Long polls beside routing. Two BotMux run at the same time, one with 50 rules and one without any; 1,000 updates per
 * second come in at each. In turn, a second each, 8 readers ask one of them for the newest updates again and again, as
 * fast as they are answered. Every rule is asked about every update, and one update in fifty is carried to another bot.
 *
 * On two cores of a small cloud machine, on Deno: 4,250 polls per second with rules and 4,914 without, 91 % of each pair.
 *
 * Run it with `bun bench/routing.ts [bun|deno]`.
 */
import { args, writeLine } from "../src/runtime/process.ts";
import { alternate, format, median } from "./support/figures.ts";
import { run, type Runtime, runtimes, temporaryFolder } from "./support/processes.ts";
import { firstId } from "./support/update_text.ts";

const source = "1000001:bench-token-of-thirty-five-letters";
const target = "1000002:bench-token-of-thirty-five-letters";
const apiKey = "bench-key-of-more-than-24-letters";
const rounds = 20;
const perSecond = 1000;
const windowMs = 1000;
const readers = 8;
/** Updates that each answer holds. */
const newestUpdates = 20;

/** What rules ask for: one of them holds for one update in fifty. */
const conditions = Array.from({ length: 50 }, (_, index) => {
  switch (index % 5) {
    case 0:
      return { text: `order-${index}\\d+|(invoice|receipt) ${index}` };
    case 1:
      return { all: [{ types: ["private"] }, { users: [9_000_000 + index] }] };
    case 2:
      return { any: [{ commands: [`help${index}`] }, { media: ["photo"] }] };
    case 3:
      return { all: [{ not: { media: true } }, { languages: ["xx"] }] };
    default:
      return index === 4 ? { text: "^x+$", chats: [42] } : { text: `^(hello|bye) ${index}$` };
  }
});

async function addRules(url: string): Promise<void> {
  const actions = [{ do: "copy", to: [{ bot: 1000002, chat: -1000000000001 }] }];
  for (const [index, when] of conditions.entries()) {
    const response = await fetch(`${url}/api/v1/bots/1000001/routes`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${apiKey}` },
      body: JSON.stringify({ name: `rule ${index}`, when, actions }),
    });
    if (response.status !== 201) throw new Error(`A rule was refused: ${await response.text()}`);
  }
}

/** A BotMux with the upstream of its own. */
interface Side extends AsyncDisposable {
  /** Answered polls per second, measured for a while. */
  poll(): Promise<number>;
  /** Messages that routing has carried. */
  forwarded(): Promise<number>;
}

async function open(runtime: Runtime, hasRules: boolean): Promise<Side> {
  await using opened = new AsyncDisposableStack();
  const folder = opened.use(temporaryFolder());
  const updates = String(perSecond * (rounds + 2) * 4);
  const upstream = opened.use(
    await run("bun", "stand_in_upstream.ts", [updates, "100", String(perSecond), "1000001"]),
  );
  const words = [upstream.url, folder.path, source, target, "--no-archive", `--api-key=${apiKey}`];
  const { url } = opened.use(await run(runtime, "serve_botmux.ts", words));
  if (hasRules) await addRules(url);
  await fetch(`${upstream.url}/open`);
  const resources = opened.move();
  let newest = firstId;
  /** Asks again and again until `endMs`; gives how many answers there were. */
  const read = async (endMs: number): Promise<number> => {
    let answers = 0;
    for (; performance.now() < endMs; answers++) {
      const offset = Math.max(firstId, newest - newestUpdates);
      const response = await fetch(`${url}/bot${source}/getUpdates?timeout=10&offset=${offset}`);
      const text = await response.text();
      const last = text.lastIndexOf('"update_id":');
      if (last < 0) throw new Error(`No updates: ${text}`);
      newest = Math.max(newest, parseInt(text.slice(last + 12)));
    }
    return answers;
  };
  return {
    async poll() {
      const startMs = performance.now();
      const counts = await Promise.all(Array.from({ length: readers }, () => read(startMs + windowMs)));
      return counts.reduce((sum, count) => sum + count, 0) * 1000 / (performance.now() - startMs);
    },
    async forwarded() {
      const response = await fetch(`${url}/metrics`, { headers: { authorization: `Bearer ${apiKey}` } });
      return Number(/^botmux_routed_total\{bot="1000002"\} (\d+)$/m.exec(await response.text())?.[1] ?? 0);
    },
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  };
}

for (const runtime of runtimes.filter((each) => args.length === 0 || args.includes(each))) {
  await using ruled = await open(runtime, true);
  await using plain = await open(runtime, false);
  // Both warm up.
  await alternate(2, () => ruled.poll(), () => plain.poll());
  const before = await ruled.forwarded();
  const pair = await alternate(rounds, () => ruled.poll(), () => plain.poll());
  const shares = pair.botmux.map((rate, round) => rate / pair.bare[round]!);
  writeLine(
    `${runtime}: ${format(median(pair.botmux))} polls/s with 50 rules, ${
      format(median(pair.bare))
    } without; ` +
      `of each pair ${Math.round(median(shares) * 100)} % (median of ${rounds}), ` +
      `${format(await ruled.forwarded() - before)} messages carried meanwhile`,
  );
}
