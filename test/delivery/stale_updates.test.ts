import { assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import { startBackend } from "../support/backend.ts";
import { messageIn } from "../support/journal_setup.ts";
import { openPollDoor, type PollSetup } from "../support/poll_setup.ts";
import { openPush } from "../support/push_setup.ts";

const first = 500_000;
const ids = (...offsets: number[]) => offsets.map((offset) => first + offset);

/** Updates 0 and 1 are 61 s old, update 2 is new; the maximum age is a minute. */
async function openReturning(fields: Parameters<typeof openPollDoor>[0] = {}): Promise<PollSetup> {
  const setup = await openPollDoor({ maxAgeSec: 60, ...fields });
  await setup.receive(...ids(0, 1));
  await setup.journalSetup.clock.advance(61_000);
  await setup.receive(...ids(2));
  return setup;
}

function told(count: number): string {
  return `stale updates dropped {"bot":1,"consumer":"default","count":${count},"max_age":"60s"}`;
}

describe("getUpdates of a consumer with a maximum age", () => {
  test("confirms older updates without delivering them", async () => {
    await using setup = await openReturning();
    assertEquals(await setup.ask(0), ids(2));
    assertEquals([setup.cursor.position, setup.stale.dropped], [first + 2, 2]);
  });

  test("delivers updates of exactly that age", async () => {
    await using setup = await openPollDoor({ maxAgeSec: 60 });
    await setup.receive(...ids(0));
    await setup.journalSetup.clock.advance(60_000);
    assertEquals(await setup.ask(0), ids(0));
  });

  test("does the same while all of them are in memory", async () => {
    await using setup = await openPollDoor({ maxAgeSec: 10 });
    await setup.receive(...ids(0, 1));
    await setup.journalSetup.clock.advance(11_000);
    await setup.receive(...ids(2));
    assertEquals([await setup.ask(0), setup.stale.dropped], [ids(2), 2]);
  });

  test("does not count what the offset confirms as dropped", async () => {
    await using setup = await openPollDoor({ maxAgeSec: 60 });
    await setup.receive(...ids(0, 1));
    assertEquals(await setup.ask(0), ids(0, 1));
    await setup.journalSetup.clock.advance(61_000);
    assertEquals(await setup.ask(first + 1), []);
    assertEquals(setup.stale.dropped, 1);
  });

  test("counts what its filter hides as confirmed, not as dropped", async () => {
    await using setup = await openReturning({ filter: { updates: ["callback_query"] } });
    assertEquals(await setup.ask(0), []);
    assertEquals([setup.cursor.position, setup.stale.dropped, setup.logged], [first + 3, 0, []]);
  });

  test("drops for each of several programs, and counts once", async () => {
    await using setup = await openReturning({ sharing: "independent" });
    const [left, right] = await Promise.all([setup.start(0), setup.start(0)]);
    assertEquals([left.result, right.result], [ids(2), ids(2)]);
    assertEquals(await setup.ask(first + 1), ids(2));
    assertEquals(setup.stale.dropped, 2);
  });

  test("logs what was dropped once, when the consumer has caught up", async () => {
    await using setup = await openReturning();
    await setup.ask(0);
    assertEquals(setup.logged, []);
    await setup.ask(first + 3);
    await setup.journalSetup.clock.advance(3001);
    await setup.ask(first + 3);
    assertEquals(setup.logged, [told(2)]);
    await setup.receive(...ids(3));
    await setup.journalSetup.clock.advance(61_000);
    assertEquals(await setup.ask(first + 3), []);
    assertEquals(setup.logged, [told(2), told(1)]);
  });

  test("goes through a backlog larger than one read", async () => {
    await using setup = await openPollDoor({ maxAgeSec: 60 });
    await setup.receive(...Array.from({ length: 250 }, (_, index) => first + index));
    await setup.journalSetup.clock.advance(61_000);
    await setup.receive(first + 250);
    const call = await setup.start(0);
    await setup.journalSetup.clock.advance(0);
    assertEquals([call.result, setup.stale.dropped], [[first + 250], 250]);
  });

  test("waits for a new update when all are dropped", async () => {
    await using setup = await openPollDoor({ maxAgeSec: 60 });
    await setup.receive(...ids(0));
    await setup.journalSetup.clock.advance(61_000);
    const call = await setup.start(0, { timeoutSec: 30 });
    assertEquals(call.result, "pending");
    await setup.receive(...ids(1));
    assertEquals(call.result, ids(1));
  });
});

describe("A push consumer with a maximum age", () => {
  const fields = { consumer: { maxAgeSec: 60 } };

  test("is not sent what became older while its backend was down", async () => {
    await using backend = await startBackend();
    backend.answer = () => 500;
    await using setup = await openPush([backend.url], fields);
    await setup.receive(...ids(0, 1));
    await setup.until(() => backend.ids.length > 0);
    await setup.advance(61_000);
    const before = backend.ids.length;
    await setup.receive(...ids(2));
    backend.answer = () => 200;
    await setup.finish();
    assertEquals(backend.ids.slice(before), ids(2));
    assertEquals([setup.delivery.stale(1), setup.delivery.pushReport(1)?.dead], [2, 0]);
    const lines = setup.logged.filter((line) => line.startsWith("stale"));
    assertEquals(lines, [
      'stale updates dropped {"bot":1,"consumer":"consumer-1","count":2,"max_age":"60s"}',
    ]);
  });

  test("is not sent what waited while it was disabled", async () => {
    await using backend = await startBackend();
    await using setup = await openPush([backend.url], {
      consumer: { maxAgeSec: 60, disabledReason: "test" },
    });
    await setup.receive(...ids(0), messageIn(first + 1, { chat: 5 }));
    await setup.advance(61_000);
    await setup.receive(...ids(2));
    const consumer = { ...setup.consumers.get(1)!, disabledReason: undefined };
    setup.consumers.set(1, consumer);
    await setup.delivery.open(consumer);
    await setup.until(async () => await setup.pending() === 0);
    assertEquals([backend.ids, setup.delivery.stale(1)], [ids(2), 2]);
  });

  test("takes a changed maximum age at once", async () => {
    await using backend = await startBackend();
    backend.answer = () => 500;
    await using setup = await openPush([backend.url]);
    await setup.receive(...ids(0));
    await setup.advance(61_000);
    const consumer = { ...setup.consumers.get(1)!, maxAgeSec: 60 };
    setup.consumers.set(1, consumer);
    await setup.delivery.open(consumer);
    await setup.finish();
    assertEquals(setup.delivery.stale(1), 1);
  });
});
