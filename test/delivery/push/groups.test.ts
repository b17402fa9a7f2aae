import { assert, assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import { startBackend } from "../../support/backend.ts";
import { messageIn } from "../../support/journal_setup.ts";
import { openPush, type PushSetup } from "../../support/push_setup.ts";

const first = 500_000;

/** One message in each of so many chats. */
function messages(count: number, from = first) {
  return Array.from({ length: count }, (_, index) => messageIn(from + index, { chat: index + 1 }));
}

/** Lets time pass, less than a minute, until no more than `most` updates wait. */
async function advanceUntilLeft(setup: PushSetup, most: number): Promise<void> {
  for (let step = 0; step < 20 && await setup.pending() > most; step++) await setup.advance(2000);
  assert(await setup.pending() <= most, `${await setup.pending()} updates wait`);
}

describe("A group of URLs", () => {
  test("with one that is dead delivers everything to the other", async () => {
    await using dead = await startBackend();
    await using well = await startBackend();
    dead.answer = () => "cut";
    await using setup = await openPush([dead.url, well.url]);
    await setup.receive(...messages(100));
    await advanceUntilLeft(setup, 0);
    assertEquals(new Set(well.ids).size, 100);
  });

  test("that were all dead goes on with the first one that is back, whoever was preferred", async () => {
    await using dead = await startBackend();
    await using back = await startBackend();
    for (const backend of [dead, back]) backend.answer = () => 503;
    await using setup = await openPush([dead.url, back.url]);
    await setup.receive(...messages(100));
    const isPaused = () => setup.delivery.pushReport(1)?.targets.every((target) => target.isPaused);
    await setup.until(() => isPaused() === true);
    await setup.quiet();
    assertEquals(dead.open + back.open, 0);
    dead.answer = () => "hang";
    back.answer = () => 200;
    // The dead one may hold on to the one update that it is probed with.
    await advanceUntilLeft(setup, 1);
  });

  test("gives a chat back to its own URL when that is well again", async () => {
    await using left = await startBackend();
    await using right = await startBackend();
    await using setup = await openPush([left.url, right.url]);
    await setup.receive(...messages(20));
    await setup.until(async () => await setup.pending() === 0);
    const before = left.ids.map((id) => id - first);
    left.answer = () => "cut";
    await setup.receive(...messages(20, first + 20));
    await advanceUntilLeft(setup, 0);
    left.answer = () => 200;
    await setup.advance(2000);
    // The probe.
    await setup.receive(messageIn(first + 40, { chat: before[0]! + 1 }));
    await advanceUntilLeft(setup, 0);
    left.ids.length = 0;
    await setup.receive(...messages(20, first + 41));
    await setup.until(async () => await setup.pending() === 0);
    assertEquals(left.ids.map((id) => id - first - 41).sort(), before.sort());
  });
});
