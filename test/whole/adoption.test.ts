import { assert, assertEquals, assertMatch } from "@std/assert";
import { text } from "node:stream/consumers";
import { describe, test } from "node:test";
import { defaultConsumerName } from "../../src/registry/entities/consumer.ts";
import { createPushTarget } from "../support/records.ts";
import { listenOnLoopback } from "../support/loopback.ts";
import { until } from "../support/until.ts";
import { webhookInfo } from "./asking.ts";
import { HookedBotmux, type HookedOptions } from "./hooked_botmux.ts";

const url = "http://user:CanaryPassword@127.0.0.1:9/secret-path";
const webhook = { url, max_connections: 7, allowed_updates: ["message", "chat_member"], secret_token: "S" };

type Preparation = NonNullable<HookedOptions["prepare"]>;

/** Sets the bot's own webhook upstream, before BotMux meets it. */
const bringWebhook = (adoptable: object = webhook): Preparation => async (sandbox, { token }) => {
  const response = await sandbox.fetch(
    new Request(`http://sandbox/bot${token}/setWebhook`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(adoptable),
    }),
  );
  assertEquals(response.status, 200);
};

function defaultConsumer({ botmux, bot }: HookedBotmux) {
  return botmux.registry.consumerByName(bot.id, defaultConsumerName);
}

/** Resolves when the bot has been introduced and receives. */
async function ready(hooked: HookedBotmux): Promise<void> {
  await until(() => hooked.botmux.registry.bot(hooked.bot.id)?.username !== "");
  await until(() => hooked.health?.state === "ok");
}

describe("a bot that had a webhook when it was added", () => {
  for (const ingress of ["poll", "webhook"] as const) {
    test(`has its default consumer push there, with ingress ${ingress}`, async () => {
      await using hooked = await HookedBotmux.start({ ingress, prepare: bringWebhook() });
      await ready(hooked);
      const { mode, push } = defaultConsumer(hooked)!;
      assertEquals([mode, push?.urls, push?.maxConnections, push?.secretToken], [
        "push",
        [url],
        7,
        undefined,
      ]);
      const info = await webhookInfo(hooked.door);
      assertEquals([info.url, info.max_connections, info.allowed_updates], [
        url,
        7,
        webhook.allowed_updates,
      ]);
      assertEquals(hooked.botmux.registry.bot(hooked.bot.id)?.previousWebhookUrl, url);
      await until(async () => (await hooked.webhook()).url !== url);
    });

    test(`keeps serving its program, with ingress ${ingress}`, async () => {
      const received: string[] = [];
      await using backend = await listenOnLoopback(async (request, response) => {
        received.push(JSON.parse(await text(request)).message.text);
        response.end();
      });
      await using hooked = await HookedBotmux.start({
        ingress,
        prepare: bringWebhook({ ...webhook, url: backend.url, allowed_updates: [] }),
      });
      await ready(hooked);
      await until(async () => (await hooked.webhook()).url !== backend.url);
      hooked.send(5, "one", "two");
      await until(() => received.length >= 2);
      assertEquals(received, ["one", "two"]);
    });
  }

  test("the owner is told once what cannot be read back, without the URL", async () => {
    await using hooked = await HookedBotmux.start({ ingress: "poll", prepare: bringWebhook() });
    await ready(hooked);
    const lines = hooked.logged.filter((line) => line.includes("pushing to its URL"));
    assertEquals(lines.length, 1);
    assertMatch(
      lines[0]!,
      /if it had a secret token, call setWebhook through BotMux/,
    );
    assert(!hooked.logged.some((line) => line.includes("secret-path") || line.includes("CanaryPassword")));
  });

  test("is adopted once: later changes by its program stay", async () => {
    await using hooked = await HookedBotmux.start({ ingress: "poll", prepare: bringWebhook() });
    await ready(hooked);
    await fetch(`${hooked.door}/deleteWebhook`);
    hooked.clock.leap(1_000);
    await hooked.callUpstream("setWebhook", { url: "http://127.0.0.1:9/later" });
    await until(() => hooked.logged.some((line) => line.includes("bot had a webhook, removed it")));
    assertEquals(defaultConsumer(hooked)?.mode, "poll");
    assertEquals(hooked.botmux.registry.bot(hooked.bot.id)?.previousWebhookUrl, "http://127.0.0.1:9/later");
    await hooked.close();
    await until(async () => (await hooked.webhook()).url === "");
    hooked.clock.leap(1_000);
    await hooked.callUpstream("setWebhook", { url: "http://127.0.0.1:9/last" });
    await hooked.reopen();
    await until(async () => (await hooked.webhook()).url === "");
    assertEquals(defaultConsumer(hooked)?.mode, "poll");
  });

  test("nothing is taken over when its default consumer pushes elsewhere already", async () => {
    const push = createPushTarget({ urls: ["http://127.0.0.1:9/mine"] });
    await using hooked = await HookedBotmux.start({
      ingress: "poll",
      prepare: bringWebhook(),
      configure: (registry, botId) =>
        registry.updateConsumer(registry.consumerByName(botId, defaultConsumerName)!.id, {
          mode: "push",
          push,
        }),
    });
    await ready(hooked);
    assertEquals(defaultConsumer(hooked)?.push, push);
    assertEquals(hooked.botmux.registry.bot(hooked.bot.id)?.previousWebhookUrl, url);
  });

  test("nothing is taken over from a webhook of BotMux's own", async () => {
    const own = `http://127.0.0.1:9/hook/${"h".repeat(43)}`;
    await using hooked = await HookedBotmux.start({
      ingress: "poll",
      async prepare(sandbox, { token }) {
        await sandbox.fetch(
          new Request(`http://sandbox/bot${token}/setWebhook?url=${encodeURIComponent(own)}`),
        );
      },
    });
    await ready(hooked);
    assertEquals(defaultConsumer(hooked)?.mode, "poll");
    assertEquals(hooked.botmux.registry.bot(hooked.bot.id)?.previousWebhookUrl, undefined);
    assertEquals((await hooked.webhook()).url, "");
  });
});
