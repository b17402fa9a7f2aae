import { assert, assertEquals } from "@std/assert";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { createBotmux } from "../../src/mod.ts";
import { openArchiveStore } from "../../src/storage/open_archive.ts";
import { openDatabase } from "../support/this_driver.ts";
import { messageUpdate, StandIn } from "../support/stand_in.ts";
import { createTempFolder } from "../support/temp_folder.ts";
import { ServedBotmux } from "../support/served_botmux.ts";
import { until } from "../support/until.ts";

const token = "123456:" + "a".repeat(35);
const botId = 123456;

describe("A running BotMux", () => {
  test("archives what comes in, once, across restarts", async () => {
    await using upstream = await StandIn.start();
    await using served = await ServedBotmux.open({ upstream: upstream.url, bots: [token] });
    served.start();
    upstream.push(token, messageUpdate(11), messageUpdate(12));
    await until(async () => (await served.botmux.archive!.bots())[0]?.records === 2);
    await served.restart();
    upstream.push(token, messageUpdate(13));
    await until(async () => ((await served.botmux.archive!.bots())[0]?.position ?? 0) > 13);
    const [bot] = await served.botmux.archive!.bots();
    assertEquals([bot?.botId, bot?.records], [botId, 3]);
  });

  test("shows in its metrics how far the archive is", async () => {
    await using upstream = await StandIn.start();
    await using served = await ServedBotmux.open({ upstream: upstream.url, bots: [token] });
    served.start();
    upstream.push(token, messageUpdate(11), messageUpdate(12));
    await until(async () => {
      const text = await (await fetch(`${served.url}/metrics`)).text();
      return text.includes(`botmux_archived_updates_total{bot="${botId}"} 2\n`) &&
        text.includes(`botmux_archive_lag_updates{bot="${botId}"} 0\n`);
    });
  });

  test("archives nothing and creates no file when archiving is off", async () => {
    await using upstream = await StandIn.start();
    using folder = createTempFolder();
    const botmux = await createBotmux({
      dataDir: folder.path,
      upstream: upstream.url,
      bots: [token],
      archive: false,
    });
    botmux.start();
    upstream.push(token, messageUpdate(11));
    await until(() => upstream.offsets.includes(12));
    await botmux.close();
    assertEquals(botmux.archive, undefined);
    assert(!existsSync(join(folder.path, "archive.db")));
  });

  test("is part of a backup", async () => {
    await using upstream = await StandIn.start();
    const apiKey = "a-key-of-more-than-24-characters";
    await using served = await ServedBotmux.open({ upstream: upstream.url, bots: [token], apiKey });
    served.start();
    upstream.push(token, messageUpdate(11));
    await until(async () => (await served.botmux.archive!.bots())[0]?.records === 1);
    const init = { method: "POST", headers: { authorization: `Bearer ${apiKey}` } };
    const { name } = await (await fetch(`${served.url}/api/v1/backups`, init)).json() as { name: string };
    const copy = openArchiveStore(openDatabase, join(served.dataDir, "backups", name));
    assertEquals((await copy.store.bots()).map(({ records }) => records), [1]);
    copy.close();
  });

  test("leaves nothing in the archive of a bot that was removed", async () => {
    await using upstream = await StandIn.start();
    await using served = await ServedBotmux.open({ upstream: upstream.url, bots: [token] });
    served.start();
    upstream.push(token, messageUpdate(11));
    await until(async () => (await served.botmux.archive!.bots()).length === 1);
    await served.botmux.registry.removeBot(botId);
    await until(async () => (await served.botmux.archive!.bots()).length === 0);
  });

  test("makes no extra Telegram calls for an archived update", async () => {
    await using upstream = await StandIn.start();
    await using served = await ServedBotmux.open({ upstream: upstream.url, bots: [token] });
    served.start();
    upstream.push(token, ...Array.from({ length: 40 }, (_, index) => messageUpdate(index + 11)));
    await until(async () => (await served.botmux.archive!.bots())[0]?.records === 40);
    const asked = new Set(upstream.calls.map(({ method }) => method));
    // The bot's own photo is looked for after a while, whatever updates come.
    const expected = ["getMe", "getWebhookInfo", "deleteWebhook", "getUpdates", "getUserProfilePhotos"];
    assertEquals([...asked].filter((method) => !expected.includes(method)), []);
  });

  test("forgets a person everywhere, while updates come", async () => {
    await using upstream = await StandIn.start();
    await using served = await ServedBotmux.open({ upstream: upstream.url, bots: [token] });
    served.start();
    const from = (id: number, user: number) => ({
      id,
      json: JSON.stringify({
        update_id: id,
        message: {
          message_id: id,
          date: Math.floor(Date.now() / 1000),
          chat: { id: -5, type: "group", title: "Garden" },
          from: { id: user, is_bot: false, first_name: `Person ${user}` },
          text: "hello",
        },
      }),
    });
    upstream.push(token, from(11, 42), from(12, 43), from(13, 42));
    await until(() => upstream.offsets.includes(14));
    const outcome = await served.botmux.forgetUser(botId, 42);
    await until(async () => ((await served.botmux.archive!.bots())[0]?.position ?? 0) >= 13);
    const { items } = await served.botmux.archive!.messages({ botId, chatId: -5 });
    const response = await fetch(`${served.url}/bot${token}/getUpdates`);
    const { result } = await response.json() as { result: { update_id: number }[] };
    assertEquals(
      [
        items.map(({ messageId }) => messageId),
        result.map(({ update_id }) => update_id),
        outcome.removed <= 2,
      ],
      [[12], [12], true],
    );
  });

  test("archives a bot from the start after it is removed and added again", async () => {
    await using upstream = await StandIn.start();
    await using served = await ServedBotmux.open({ upstream: upstream.url, bots: [token] });
    served.start();
    upstream.push(token, messageUpdate(11), messageUpdate(12));
    await until(async () => (await served.botmux.archive!.bots())[0]?.records === 2);
    await served.botmux.registry.removeBot(botId);
    await served.botmux.registry.addBot(token, { retentionMs: 86_400_000, maxJournalBytes: 64_000_000 });
    // The poll of before is gone, and the new one starts from nothing.
    await until(() => upstream.parked === 1 && upstream.offsets.at(-1) === 0);
    upstream.push(token, messageUpdate(5));
    await until(async () => {
      const { items } = await served.botmux.archive!.records({ botId });
      return items.length === 1 && items[0]?.position === 5;
    });
  });
});
