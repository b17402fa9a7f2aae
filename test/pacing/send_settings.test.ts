import { assert, assertEquals, assertStrictEquals } from "@std/assert";
import { describe, test } from "node:test";
import { SendSettings } from "../../src/app/wiring/send_pacing.ts";
import { systemClock } from "../../src/base/clock.ts";
import { Pacing } from "../../src/pacing/pacing.ts";
import { Registry } from "../../src/registry/registry.ts";
import { openRegistryStore } from "../../src/storage/open_registry.ts";
import { createTempFolder } from "../support/temp_folder.ts";
import { openDatabase } from "../support/this_driver.ts";

const token = "123456:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw0";

async function setup() {
  const folder = createTempFolder();
  const { store, close } = openRegistryStore(openDatabase, folder.path);
  const registry = await Registry.open(store, systemClock);
  const bot = await registry.addBot(token, { retentionMs: 1000, maxJournalBytes: 1_000_000 });
  const settings = new SendSettings(registry);
  return {
    ...{ registry, bot, settings },
    [Symbol.dispose]() {
      close();
      folder[Symbol.dispose]();
    },
  };
}

describe("SendSettings", () => {
  test("stay the same object until the bot's pacing changes", async () => {
    using opened = await setup();
    const { registry, bot, settings } = opened;
    const first = settings.of(bot.id);
    await registry.updateBot(bot.id, { retentionMs: 3_600_000 });
    assertStrictEquals(settings.of(bot.id), first);
    await registry.updateBot(bot.id, { maxSendWaitMs: 1234 });
    assert(settings.of(bot.id) !== first);
    assertEquals(settings.of(bot.id)?.maxWaitMs, 1234);
  });

  test("do not exist for an unmanaged bot", async () => {
    using opened = await setup();
    assertEquals(opened.settings.of(1), undefined);
  });

  test("are forgotten when Pacing forgets the bot", async () => {
    using opened = await setup();
    const { bot, settings } = opened;
    const first = settings.of(bot.id);
    assert(first !== undefined);
    new Pacing({ settings, clock: systemClock }).remove(bot.id);
    assert(settings.of(bot.id) !== first);
  });
});
