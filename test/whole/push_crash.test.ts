import { assert, assertEquals } from "@std/assert";
import { join } from "node:path";
import { describe, test } from "node:test";
import { PushCrashSetup } from "../support/push_crash_setup.ts";
import { createRandom } from "../support/random.ts";
import { smallDisks } from "../support/small_disk.ts";

const perSecond = 500;
const kills = 50;
/** This share of the lives may end before BotMux even listens. */
const earlyShare = 0.3;
const maxLifeMs = 400;
/** Of each of so many lives that end in peace. */
const peacefulLifeMs = 1000;
const peacefulLives = 5;

const randomDelay = (limitMs: number, random: () => number) =>
  new Promise((resolve) => setTimeout(resolve, random() * limitMs));

describe("Pushing, with kill -9", () => {
  test("50 times at random moments under 500 updates/s, loses nothing and repeats nothing confirmed", async () => {
    const seed = Date.now() % 1_000_000;
    const random = createRandom(seed);
    await using setup = await PushCrashSetup.open();
    const { botmux } = setup;
    const stop = new AbortController();
    const flow = setup.flow(perSecond, stop.signal);
    let fruitful = 0;
    for (let count = 0; count < kills; count++) {
      const before = setup.delivered;
      botmux.spawn();
      if (random() > earlyShare) await botmux.listening();
      await randomDelay(maxLifeMs, random);
      await setup.kill();
      if (setup.delivered > before) fruitful++;
    }
    botmux.spawn();
    await botmux.listening();
    stop.abort();
    await flow;
    await setup.check(`seed ${seed}`);
    assert(fruitful > 0, `None of ${kills} lives delivered anything`);
    assert(setup.repeats > 0, "Nothing was ever under way at a kill");
  });
});

describe("Pushing, with SIGTERM", () => {
  test("under 500 updates/s lets what is under way end, and repeats nothing", async () => {
    const seed = Date.now() % 1_000_000;
    const random = createRandom(seed);
    await using setup = await PushCrashSetup.open();
    const { botmux } = setup;
    const stop = new AbortController();
    const flow = setup.flow(perSecond, stop.signal);
    for (let count = 0; count < peacefulLives; count++) {
      botmux.spawn();
      await botmux.listening();
      await randomDelay(peacefulLifeMs, random);
      assertEquals(await botmux.terminate(), 0);
    }
    botmux.spawn();
    await botmux.listening();
    stop.abort();
    await flow;
    await setup.check(`seed ${seed}`);
    assertEquals(setup.repeats, 0);
  });
});

for (const kind of smallDisks) {
  const { name, skip, through } = kind;
  test(`Pushing goes on from where it was after ${name} and a kill -9`, { skip }, async () => {
    using disk = kind.open();
    await using setup = await PushCrashSetup.open({ dataDir: join(disk.path, "data"), through });
    const { botmux } = setup;
    botmux.spawn();
    await botmux.listening();
    botmux.send(50);
    await setup.check("before the disk is full");
    disk.fill(botmux.pid);
    botmux.send(200, 20_000);
    await botmux.inState("disk");
    await setup.kill();
    disk.free();
    botmux.spawn();
    await setup.check(name);
  });
}
