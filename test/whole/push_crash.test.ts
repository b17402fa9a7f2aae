import { assert, assertEquals } from "@std/assert";
import { join } from "node:path";
import { describe, test } from "node:test";
import { livesInThisRun, livesOf, planLives } from "../support/life_plan.ts";
import { PushCrashSetup } from "../support/push_crash_setup.ts";
import { createRandom } from "../support/random.ts";
import { smallDisks } from "../support/small_disk.ts";
import { until } from "../support/until.ts";
import { titleWithReason } from "../support/skip_reason.ts";

const perSecond = 500;
/** Some end once every consumer took something. With the one that measures a start, CI has fifty. */
const lives = livesOf({ spawned: 15, listening: 14, delivered: 20 });
const maxRestMs = 400;
/** Of each of so many lives that end in peace. */
const peacefulLifeMs = 1000;
const peacefulLives = livesInThisRun(16);

const randomDelay = (limitMs: number, random: () => number) =>
  new Promise((resolve) => setTimeout(resolve, random() * limitMs));

describe("Pushing, with kill -9", () => {
  test("again and again at random moments under 500 updates/s, loses nothing and repeats nothing confirmed", async () => {
    const seed = Date.now() % 1_000_000;
    const random = createRandom(seed);
    await using setup = await PushCrashSetup.open();
    const { botmux } = setup;
    const stop = new AbortController();
    const flow = setup.flow(perSecond, stop.signal);
    const startMs = await botmux.measureStart();
    await setup.kill();
    for (const milestone of planLives(lives, random)) {
      const before = setup.delivered;
      botmux.spawn();
      if (milestone !== "spawned") await botmux.listening();
      if (milestone === "delivered") await until(() => setup.delivered > before);
      await randomDelay(milestone === "spawned" ? startMs : maxRestMs, random);
      await setup.kill();
    }
    botmux.spawn();
    await botmux.listening();
    stop.abort();
    await flow;
    await setup.check(`seed ${seed}`);
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
  const title = titleWithReason(`Pushing goes on from where it was after ${name} and a kill -9`, skip);
  test(title, { skip }, async () => {
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
