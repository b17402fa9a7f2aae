import { assert, assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import { silentLogger } from "../../src/base/logger.ts";
import { Botmux } from "../../src/app/botmux.ts";
import { serveSandbox } from "../sandbox/serving.ts";
import { ManualClock } from "../support/manual_clock.ts";
import { createTempFolder } from "../support/temp_folder.ts";
import { openDatabase } from "../support/this_driver.ts";
import { platform } from "../support/this_platform.ts";
import { until } from "../support/until.ts";

const limits = { retentionMs: 86_400_000, maxJournalBytes: 1e8 };
const programs = 4;
/** How long they send, by a clock that stands still while calls are under way: the machine is never too slow. */
const sendMs = 3_000;
const stepMs = 10;

describe("Programs that share a bot and send too fast", () => {
  test("see no 429 with pacing smooth, and a reply overtakes what waits", async () => {
    await using stack = new AsyncDisposableStack();
    const folder = stack.use(createTempFolder());
    const clock = new ManualClock();
    const { sandbox, url, bot } = stack.use(await serveSandbox({ floodLimits: true, clock }));
    const users = Array.from(
      { length: 200 },
      (_, index) => sandbox.addUser({ firstName: `User ${index}` }).id,
    );
    for (const from of users) sandbox.speak({ from, bot: bot.id, text: "/start" });
    const botmux = await Botmux.open({
      dataDir: folder.path,
      upstream: url,
      filesCacheBytes: 1e6,
      ...limits,
      refreshChats: false,
      logger: silentLogger,
    }, { platform, openDatabase, clock });
    stack.defer(() => botmux.close());
    await botmux.registry.addBot(bot.token, limits);
    await botmux.registry.updateBot(bot.id, { pacing: "smooth" });
    const names = Array.from({ length: programs }, (_, index) => `program-${index}`);
    for (const name of names) await botmux.registry.addConsumer(bot.id, { name });
    botmux.start();

    const statuses: number[] = [];
    const stop = new AbortController();
    const send = async (program: string, body: object) => {
      const request = new Request(`http://botmux/tgapi/c/${program}/bot${bot.token}/sendMessage`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ text: "news", ...body }),
        signal: stop.signal,
      });
      const response = await botmux.fetch(request, () => "127.0.0.1");
      await response.arrayBuffer();
      if (!stop.signal.aborted) statuses.push(response.status);
    };
    const sends = users.map((chat_id, index) => send(names[index % programs]!, { chat_id }));
    const startMs = clock.now();
    let replyMs = Infinity;
    const reply = send(names[0]!, {
      chat_id: users.at(-1),
      reply_parameters: { message_id: 1, allow_sending_without_reply: true },
    }).then(() => replyMs = clock.now() - startMs);
    await until(() => botmux.status()[0]!.sending.waiting > users.length - 10);
    while (clock.now() < startMs + sendMs) {
      await clock.advance(stepMs);
      await until(() => statuses.length === botmux.status()[0]!.sending.sent);
    }
    const { sent, waiting } = botmux.status()[0]!.sending;
    stop.abort();
    await Promise.all([...sends, reply]);
    assertEquals([...new Set(statuses)], [200]);
    assert(sent >= 0.9 * 30 * (sendMs / 1000) && waiting > 0, `${sent} sent, ${waiting} waiting`);
    assert(replyMs < 500, `a reply waited ${replyMs} ms`);
  });
});
