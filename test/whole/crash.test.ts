import { assert, assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import type { Fault } from "../../src/sandbox/faults.ts";
import { CrashSetup } from "../support/crash_setup.ts";
import { livesInThisRun, livesOf, planLives } from "../support/life_plan.ts";
import { createRandom } from "../support/random.ts";
import { until } from "../support/until.ts";

const perSecond = 1000;
/**
 * Half of them end once every reader was given something, and of those some right after an answer. With the life that
 * measures how long a start takes, CI has fifty.
 */
const lives = livesOf({ spawned: 12, listening: 12, delivered: 12, answered: 13 });
const maxRestMs = 700;

describe("kill -9", () => {
  test("at random moments under 1,000 updates/s loses nothing, repeats nothing confirmed, and archives each update once", async () => {
    const seed = Date.now() % 1_000_000;
    const random = createRandom(seed);
    await using setup = await CrashSetup.open();
    const { botmux } = setup;
    const forgetful = setup.readers.at(-1)!;
    const stop = new AbortController();
    const flow = setup.flow(perSecond, stop.signal);
    const startMs = await botmux.measureStart();
    await botmux.kill();
    for (const milestone of planLives(lives, random)) {
      const before = setup.delivered;
      botmux.spawn();
      if (milestone !== "spawned") await botmux.listening();
      if (milestone === "delivered" || milestone === "answered") await until(() => setup.delivered > before);
      const restMs = random() * (milestone === "spawned" ? startMs : maxRestMs);
      await new Promise((resolve) => setTimeout(resolve, restMs));
      if (milestone === "answered") await forgetful.answered(1);
      await botmux.kill();
    }
    botmux.spawn();
    await botmux.listening();
    stop.abort();
    await flow;
    await setup.check(`seed ${seed}`);
    assert(forgetful.repeats > 0, "The forgetful reader was never in trouble");
    assertEquals(await botmux.archived(), botmux.sent.map(({ id }) => id), `archived, seed ${seed}`);
  });

  test("right after an answer, three times in a row, repeats nothing that the answered calls confirmed", async () => {
    await using setup = await CrashSetup.open();
    const stop = new AbortController();
    const flow = setup.flow(perSecond, stop.signal);
    const forgetful = setup.readers.at(-1)!;
    // The later lives end before what the first one may have lost is confirmed once more.
    for (const answers of Array.from({ length: livesInThisRun(5) }, () => [40, 1, 2]).flat()) {
      const answered = forgetful.answered(answers);
      setup.botmux.spawn();
      await answered;
      await setup.botmux.kill();
    }
    setup.botmux.spawn();
    await setup.botmux.listening();
    stop.abort();
    await flow;
    await setup.check("after the last life");
  });
});

describe("upstream that cuts connections and answers", () => {
  const faults: readonly Fault[] = [
    { drop: "before" },
    { drop: "after" },
    { cutAfterBytes: 0 },
    { cutAfterBytes: 400 },
    { truncateToBytes: 1 },
    { truncateToBytes: 300 },
    { truncateToBytes: 20 },
    { status: 500 },
    { status: 409, description: "Conflict: terminated by other getUpdates request" },
  ];

  test("under 1,000 updates/s loses nothing and repeats nothing", async () => {
    await using setup = await CrashSetup.open();
    setup.botmux.spawn();
    await setup.botmux.listening();
    const stop = new AbortController();
    const flow = setup.flow(perSecond, stop.signal);
    for (const fault of faults) {
      await setup.botmux.inState("ok");
      setup.botmux.spoilOnePoll(fault);
      await setup.botmux.inState("status" in fault && fault.status === 409 ? "conflict" : "unreachable");
    }
    stop.abort();
    await flow;
    await setup.check("after all faults");
    await setup.botmux.inState("ok");
  });
});
