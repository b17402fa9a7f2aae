import { assert, assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import type { Fault } from "../../src/sandbox/faults.ts";
import { CrashSetup } from "../support/crash_setup.ts";
import { createRandom } from "../support/random.ts";

const perSecond = 1000;
const kills = 50;
/** This share of the lives may end before BotMux even listens. */
const earlyShare = 0.3;
const maxLifeMs = 700;

describe("kill -9", () => {
  test("50 times at random moments under 1,000 updates/s loses nothing, repeats nothing confirmed, and archives all once", async () => {
    const seed = Date.now() % 1_000_000;
    const random = createRandom(seed);
    await using setup = await CrashSetup.open();
    const stop = new AbortController();
    const flow = setup.botmux.flow(perSecond, stop.signal);
    let fruitful = 0;
    for (let count = 0; count < kills; count++) {
      const before = setup.delivered;
      setup.botmux.spawn();
      if (random() > earlyShare) await setup.botmux.listening();
      await new Promise((resolve) => setTimeout(resolve, random() * maxLifeMs));
      await setup.botmux.kill();
      if (setup.delivered > before) fruitful++;
    }
    setup.botmux.spawn();
    await setup.botmux.listening();
    stop.abort();
    await flow;
    await setup.check(`seed ${seed}`);
    assert(fruitful > kills / 3, `Only ${fruitful} of ${kills} lives delivered anything`);
    assert(setup.readers.at(-1)!.repeats > 0, "The forgetful reader was never in trouble");
    assertEquals(
      await setup.botmux.archived(),
      setup.botmux.sent.map(({ id }) => id),
      `archived, seed ${seed}`,
    );
  });

  test("right after an answer, three times in a row, repeats nothing that the answered calls confirmed", async () => {
    await using setup = await CrashSetup.open();
    const stop = new AbortController();
    const flow = setup.botmux.flow(perSecond, stop.signal);
    const forgetful = setup.readers.at(-1)!;
    // The later lives end before what the first one may have lost is confirmed once more.
    for (const answers of Array.from({ length: 5 }, () => [40, 1, 2]).flat()) {
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
    const flow = setup.botmux.flow(perSecond, stop.signal);
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
