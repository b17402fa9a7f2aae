import { wordsOf } from "../support/words_of.ts";
import { assert, assertEquals, assertMatch, assertNotEquals } from "@std/assert";
import { describe, test } from "node:test";
import { until } from "../support/until.ts";
import { takeUpdates, textsIn } from "./asking.ts";
import { HookedBotmux } from "./hooked_botmux.ts";

/** Ten minutes of polling and a look at the webhook, in milliseconds. */
const fallbackMs = 600_000;
const lookMs = 60_000;

function numbered(count: number, first = 0): string[] {
  return Array.from({ length: count }, (_, index) => `line ${first + index}`);
}

function sorted(texts: readonly (string | undefined)[]): (string | undefined)[] {
  return [...texts].sort();
}

describe("a bot that receives by webhook", () => {
  test("has its updates reach consumers byte for byte", async () => {
    let waiting = "";
    await using hooked = await HookedBotmux.start({
      async prepare(sandbox, { id, token }) {
        for (const text of ["ключ 漢字 \u{1f600}", 'a "quoted" \\ line\n', "plain"]) {
          const date = Math.floor(Date.now() / 1000);
          sandbox.inject(id, { message: { message_id: 1, date, chat: { id: 5, type: "private" }, text } });
        }
        // Offset 0 confirms nothing.
        waiting = await (await sandbox.fetch(new Request(`http://sandbox/bot${token}/getUpdates`))).text();
      },
    });
    await until(() => hooked.count === 3);
    assertEquals(await (await fetch(`${hooked.door}/getUpdates`)).text(), waiting);
    assertEquals(hooked.upstream.methods.includes("getUpdates"), false);
  });

  test("accepts nothing from callers without the secrets", async () => {
    await using hooked = await HookedBotmux.start();
    await hooked.hooked();
    const { url } = await hooked.webhook();
    const body = '{"update_id":7,"message":{"message_id":1,"date":1,"chat":{"id":1},"text":"forged"}}';
    for (const target of [url, url.slice(0, -1), `${hooked.url}/hook/${"a".repeat(43)}`]) {
      for (const secret of ["", "a".repeat(43)]) {
        const headers = { "x-telegram-bot-api-secret-token": secret };
        const response = await fetch(target, { method: "POST", headers, body });
        assertEquals([response.status, await response.text()], [404, ""]);
      }
    }
    assertEquals(hooked.count, 0);
  });

  test("has an update come again that could not be stored", async () => {
    await using hooked = await HookedBotmux.start();
    await hooked.hooked();
    hooked.isFull = true;
    hooked.send(5, "kept in the end");
    await until(() => hooked.delivered.includes(503));
    await until(() => hooked.health?.state === "disk");
    assertEquals([hooked.count, (await hooked.webhook()).pending_update_count], [0, 1]);
    hooked.isFull = false;
    await until(() => hooked.count === 1);
    assertEquals(textsIn(await takeUpdates(hooked.door, "")), ["kept in the end"]);
    await until(() => hooked.health?.state === "ok");
  });

  test("is polled while it cannot be reached, and comes back, with nothing lost and nothing twice", async () => {
    await using hooked = await HookedBotmux.start();
    await hooked.hooked();
    hooked.send(1, ...numbered(5));
    await until(() => hooked.count === 5);
    hooked.isDown = true;
    for (const chat of [1, 2, 3, 4]) hooked.send(chat, ...numbered(5, chat * 100));
    await until(() => hooked.delivered.filter((status) => status === 502).length >= 8);
    // The date of the last error lies in a later second than the last delivery.
    hooked.clock.leap(2_000);
    await until(() => hooked.delivered.filter((status) => status === 502).length >= 12);
    hooked.clock.leap(lookMs);
    // The program reads at BotMux all the same: only Telegram's way there is cut.
    await until(() => hooked.count === 25);
    assertMatch(
      wordsOf(hooked.health?.lastFault),
      // A delivery that is under way while the clock leaps runs out of time.
      /cannot deliver to BotMux \(it says: (Wrong response.*502|Read timeout expired).*BotMux polls/,
    );
    assertEquals((await hooked.webhook()).url, "");
    hooked.isDown = false;
    hooked.clock.leap(fallbackMs);
    await hooked.hooked();
    hooked.send(9, "by webhook again");
    await until(() => hooked.count === 26);
    const texts = textsIn(await hooked.readAll(26));
    assertEquals(
      sorted(texts),
      sorted([
        ...numbered(5),
        ...[1, 2, 3, 4].flatMap((chat) => numbered(5, chat * 100)),
        "by webhook again",
      ]),
    );
  });

  test("accepts late deliveries once", async () => {
    await using hooked = await HookedBotmux.start();
    await hooked.hooked();
    const said = numbered(60);
    // What arrives while the disk is full comes again later than what follows it.
    hooked.isFull = true;
    said.forEach((text, index) => hooked.send(100 + index, text));
    await until(() => hooked.delivered.length >= 40);
    hooked.isFull = false;
    hooked.send(7, "last");
    await until(() => hooked.count === 61);
    const updates = await hooked.readAll(61);
    assertEquals(sorted(textsIn(updates)), sorted([...said, "last"]));
    assertNotEquals(textsIn(updates).at(-1), "last");
    const ids = updates.map(({ update_id }) => update_id);
    assertEquals(ids, [...new Set(ids)].sort((left, right) => left - right));
    assertEquals(hooked.logged.filter((line) => line.includes("numbers its updates anew")), []);
  });

  test("has new secrets after a restart, and what came meanwhile", async () => {
    await using hooked = await HookedBotmux.start();
    await hooked.hooked();
    const before = await hooked.webhook();
    hooked.send(1, "before");
    await until(() => hooked.count === 1);
    await hooked.close();
    hooked.send(1, "meanwhile");
    hooked.send(2, "meanwhile too");
    await hooked.reopen();
    await until(() => hooked.count === 3);
    await hooked.hooked();
    assertNotEquals((await hooked.webhook()).url, before.url);
    assertEquals((await fetch(before.url, { method: "POST", body: "{}" })).status, 404);
    assertEquals(sorted(textsIn(await hooked.readAll(3))), ["before", "meanwhile", "meanwhile too"]);
    assertEquals(hooked.logged.filter((line) => line.includes("had a webhook")), []);
  });

  test("changes between webhook and polling under load, with nothing lost and nothing twice", async () => {
    await using hooked = await HookedBotmux.start({ ingress: "poll" });
    const { registry } = hooked.botmux;
    const said: string[] = [];
    let isOver = false;
    const talk = (async () => {
      while (!isOver) {
        for (let chat = 1; chat <= 5; chat++) {
          said.push(`line ${said.length}`);
          hooked.send(chat, said.at(-1)!);
        }
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    })();
    for (let round = 0; round < 4; round++) {
      await registry.updateBot(hooked.bot.id, { ingress: "webhook" });
      await hooked.hooked();
      const before = hooked.count;
      await until(() => hooked.count > before + 20);
      await registry.updateBot(hooked.bot.id, { ingress: "poll" });
      await until(async () => (await hooked.webhook()).url === "" && hooked.health?.state === "ok");
      const after = hooked.count;
      await until(() => hooked.count > after + 20);
      // A setWebhook within a second of the last would be refused.
      hooked.clock.leap(1_000);
    }
    isOver = true;
    await talk;
    await until(() => hooked.count >= said.length);
    const updates = await hooked.readAll(said.length);
    assertEquals(sorted(textsIn(updates)), sorted(said));
    assert(hooked.delivered.includes(200));
  });

  test("keeps its webhook when BotMux stops, and has none any more when it is removed", async () => {
    await using hooked = await HookedBotmux.start();
    await hooked.hooked();
    await hooked.close();
    assertNotEquals((await hooked.webhook()).url, "");
    await hooked.reopen();
    await hooked.hooked();
    await hooked.botmux.registry.removeBot(hooked.bot.id);
    await until(async () => (await hooked.webhook()).url === "");
  });

  test("is refused at startup without a public URL", async () => {
    await using hooked = await HookedBotmux.start({ ingress: "poll" });
    await hooked.botmux.registry.updateBot(hooked.bot.id, { ingress: "webhook" });
    await hooked.close();
    const error = await hooked.reopenWithoutUrl();
    assertMatch(error, /^Bot \d+ cannot receive by webhook without a public URL\. Set --public-url/);
  });

  test("leaves no trace of its secrets in the log", async () => {
    await using hooked = await HookedBotmux.start();
    await hooked.hooked();
    hooked.send(5, "one");
    await until(() => hooked.count === 1);
    const { url } = await hooked.webhook();
    const secret = url.slice(url.lastIndexOf("/") + 1);
    assert(hooked.logged.length > 0);
    assertEquals(
      hooked.logged.filter((line) => line.includes(secret) || line.includes(hooked.bot.token)),
      [],
    );
  });
});
