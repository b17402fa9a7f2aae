import { assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import { serveSandbox } from "../sandbox/serving.ts";
import { LeapingClock } from "../support/leaping_clock.ts";
import { ServedBotmux } from "../support/served_botmux.ts";
import { until } from "../support/until.ts";

/** A BotMux whose bot was polled well until upstream refused one poll. */
async function openRefused(status: number, description: string) {
  const served = await serveSandbox();
  const { sandbox, bot, user } = served;
  const clock = new LeapingClock();
  const botmux = await ServedBotmux.open({ upstream: served.url, bots: [bot.token], clock });
  botmux.start();
  await botmux.ready();
  sandbox.faults.add({ botId: bot.id, method: "getUpdates", times: 1, status, description });
  sandbox.speak({ from: user, bot: bot.id, text: "wakes the poll that waits" });
  const state = async () => {
    const { bots } = await (await fetch(`${botmux.url}/readyz`)).json() as { bots: { state: string }[] };
    return bots[0]?.state;
  };
  await until(async () => await state() === "refused");
  sandbox.speak({ from: user, bot: bot.id, text: "while it is refused" });
  return {
    clock,
    state,
    door: `${botmux.url}/bot${bot.token}`,
    received: async () =>
      (await (await fetch(`${botmux.url}/bot${bot.token}/getUpdates`)).json()).result.length,
    async [Symbol.asyncDispose]() {
      await botmux[Symbol.asyncDispose]();
      await served[Symbol.asyncDispose]();
    },
  };
}

describe("A bot whose poll was refused once", () => {
  for (const [status, description] of [[401, "Unauthorized"], [404, "Not Found"]] as const) {
    test(`with ${status} polls again at once when a call with its token succeeds`, async () => {
      await using setup = await openRefused(status, description);
      const response = await fetch(`${setup.door}/getMe`);
      assertEquals([response.status, (await response.json()).ok], [200, true]);
      await until(async () => await setup.state() === "ok");
      await until(async () => await setup.received() === 2);
    });

    test(`with ${status} polls again after 5 s`, async () => {
      await using setup = await openRefused(status, description);
      setup.clock.leap(5000);
      await until(async () => await setup.state() === "ok");
      await until(async () => await setup.received() === 2);
    });
  }

  test("waits on when a call with its token fails", async () => {
    await using setup = await openRefused(401, "Unauthorized");
    const response = await fetch(`${setup.door}/sendMessage`);
    assertEquals([response.status, (await response.json()).ok], [400, false]);
    assertEquals(await setup.state(), "refused");
  });
});
