import { assert, assertEquals, assertRejects } from "@std/assert";
import { describe, test } from "node:test";
import { UsageError } from "../../src/base/errors.ts";
import { createLogger } from "../../src/base/logger.ts";
import { createSandbox } from "../../src/sandbox/sandbox.ts";
import { serveSandbox } from "../sandbox/serving.ts";
import { ServedBotmux } from "../support/served_botmux.ts";
import { until } from "../support/until.ts";
import { watchUpstream } from "../support/watched_upstream.ts";
import { ask, type ReadUpdate, takeUpdates, textsIn, webhookInfo } from "./asking.ts";

interface ReadyBot {
  readonly id: number;
  readonly state: string;
  readonly why: string;
}

async function readyz(url: string): Promise<{ readonly status: number; readonly bots: readonly ReadyBot[] }> {
  const response = await fetch(`${url}/readyz`);
  const { bots } = await response.json() as { bots: ReadyBot[] };
  return { status: response.status, bots };
}

/** Reads a consumer as a program does, from its own offset on, until `text` has come. */
async function readUntil(url: string, text: string, offset: number, seen: ReadUpdate[]): Promise<number> {
  for (;;) {
    const updates = await takeUpdates(url, `timeout=5&offset=${offset}`);
    seen.push(...updates);
    const last = updates.at(-1);
    if (last !== undefined) offset = last.update_id + 1;
    if (textsIn(updates).includes(text)) return offset;
  }
}

describe("a restart of BotMux", () => {
  test("keeps positions, cursors, webhooks and allowed_updates", async () => {
    await using served = await serveSandbox();
    const { sandbox, bot, user, group } = served;
    await using botmux = await ServedBotmux.open({ upstream: served.url, bots: [bot.token] });
    for (const name of ["named", "pushed"]) {
      await botmux.botmux.registry.addConsumer(bot.id, { name, start: "all" });
    }
    botmux.start();
    const real = `${botmux.url}/bot${bot.token}`;
    const named = `${botmux.url}/tgapi/c/named/bot${bot.token}`;
    const pushed = `${botmux.url}/tgapi/c/pushed/bot${bot.token}`;
    const allowed = encodeURIComponent('["message"]');
    await takeUpdates(named, `allowed_updates=${allowed}`);
    await ask(`${pushed}/setWebhook?url=${encodeURIComponent("http://127.0.0.1:9/hook")}`);
    const spoken = ["a", "b", "c"].map((text) => sandbox.speak({ from: user, chat: group, text }));
    await until(async () => (await webhookInfo(named)).pending_update_count === 3);
    const before = await takeUpdates(named, "offset=-100");
    assertEquals(textsIn(before), ["a", "b", "c"]);
    assertEquals(textsIn(await takeUpdates(named, `offset=${before[1]!.update_id}`)), ["b", "c"]);
    await botmux.restart();
    sandbox.editAs({ from: user, chat: group, messageId: spoken[0]!.message_id, text: "a, edited" });
    sandbox.speak({ from: user, chat: group, text: "d" });
    await until(async () => (await webhookInfo(real)).pending_update_count === 5);
    const after = await takeUpdates(named, "");
    assertEquals(textsIn(after), ["b", "c", "d"]);
    assertEquals(after.slice(0, 2), before.slice(1));
    assertEquals((await webhookInfo(named)).allowed_updates, ["message"]);
    assertEquals((await webhookInfo(pushed)).url, "http://127.0.0.1:9/hook");
    const all = await takeUpdates(real, "");
    assertEquals(all.map((update) => textsIn([update])[0] ?? update.edited_message?.text), [
      "a",
      "b",
      "c",
      "a, edited",
      "d",
    ]);
    assertEquals(all.slice(0, 3), before);
  });
});

describe("upstream that restarts its update IDs", () => {
  for (const [name, firstId] of [["far below", 5_000_000], ["a little below", 699_999_990]] as const) {
    test(`${name}: ids keep rising and a client with its own offset misses nothing`, async () => {
      await using served = await serveSandbox();
      const { sandbox, bot, user, group } = served;
      sandbox.faults.restartIds(bot.id, 700_000_000);
      await using botmux = await ServedBotmux.open({ upstream: served.url, bots: [bot.token] });
      botmux.start();
      const url = `${botmux.url}/bot${bot.token}`;
      const said: string[] = [];
      const speak = (count: number) => {
        for (; count > 0; count--) {
          said.push(`line ${said.length}`);
          sandbox.speak({ from: user, chat: group, text: said.at(-1)! });
        }
        return said.at(-1)!;
      };
      const seen: ReadUpdate[] = [];
      let offset = await readUntil(url, speak(20), 0, seen);
      // The move: nothing waits upstream, and a poll is parked with an offset of the old numbers.
      sandbox.faults.restartIds(bot.id, firstId, "drop");
      await botmux.restart();
      // Until the new poll has taken the old one's place upstream, the old offset may still swallow new ids there.
      await botmux.ready();
      offset = await readUntil(url, speak(20), offset, seen);
      await readUntil(url, speak(5), offset, seen);
      assertEquals(textsIn(seen), said);
      const ids = seen.map(({ update_id }) => update_id);
      assertEquals(ids, [...new Set(ids)].sort((left, right) => left - right));
      assertEquals(ids[0], 700_000_000);
    });
  }
});

