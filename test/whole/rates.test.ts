import { assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import { Botmux } from "../../src/app/botmux.ts";
import { silentLogger } from "../../src/base/logger.ts";
import { serveSandbox } from "../sandbox/serving.ts";
import { LeapingClock } from "../support/leaping_clock.ts";
import { createTempFolder } from "../support/temp_folder.ts";
import { openDatabase } from "../support/this_driver.ts";
import { platform } from "../support/this_platform.ts";
import { until } from "../support/until.ts";

const limits = { retentionMs: 86_400_000, maxJournalBytes: 1e8 };

describe("Rates", () => {
  test("of what comes in and goes out are those of the last minute", async () => {
    await using stack = new AsyncDisposableStack();
    const folder = stack.use(createTempFolder());
    const { sandbox, url, bot, user, group } = stack.use(await serveSandbox());
    const clock = new LeapingClock();
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
    await botmux.registry.addConsumer(bot.id, { name: "idle" });
    botmux.start();
    for (const text of ["one", "two"]) sandbox.speak({ from: user, chat: group, text });
    await until(() => botmux.status()[0]?.archive?.archived === 2);
    const poll = new Request(`http://botmux/bot${bot.token}/getUpdates`);
    assertEquals((await (await botmux.fetch(poll, () => "127.0.0.1")).json()).result.length, 2);
    clock.leap(10_000);
    const [status] = botmux.status();
    assertEquals(status?.perMinute, { received: 2, archived: 2, routed: 0 });
    const rates = status?.consumers.map((
      { consumer, deliveredPerMinute },
    ) => [consumer.name, deliveredPerMinute]);
    assertEquals(rates, [["default", 2], ["idle", 0]]);
    for (let step = 0; step < 6; step++) clock.leap(10_000);
    assertEquals(botmux.status()[0]?.consumers.map(({ deliveredPerMinute }) => deliveredPerMinute), [0, 0]);
  });
});
