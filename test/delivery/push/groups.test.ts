import { assert, assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import { targetOrder } from "../../../src/delivery/push/target_order.ts";
import { startBackend } from "../../support/backend.ts";
import { messageIn } from "../../support/journal_setup.ts";
import { openPush, type PushSetup } from "../../support/push_setup.ts";

const first = 500_000;
const chats = 40;

/** One message in each of the chats, `round` numbering them on. */
function oneEach(round: number) {
  return Array.from(
    { length: chats },
    (_, chat) => messageIn(first + round * chats + chat, { chat: chat + 1 }),
  );
}

/** The chat of a message made by {@linkcode oneEach}. */
const chatOf = (id: number) => (id - first) % chats;

/** Lets time pass, less than a minute, until no more than `most` updates wait. */
async function advanceUntilLeft(setup: PushSetup, max: number): Promise<void> {
  for (let step = 0; step < 20 && await setup.pending() > max; step++) await setup.advance(2000);
  assert(await setup.pending() <= max, `${await setup.pending()} updates wait`);
}

describe("targetOrder()", () => {
  const urls = ["http://a/", "http://b/", "http://c/"];
  const owners = Array.from({ length: 3000 }, (_, index) => String(index));

  test("spreads chats evenly over the URLs", () => {
    const counts = [0, 0, 0];
    for (const owner of owners) counts[targetOrder(owner, urls)[0]!]!++;
    for (const count of counts) assert(count > 800 && count < 1200, counts.join());
  });

  test("moves only the chats of a URL that is gone", () => {
    const rest = urls.slice(0, 2);
    for (const owner of owners) {
      const before = urls[targetOrder(owner, urls)[0]!];
      const after = rest[targetOrder(owner, rest)[0]!];
      assert(before === "http://c/" || before === after);
    }
  });
});

describe("A group of URLs", () => {
  test("shares the chats, each chat always at the same URL", async () => {
    await using left = await startBackend();
    await using right = await startBackend();
    await using setup = await openPush([left.url, right.url]);
    for (let round = 0; round < 3; round++) {
      await setup.receive(...oneEach(round));
      await setup.until(() => left.ids.length + right.ids.length === chats * (round + 1));
    }
    const [ofLeft, ofRight] = [new Set(left.ids.map(chatOf)), new Set(right.ids.map(chatOf))];
    assert(ofLeft.size > 5 && ofRight.size > 5);
    assertEquals([...ofLeft].filter((chat) => ofRight.has(chat)), []);
  });

  test("moves the chats of an unreachable URL to the others, and back once it recovers", async () => {
    await using left = await startBackend();
    await using right = await startBackend();
    await using setup = await openPush([left.url, right.url]);
    await setup.receive(...oneEach(0));
    await setup.until(() => left.ids.length + right.ids.length === chats);
    const own = new Set(left.ids.map(chatOf));
    left.answer = () => "cut";
    await setup.receive(...oneEach(1));
    await setup.advance(8000);
    await setup.until(async () => await setup.pending() === 0);
    const moved = right.ids.map(chatOf);
    for (const chat of own) assert(moved.includes(chat), `chat ${chat} did not move`);
    left.answer = () => 200;
    // The next probes find it alive.
    for (let round = 2; round < 5; round++) {
      await setup.receive(...oneEach(round));
      await setup.advance(2000);
    }
    await setup.until(async () => await setup.pending() === 0);
    const before = right.ids.length;
    await setup.receive(...oneEach(5));
    await setup.until(async () => await setup.pending() === 0);
    assertEquals(right.ids.slice(before).map(chatOf).filter((chat) => own.has(chat)), []);
  });

  test("that were all unreachable continues with the first one that recovers", async () => {
    await using dead = await startBackend();
    await using back = await startBackend();
    for (const backend of [dead, back]) backend.answer = () => 503;
    await using setup = await openPush([dead.url, back.url]);
    await setup.receive(...oneEach(0));
    const isPaused = () => setup.delivery.pushReport(1)?.targets.every((target) => target.isPaused);
    await setup.until(() => isPaused() === true);
    await setup.quiet();
    assertEquals(dead.open + back.open, 0);
    dead.answer = () => "hang";
    back.answer = () => 200;
    // The dead one may hold on to the one update that it is probed with.
    await advanceUntilLeft(setup, 1);
  });

  test("keeps the order of each chat while they move", async () => {
    await using left = await startBackend();
    await using right = await startBackend();
    await using setup = await openPush([left.url, right.url]);
    const taken: number[] = [];
    for (const backend of [left, right]) {
      let count = 0;
      backend.answer = ({ updateId }) => {
        // One of them breaks down now and then.
        if (backend === left && count++ % 9 > 4) return "cut";
        taken.push(updateId);
        return 200;
      };
    }
    for (let round = 0; round < 6; round++) {
      await setup.receive(...oneEach(round));
      await setup.advance(4000);
    }
    await setup.finish();
    for (let chat = 0; chat < chats; chat++) {
      const ids = taken.filter((id) => chatOf(id) === chat);
      assertEquals(ids, ids.toSorted((a, b) => a - b), `chat ${chat}`);
      assertEquals(new Set(ids).size, 6);
    }
  });
});

describe("A URL that cannot be reached", () => {
  test("is probed with one request at a time, and gets everything once it recovers", async () => {
    await using backend = await startBackend();
    backend.answer = () => "cut";
    await using setup = await openPush([backend.url]);
    await setup.receive(...oneEach(0));
    await setup.advance(14_000);
    await setup.until(() => setup.delivery.pushReport(1)?.targets[0]?.isPaused === true);
    const before = backend.ids.length;
    await setup.advance(20_000);
    const probes = backend.ids.length - before;
    assert(probes >= 1 && probes <= 11, `${probes} probes in 20 s`);
    backend.answer = () => 200;
    await setup.receive(...oneEach(1));
    await setup.advance(2000);
    await setup.until(() => setup.delivery.pushReport(1)?.targets[0]?.isPaused === false);
    await setup.finish();
  });

  test("is not paused because it refuses the updates of one chat", async () => {
    await using backend = await startBackend();
    backend.answer = () => 500;
    await using setup = await openPush([backend.url]);
    await setup.receive(...oneEach(0));
    for (let wait = 0; wait < 6; wait++) await setup.advance(10_000);
    assertEquals(setup.delivery.pushReport(1)?.targets[0]?.isPaused, false);
  });
});
