import type { RunningServer } from "../../src/runtime/platform.ts";
import { type ApiSetup, openApi } from "../support/api_setup.ts";
import { ConsoleVisitor } from "../support/console_visitor.ts";
import { canary, fit, hostileTexts } from "../support/hostile_texts.ts";
import { platform } from "../support/this_platform.ts";
import { until } from "../support/until.ts";
import { keepRecords } from "../support/worded_records.ts";
import { cycle, talk, type TalkPlace } from "../support/worded_talk.ts";
import { owner } from "./signed_in.ts";

/** A BotMux in which everything that others can name or write is hostile, and an owner called as `signed_in.ts` says. */
export interface HostileSetting extends AsyncDisposable {
  readonly setup: ApiSetup;
  readonly place: TalkPlace;
  /** Addresses of files that a browser would run if it were let: HTML and SVG. */
  readonly files: readonly string[];
}

/** Opens it, and waits until all of it has come where pages look for it. */
export async function openHostileSetting(): Promise<HostileSetting> {
  const setup = await openApi({ bots: [], isDemo: true });
  const { api, upstream: { sandbox } } = setup;
  const next = cycle(hostileTexts);
  const backend = await serveRudeBackend();
  const bot = sandbox.addBot({ username: next(), name: `${next()} ${turned}` });
  const broken = sandbox.addBot({ username: next(), name: next() });
  for (const { token } of [bot, broken]) await api.done("POST", "/bots", { token });
  const description = `${next()} ${turned}`;
  sandbox.faults.add({ botId: broken.id, method: "getUpdates", status: 400, description });
  setup.served.start();
  const place = talk(sandbox, bot, hostileTexts);
  await keepRecords(api, bot.id, place, next, backend.url);
  await api.done("POST", "/operators", { ...owner, role: "owner" });
  await api.done("POST", "/operators", { name: "a.@+-" + "w".repeat(59), role: "manager", bots: [bot.id] });
  await visitRudely(setup);
  const files = await sendFiles(setup, bot.id, place);
  return {
    setup,
    place,
    files,
    async [Symbol.asyncDispose]() {
      await setup[Symbol.asyncDispose]();
      await backend.close(0);
    },
  };
}

const lastWord = "That is all";
/** Turns what follows, unless it is kept to itself. */
const turned = "\u202Eturned and never closed";

/** A program that answers updates with what nobody should believe. */
function serveRudeBackend(): Promise<RunningServer> {
  const next = cycle(hostileTexts);
  return platform.serve({
    hostname: "127.0.0.1",
    port: 0,
    fetch: () => new Response(next(), { status: 500, headers: { "content-type": "text/html" } }),
    onError(error) {
      throw error;
    },
  });
}

/** What strangers leave in the audit log and among sessions: names, and browsers that say what they like. */
async function visitRudely({ served }: ApiSetup): Promise<void> {
  const visitor = new ConsoleVisitor(served.url);
  const [agent = ""] = hostileTexts;
  for (const name of hostileTexts.slice(0, 3)) {
    await visitor.post("/sign-in", { name: fit(name, 60), password: fit(name, 60) }, { "user-agent": agent });
  }
  await visitor.post("/sign-in", { ...owner, to: "/" }, { "user-agent": agent });
}

/** Sends what a browser would run, as photos and as documents; gives the addresses under which they are viewed. */
async function sendFiles(
  { upstream: { sandbox }, api }: ApiSetup,
  bot: number,
  { group, people }: TalkPlace,
): Promise<string[]> {
  const [from = 0] = people;
  const script = `<script>globalThis.${canary}=1</script>`;
  const pages = [
    `<!doctype html><title>A page</title>${script}`,
    `<svg xmlns="http://www.w3.org/2000/svg">${script}</svg>`,
  ];
  for (const page of pages) {
    const bytes = new TextEncoder().encode(page);
    for (const type of ["document", "photo"] as const) {
      const file = { type, bytes, fileName: "page.html", mimeType: "text/html" };
      sandbox.speak({ from, chat: group, file, caption: lastWord });
    }
  }
  const found = new Set<string>();
  await until(async () => {
    const query = `/bots/${bot}/archive/chats/${group}/messages?limit=10`;
    const { items } = await api.done("GET", query);
    for (const item of items) {
      const text = JSON.stringify(item);
      if (!text.includes(lastWord)) continue;
      for (const [, id] of text.matchAll(/"file_id":"([\w-]+)"/g)) {
        found.add(`/api/v1/bots/${bot}/files/${id}`);
      }
    }
    return found.size >= pages.length * 2;
  }, 30_000);
  return [...found];
}
