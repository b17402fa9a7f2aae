import { text } from "node:stream/consumers";
import { describe, test } from "node:test";
import { assertEquals } from "@std/assert";
import { listenOnLoopback } from "../support/loopback.ts";
import { until } from "../support/until.ts";
import { ask, webhookInfo } from "./asking.ts";
import { openBotmux } from "./bot_api_servers.ts";

describe("a webhook that was just set", () => {
  test("gets what waits once, though its backend takes its time", async () => {
    const delivered: number[] = [];
    const held: (() => void)[] = [];
    let isPatient = true;
    await using backend = await listenOnLoopback(async (request, response) => {
      // An Update of the Bot API.
      const { update_id } = JSON.parse(await text(request)) as { readonly update_id: number };
      delivered.push(update_id);
      const finish = () => response.end();
      if (isPatient) held.push(finish);
      else finish();
    });
    await using server = await openBotmux();
    const { sandbox, bot, user } = server.served;
    for (const line of ["one", "two", "three"]) sandbox.speak({ from: user, bot: bot.id, text: line });
    const base = `${(await server.address()).url}/bot${bot.token}`;
    await until(async () => (await webhookInfo(base)).pending_update_count === 3);
    await ask(`${base}/setWebhook?url=${encodeURIComponent(backend.url)}`);
    await until(() => held.length > 0);
    // Whatever else begins with the webhook has its time.
    await new Promise((resolve) => setTimeout(resolve, 100));
    isPatient = false;
    for (const finish of held) finish();
    await until(async () => (await webhookInfo(base)).pending_update_count === 0);
    assertEquals(delivered, [...new Set(delivered)]);
  });
});
