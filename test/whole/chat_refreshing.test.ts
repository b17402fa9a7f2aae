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
import { watchUpstream } from "../support/watched_upstream.ts";

/** A BotMux that polls a sandbox, and the calls about chats that arrive there. */
async function open(refreshChats: boolean) {
  const stack = new AsyncDisposableStack();
  const folder = stack.use(createTempFolder());
  const sandbox = stack.use(await serveSandbox());
  const watched = stack.use(await watchUpstream(sandbox.sandbox));
  const clock = new LeapingClock();
  const botDefaults = { retentionMs: 86_400_000, maxJournalBytes: 1e8 };
  const botmux = await Botmux.open({
    dataDir: folder.path,
    upstream: watched.url,
    filesCacheBytes: 1e6,
    ...botDefaults,
    refreshChats,
    logger: silentLogger,
  }, { platform, openDatabase, clock });
  stack.defer(() => botmux.close());
  await botmux.registry.addBot(sandbox.bot.token, botDefaults);
  botmux.start();
  const chat = () => botmux.archive!.chat(sandbox.bot.id, sandbox.group);
  sandbox.sandbox.speak({ from: sandbox.user, chat: sandbox.group, text: "hello" });
  await until(async () => await chat() !== undefined);
  return {
    sandbox,
    botmux,
    clock,
    chat,
    asked: () => watched.methods.filter((method) => method.startsWith("getChat")),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

const about = ["getChat", "getChatMemberCount", "getChatMember"];

describe("What is known of chats", () => {
  test("is refreshed by slow calls, whose answers are archived", async () => {
    await using setup = await open(true);
    assertEquals(setup.asked(), []);
    await until(() => {
      // A poll that time was taken from comes to nothing; the bot is well again a moment later.
      if (setup.botmux.status()[0]?.health?.state === "ok") setup.clock.leap(3_000);
      return setup.asked().length >= about.length;
    });
    assertEquals(setup.asked(), about);
    await until(async () => (await setup.chat())?.membership !== undefined);
    assertEquals(typeof (await setup.chat())?.facts.member_count, "number");
  });

  for (const [why, isOn] of [["BotMux does not", false], ["the bot does not", true]] as const) {
    test(`stays as updates tell it when ${why}`, async () => {
      await using setup = await open(isOn);
      const { id } = setup.sandbox.bot;
      if (isOn) await setup.botmux.registry.updateBot(id, { refreshesChats: false });
      for (let count = 0; count < 50; count++) {
        setup.clock.leap(5_000);
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
      assertEquals(setup.asked(), []);
    });
  }
});