describe("one poll per bot", () => {
  test("an edit of a bot's settings never leaves two running", async () => {
    await using served = await serveSandbox();
    const { sandbox, bot, user, group } = served;
    await using upstream = await watchUpstream(sandbox);
    const lines: string[] = [];
    const logger = createLogger({
      level: "info",
      format: "text",
      write: (line) => lines.push(line),
      now: Date.now,
    });
    await using botmux = await ServedBotmux.open({ upstream: upstream.url, bots: [bot.token], logger });
    botmux.start();
    await until(() => upstream.openPolls === 1);
    const { registry } = botmux.botmux;
    const wrong = `${bot.id}:${"A".repeat(35)}`;
    let max = 0;
    for (let round = 0; round < 10; round++) {
      await registry.updateBot(bot.id, { retentionMs: 3_600_000 + round, name: `name ${round}` });
      if (round % 3 === 0) await registry.updateBot(bot.id, { token: wrong });
      if (round % 3 === 1) await registry.updateBot(bot.id, { token: bot.token, status: "active" });
      await new Promise((resolve) => setTimeout(resolve, 10));
      max = Math.max(max, upstream.openPolls);
    }
    await registry.updateBot(bot.id, { token: bot.token, status: "active" });
    await until(() => upstream.openPolls === 1);
    sandbox.speak({ from: user, chat: group, text: "hello" });
    assertEquals(textsIn(await takeUpdates(`${botmux.url}/bot${bot.token}`, "timeout=5")), ["hello"]);
    assertEquals(max, 1);
    // Between one answer and the next question none is open.
    await until(() => upstream.openPolls === 1);
    assertEquals(lines.filter((line) => line.includes("conflict")), []);
  });

  test("the same bot twice is one bot, and adding it again says so", async () => {
    await using served = await serveSandbox();
    const { bot, sandbox } = served;
    await using upstream = await watchUpstream(sandbox);
    const { token } = bot;
    await using botmux = await ServedBotmux.open({ upstream: upstream.url, bots: [token, token] });
    botmux.start();
    await until(() => upstream.openPolls === 1);
    const { registry } = botmux.botmux;
    const defaults = { retentionMs: 1, maxJournalBytes: 1 };
    await assertRejects(() => registry.addBot(token, defaults), UsageError, `${bot.id}`);
    const other = `${bot.id}:${"A".repeat(35)}`;
    await assertRejects(() => registry.addBot(other, defaults), UsageError, `${bot.id}`);
    assertEquals(registry.bots().length, 1);
    assertEquals(upstream.openPolls, 1);
  });
});

describe("failures of one bot or of upstream", () => {
  test("one bad token among many neither stops the start nor hurts the others", async () => {
    await using served = await serveSandbox();
    const { sandbox, bot, user, group } = served;
    const bad = `424242:${"B".repeat(35)}`;
    const others = Array.from(
      { length: 8 },
      (_, index) => sandbox.addBot({ username: `more_${index}_bot`, name: "More" }),
    );
    await using botmux = await ServedBotmux.open({
      upstream: served.url,
      bots: [...others.slice(0, 4), { token: bad }, bot, ...others.slice(4)].map(({ token }) => token),
    });
    botmux.start();
    sandbox.speak({ from: user, chat: group, text: "hello" });
    assertEquals(textsIn(await takeUpdates(`${botmux.url}/bot${bot.token}`, "timeout=5")), ["hello"]);
    await until(async () => (await readyz(botmux.url)).bots.every(({ state }) => state !== "starting"));
    const { status, bots } = await readyz(botmux.url);
    assertEquals(status, 503);
    assertEquals(bots.filter(({ state }) => state !== "ok").map(({ id, state }) => [id, state]), [
      [424242, "refused"],
    ]);
    assert(bots.find(({ id }) => id === 424242)!.why.includes("refused the bot's token"));
  });

  test("a start while upstream is unreachable heals by itself once it is there", async () => {
    await using sandbox = createSandbox();
    const bot = sandbox.addBot({ username: "late_bot", name: "Late" });
    const user = sandbox.addUser({ firstName: "Ada" }).id;
    const first = await watchUpstream(sandbox);
    const port = Number(new URL(first.url).port);
    await first[Symbol.asyncDispose]();
    await using botmux = await ServedBotmux.open({ upstream: first.url, bots: [bot.token] });
    botmux.start();
    await until(async () => (await readyz(botmux.url)).bots[0]?.state === "unreachable");
    const waiting = takeUpdates(`${botmux.url}/bot${bot.token}`, "timeout=50");
    await using _upstream = await watchUpstream(sandbox, port);
    sandbox.speak({ from: user, bot: bot.id, text: "hello" });
    assertEquals(textsIn(await waiting), ["hello"]);
    await until(async () => (await readyz(botmux.url)).status === 200);
  });
});
