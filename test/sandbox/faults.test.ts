import { describe, test } from "node:test";
import { assert, assertEquals, assertRejects } from "@std/assert";
import { settle } from "../support/manual_clock.ts";
import { call, createScene, result } from "./calling.ts";
import { until } from "../support/until.ts";
import { serveSandbox } from "./serving.ts";

describe("faults of the sandbox", () => {
  test("refuse the given method the given number of times", async () => {
    const { sandbox, bot } = createScene();
    sandbox.faults.add({ method: "GETME", status: 500, times: 2 });
    const codes = [];
    for (let count = 0; count < 3; count++) codes.push((await call(sandbox, bot, "getMe")).error_code);
    assertEquals(codes, [500, 500, undefined]);
    const switchOff = sandbox.faults.add({ retryAfterSec: 7 });
    assertEquals((await call(sandbox, bot, "getMe")).parameters, { retry_after: 7 });
    switchOff();
    assert((await call(sandbox, bot, "getMe")).ok);
  });

  test("delay a call, which then continues", async () => {
    const { sandbox, bot, clock } = createScene();
    sandbox.faults.add({ delayMs: 500 });
    let isAnswered = false;
    const answer = call(sandbox, bot, "getMe").then(() => isAnswered = true);
    await clock.advance(499);
    assertEquals(isAnswered, false);
    await clock.advance(1);
    await answer;
  });

  test("revoke a token, to the call that waits as well, and give it back", async () => {
    const { sandbox, bot } = createScene();
    const parked = call(sandbox, bot, "getUpdates", { timeout: 50 });
    await settle();
    sandbox.faults.revoke(bot.id);
    assertEquals((await parked).error_code, 401);
    assertEquals((await call(sandbox, bot, "getMe")).description, "Unauthorized");
    sandbox.faults.restore(bot.id);
    assert((await call(sandbox, bot, "getMe")).ok);
  });

  test("restart update IDs elsewhere, with or without pending updates", async () => {
    const { sandbox, bot } = createScene();
    for (const number of [1, 2]) sandbox.inject(bot.id, { message: { number } });
    sandbox.faults.restartIds(bot.id, 1_500_000_000);
    sandbox.inject(bot.id, { message: { number: 3 } });
    let offset = -100;
    const ids = async () =>
      (await result(sandbox, bot, "getUpdates", { offset: offset-- })).map((update: { update_id: number }) =>
        update.update_id
      );
    assertEquals(await ids(), [1_500_000_000, 1_500_000_001, 1_500_000_002]);
    sandbox.faults.restartIds(bot.id, 117, "drop");
    assertEquals(await ids(), []);
    assertEquals(sandbox.inject(bot.id, { message: {} }), 117);
  });

  test("drop connections before and after the call, and cut or shorten responses", async () => {
    await using served = await serveSandbox();
    const { sandbox, bot, user, url } = served;
    sandbox.speak({ from: user, bot: bot.id, text: "/start" });
    const send = async (text: string) => {
      const response = await fetch(`${url}/bot${bot.token}/sendMessage?chat_id=${user}&text=${text}`);
      return await response.text();
    };
    const said = () => sandbox.history({ bot: bot.id, user }).map(({ text }) => text);
    sandbox.faults.add({ drop: "before", times: 1 });
    await assertRejects(() => send("one"));
    assertEquals(said(), ["/start"]);
    sandbox.faults.add({ drop: "after", times: 1 });
    await assertRejects(() => send("two"));
    assertEquals(said(), ["/start", "two"]);
    sandbox.faults.add({ cutAfterBytes: 20, times: 1 });
    await assertRejects(() => send("three"));
    sandbox.faults.add({ truncateToBytes: 20, times: 1 });
    assertEquals((await send("four")).length, 20);
    assertEquals(said(), ["/start", "two", "three", "four"]);
  });

  test("hang until the caller gives up", async () => {
    await using served = await serveSandbox();
    const { sandbox, bot, url } = served;
    sandbox.faults.add({ hang: true, times: 1 });
    const giveUp = new AbortController();
    let isOver = false;
    const hanging = fetch(`${url}/bot${bot.token}/getMe`, { signal: giveUp.signal }).catch(() =>
      isOver = true
    );
    await until(async () => (await fetch(`${url}/bot${bot.token}/getMe`)).ok);
    assertEquals(isOver, false);
    giveUp.abort();
    await hanging;
    assertEquals(isOver, true);
  });
});
