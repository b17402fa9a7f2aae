import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { describe, test } from "node:test";
import { serveSandbox } from "../sandbox/serving.ts";
import { LeapingClock } from "../support/leaping_clock.ts";
import { ServedBotmux } from "../support/served_botmux.ts";
import { until } from "../support/until.ts";

interface Ready {
  readonly code: number;
  readonly text: string;
  readonly status: string;
  readonly bots: readonly {
    readonly id: number;
    readonly username: string;
    readonly state: string;
    readonly why: string;
    readonly last_success: string | null;
  }[];
}

async function readyz(url: string): Promise<Ready> {
  const response = await fetch(`${url}/readyz`);
  const text = await response.text();
  return { code: response.status, text, ...JSON.parse(text) };
}

describe("/readyz", () => {
  test("answers 200 without any bot", async () => {
    await using botmux = await ServedBotmux.open({ upstream: "http://127.0.0.1:9" });
    const { code, status, bots } = await readyz(botmux.url);
    assertEquals([code, status, bots], [200, "ready", []]);
  });

  test("answers 503 until a bot was polled, then 200 with the last round-trip time", async () => {
    await using served = await serveSandbox();
    const { sandbox, bot, user } = served;
    await using botmux = await ServedBotmux.open({ upstream: served.url, bots: [bot.token] });
    const before = await readyz(botmux.url);
    assertEquals([before.code, before.status, before.bots[0]?.state], [503, "not ready", "starting"]);
    assertEquals(before.bots[0]?.last_success, null);
    botmux.start();
    sandbox.speak({ from: user, bot: bot.id, text: "hello" });
    await until(async () => (await readyz(botmux.url)).code === 200);
    const { status, bots } = await readyz(botmux.url);
    assertEquals([status, bots.length, bots[0]?.id, bots[0]?.username], ["ready", 1, bot.id, "tried_bot"]);
    assertEquals([bots[0]?.state, bots[0]?.why], ["ok", ""]);
    assertMatch(bots[0]?.last_success ?? "", /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  });

  test("answers 503 when a token is revoked, names the bot, and reveals no token", async () => {
    await using served = await serveSandbox();
    const { sandbox, bot, user } = served;
    const other = sandbox.addBot({ username: "other_bot", name: "Other" });
    const clock = new LeapingClock();
    const bots = [bot.token, other.token];
    await using botmux = await ServedBotmux.open({ upstream: served.url, bots, clock });
    botmux.start();
    for (const { id } of [bot, other]) sandbox.speak({ from: user, bot: id, text: "hello" });
    await until(async () => (await readyz(botmux.url)).code === 200);
    sandbox.faults.revoke(bot.id);
    await until(async () => {
      clock.leap(5000);
      return (await readyz(botmux.url)).bots[0]?.state === "revoked";
    });
    const { code, bots: told, text } = await readyz(botmux.url);
    assertEquals(code, 503);
    // The other's poll, whose time the leaps are over, was cut off.
    assertEquals(told.map(({ id, state }) => [id, state === "revoked"]), [[bot.id, true], [other.id, false]]);
    assertStringIncludes(told[0]!.why, "@BotFather");
    for (const { token } of [bot, other]) assert(!text.includes(token.slice(token.indexOf(":") + 1)));
  });

  test("names another program that polls the bot", async () => {
    await using served = await serveSandbox();
    const { sandbox, bot } = served;
    const conflict =
      "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running";
    sandbox.faults.add({ method: "getUpdates", status: 409, description: conflict });
    await using botmux = await ServedBotmux.open({ upstream: served.url, bots: [bot.token] });
    botmux.start();
    await until(async () => (await readyz(botmux.url)).bots[0]?.state === "conflict");
    assertMatch((await readyz(botmux.url)).bots[0]?.why ?? "", /another program|other program/i);
  });

  test("names the upstream that cannot be reached", async () => {
    const token = `4242:${"A".repeat(35)}`;
    await using botmux = await ServedBotmux.open({ upstream: "http://127.0.0.1:9", bots: [token] });
    botmux.start();
    await until(async () => (await readyz(botmux.url)).bots[0]?.state === "unreachable");
    assertStringIncludes((await readyz(botmux.url)).bots[0]?.why ?? "", "127.0.0.1:9");
  });
});
