import { assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import { serveSandbox } from "../sandbox/serving.ts";
import { ServedBotmux } from "../support/served_botmux.ts";
import { until } from "../support/until.ts";
import { webhookInfo } from "./asking.ts";

/** Numbers in [0, 1) that are the same in every run (mulberry32). */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const limits = [
  "",
  "&limit=1",
  "&limit=3",
  "&limit=100",
  "&limit=0",
  "&limit=abc",
  "&limit=1000",
  "&limit=-1",
];

describe("offset and limit of getUpdates", () => {
  test("do to an exclusive consumer what they do to the official server, in 300 calls of every sort", async () => {
    // The sandbox answers by the official rules; one is behind BotMux, the other is asked directly.
    await using served = await serveSandbox();
    await using reference = await serveSandbox();
    const { bot } = served;
    const twin = reference.sandbox.addBot({
      token: bot.token.replace(/^\d+/, "77001"),
      username: "twin_bot",
      name: "T",
    });
    const firstId = 500_000;
    served.sandbox.faults.restartIds(bot.id, firstId);
    reference.sandbox.faults.restartIds(twin.id, firstId);
    await using botmux = await ServedBotmux.open({ upstream: served.url, bots: [bot.token] });
    for (const name of ["tried", "witness"]) {
      await botmux.botmux.registry.addConsumer(bot.id, { name, start: "all" });
    }
    botmux.start();
    const tried = `${botmux.url}/tgapi/c/tried/bot${bot.token}`;
    const random = createRandom(20_260_507);
    const pick = (count: number) => Math.floor(random() * count);
    let tail = firstId;
    const publish = async () => {
      for (let count = pick(6); count > 0; count--, tail++) {
        const update = { message: { message_id: tail, text: `update ${tail}` } };
        served.sandbox.inject(bot.id, update);
        reference.sandbox.inject(twin.id, update);
      }
      const kept = tail - firstId;
      const witness = `${botmux.url}/tgapi/c/witness/bot${bot.token}`;
      await until(async () => (await webhookInfo(witness)).pending_update_count === kept);
    };
    const offsets = [
      () => 0,
      () => -1 - pick(4),
      () => tail - pick(5),
      () => tail - pick(5),
      () => tail - pick(20),
      () => tail + 1 + pick(10),
      () => tail + 11 + pick(100),
      () => 2_000_000_000 + pick(2),
      () => tail - 100_000 - pick(100),
      () => 1 + pick(9),
    ];
    let previous: number | undefined;
    for (let round = 0; round < 300; round++) {
      if (random() < 0.4) await publish();
      let offset = offsets[pick(offsets.length)]!();
      // The same offset soon again is made to wait, by both.
      while (offset === previous) offset = offset === 0 ? -9 : offset - 1;
      previous = offset;
      const query = `getUpdates?offset=${offset}${limits[pick(limits.length)]}`;
      const expected = await (await fetch(`${reference.url}/bot${twin.token}/${query}`)).text();
      assertEquals(
        await (await fetch(`${tried}/${query}`)).text(),
        expected,
        `round ${round}, ${query}, next ${tail}`,
      );
    }
  });
});
