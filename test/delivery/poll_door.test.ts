import { assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import { descriptions } from "../../src/telegram/envelope.ts";
import { testBotId, update } from "../support/journal_setup.ts";
import { settle } from "../support/manual_clock.ts";
import { openPollDoor, type PollSetup } from "../support/poll_setup.ts";

/** Ids of real size, so that reaching back 100,000 means something. */
const first = 500_000;
const ids = (...offsets: number[]) => offsets.map((offset) => first + offset);

async function withThree(fields: Parameters<typeof openPollDoor>[0] = {}): Promise<PollSetup> {
  const setup = await openPollDoor(fields);
  await setup.receive(...ids(0, 1, 2));
  return setup;
}

/** Time enough for the rules about repeated offsets not to act. */
const aWhileMs = 3001;

describe("offset of an exclusive consumer", () => {
  const rows: { name: string; offset: number; returned: number[]; afterwards: number[] }[] = [
    { name: "0 confirms nothing", offset: 0, returned: ids(0, 1, 2), afterwards: ids(0, 1, 2) },
    { name: "1 confirms nothing", offset: 1, returned: ids(0, 1, 2), afterwards: ids(0, 1, 2) },
    {
      name: "of the oldest confirms nothing",
      offset: first,
      returned: ids(0, 1, 2),
      afterwards: ids(0, 1, 2),
    },
    { name: "confirms all before it", offset: first + 1, returned: ids(1, 2), afterwards: ids(1, 2) },
    { name: "of the next update confirms all", offset: first + 3, returned: [], afterwards: [] },
    {
      name: "ten beyond the next update is still accepted",
      offset: first + 13,
      returned: [],
      afterwards: [],
    },
    {
      name: "eleven beyond counts as none",
      offset: first + 14,
      returned: ids(0, 1, 2),
      afterwards: ids(0, 1, 2),
    },
    {
      name: "of 2,000,000,000 counts as none",
      offset: 2e9,
      returned: ids(0, 1, 2),
      afterwards: ids(0, 1, 2),
    },
    {
      name: "just below the oldest is fine",
      offset: first - 100,
      returned: ids(0, 1, 2),
      afterwards: ids(0, 1, 2),
    },
    {
      name: "far below counts as none",
      offset: first - 100_001,
      returned: ids(0, 1, 2),
      afterwards: ids(0, 1, 2),
    },
    { name: "-1 keeps only the newest", offset: -1, returned: ids(2), afterwards: ids(2) },
    { name: "-2 keeps the newest two", offset: -2, returned: ids(1, 2), afterwards: ids(1, 2) },
    { name: "-3 of three deletes nothing", offset: -3, returned: ids(0, 1, 2), afterwards: ids(0, 1, 2) },
    { name: "-100 of three deletes nothing", offset: -100, returned: ids(0, 1, 2), afterwards: ids(0, 1, 2) },
  ];
  for (const { name, offset, returned, afterwards } of rows) {
    test(name, async () => {
      await using setup = await withThree();
      assertEquals(await setup.ask(offset), returned);
      await setup.journalSetup.clock.advance(aWhileMs);
      assertEquals(await setup.ask(0), afterwards);
    });
  }

  test("above the next update skips updates until IDs reach it", async () => {
    await using setup = await withThree();
    const call = await setup.start(first + 5, { timeoutSec: 50 });
    await setup.receive(...ids(3));
    await setup.receive(...ids(4));
    assertEquals(call.result, "pending");
    await setup.receive(...ids(5));
    assertEquals(call.result, ids(5));
  });

  test("confirms thousands of updates at once, whatever the limit", async () => {
    await using setup = await openPollDoor();
    await setup.receive(...Array.from({ length: 2500 }, (_, index) => first + index));
    assertEquals(await setup.ask(first + 2499, { limit: 1 }), [first + 2499]);
    await setup.journalSetup.clock.advance(aWhileMs);
    assertEquals(await setup.ask(0), [first + 2499]);
  });

  test("returns the same updates until they are confirmed", async () => {
    await using setup = await withThree();
    assertEquals(await setup.ask(first, { limit: 2 }), ids(0, 1));
    await setup.journalSetup.clock.advance(aWhileMs);
    assertEquals(await setup.ask(first, { limit: 2 }), ids(0, 1));
    assertEquals(await setup.ask(first + 2), ids(2));
  });

  test("counts each returned update once", async () => {
    await using setup = await withThree();
    await setup.ask(first, { limit: 2 });
    await setup.journalSetup.clock.advance(aWhileMs);
    await setup.ask(first + 1);
    await setup.ask(first + 3);
    assertEquals(setup.door.given, 4);
  });

  test("is confirmed when the call arrives, not when it is answered", async () => {
    await using setup = await withThree();
    const call = await setup.start(first + 3, { timeoutSec: 50 });
    assertEquals(call.result, "pending");
    assertEquals(setup.cursor.position, first + 3);
  });
});

describe("waiting", () => {
  test("returns at once when updates are waiting, whatever the timeout", async () => {
    await using setup = await withThree();
    assertEquals(await setup.ask(0, { timeoutSec: 50 }), ids(0, 1, 2));
  });

  test("returns [] at once without a timeout", async () => {
    await using setup = await openPollDoor();
    assertEquals(await setup.ask(0), []);
  });

  test("returns as soon as an update arrives", async () => {
    await using setup = await openPollDoor();
    const call = await setup.start(0, { timeoutSec: 50 });
    await setup.journalSetup.clock.advance(49_000);
    assertEquals(call.result, "pending");
    await setup.receive(first);
    assertEquals(call.result, [first]);
    assertEquals(setup.door.waiting, 0);
  });

  test("returns [] at the timeout, never earlier", async () => {
    await using setup = await openPollDoor();
    const call = await setup.start(0, { timeoutSec: 50 });
    await setup.journalSetup.clock.advance(49_999);
    assertEquals(call.result, "pending");
    await setup.journalSetup.clock.advance(1);
    assertEquals(call.result, []);
  });

  test("misses no update committed between the check and the wait", async () => {
    await using setup = await openPollDoor({ sharing: "independent" });
    const { journal, store } = setup.journalSetup;
    const commit = store.commit.bind(store);
    const calls: Promise<{ readonly result: unknown }>[] = [];
    // Polls set out at every step between the commit and the moment it becomes visible.
    store.commit = async (...batch) => {
      const committed = commit(...batch);
      for (let step = 0; step < 20; step++) {
        void afterSteps(step).then(() => calls.push(setup.start(0, { timeoutSec: 50 })));
      }
      await committed;
    };
    await journal.append(testBotId, [update(first)]);
    await settle();
    const results = (await Promise.all(calls)).map(({ result }) => result);
    assertEquals(results, Array.from({ length: 20 }, () => [first]));
  });

  test("keeps waiting when the filter hides the new update", async () => {
    await using setup = await openPollDoor({ filter: { updates: ["poll"] } });
    const call = await setup.start(0, { timeoutSec: 50 });
    await setup.receive(first);
    assertEquals(call.result, "pending");
    await setup.journalSetup.journal.append(testBotId, [update(first + 1, { poll: { id: "1" } })]);
    await settle();
    assertEquals(call.result, [first + 1]);
  });

  test("frees its slot when the client disconnects, and loses no update", async () => {
    await using setup = await openPollDoor();
    const client = new AbortController();
    await setup.start(0, { timeoutSec: 50, signal: client.signal });
    assertEquals(setup.door.waiting, 1);
    client.abort();
    await settle();
    assertEquals(setup.door.waiting, 0);
    await setup.receive(first);
    await setup.journalSetup.clock.advance(aWhileMs);
    assertEquals(await setup.ask(0), [first]);
  });

  test("is refused with 429 when all slots are taken", async () => {
    await using setup = await openPollDoor({ sharing: "independent" }, 2);
    await setup.start(0, { timeoutSec: 50 });
    await setup.start(0, { timeoutSec: 50 });
    assertEquals(await setup.ask(0, { timeoutSec: 50 }), "Too Many Requests: retry after 3");
  });
});

describe("repeated calls", () => {
  test("with the same offset within 3 s are delayed by 3 s", async () => {
    await using setup = await openPollDoor();
    assertEquals(await setup.ask(0), []);
    await setup.journalSetup.clock.advance(100);
    const second = await setup.start(0);
    await setup.journalSetup.clock.advance(2999);
    assertEquals(second.result, "pending");
    await setup.journalSetup.clock.advance(1);
    assertEquals(second.result, []);
  });

  test("with the same offset after 3 s are not delayed", async () => {
    await using setup = await openPollDoor();
    await setup.ask(0);
    await setup.journalSetup.clock.advance(3000);
    assertEquals(await setup.ask(0), []);
  });

  test("with the same offset within 0.5 s return one update at a time", async () => {
    await using setup = await withThree();
    assertEquals(await setup.ask(0), ids(0, 1, 2));
    await setup.journalSetup.clock.advance(499);
    assertEquals(await setup.ask(0), ids(0));
    await setup.journalSetup.clock.advance(500);
    assertEquals(await setup.ask(0), ids(0, 1, 2));
  });

  test("with another offset are not delayed", async () => {
    await using setup = await withThree();
    await setup.ask(first);
    assertEquals(await setup.ask(first + 1), ids(1, 2));
  });
});

describe("two callers of an exclusive consumer", () => {
  test("the newer call waits, the older gets Telegram's exact 409", async () => {
    await using setup = await openPollDoor();
    const older = await setup.start(0, { timeoutSec: 50 });
    const newer = await setup.start(0, { timeoutSec: 50 });
    assertEquals(older.result, descriptions.terminatedByGetUpdates);
    await setup.receive(first);
    assertEquals(newer.result, [first]);
  });

  test("a newer call that is answered at once does not end the older", async () => {
    await using setup = await openPollDoor({ filter: { updates: ["poll"] } });
    const older = await setup.start(0, { timeoutSec: 50 });
    await setup.journalSetup.clock.advance(aWhileMs);
    assertEquals(await setup.ask(0), []);
    assertEquals(older.result, "pending");
  });

  test("a repeat with the same offset within 3 s has to wait, and so ends the older call", async () => {
    await using setup = await openPollDoor();
    const older = await setup.start(0, { timeoutSec: 50 });
    await setup.journalSetup.clock.advance(1000);
    const probe = await setup.start(0);
    assertEquals([older.result, probe.result], [descriptions.terminatedByGetUpdates, "pending"]);
  });

  test("a second 409 within 3 s of the first is held for 3 s", async () => {
    await using setup = await openPollDoor();
    const one = await setup.start(0, { timeoutSec: 50 });
    const two = await setup.start(0, { timeoutSec: 50 });
    await setup.journalSetup.clock.advance(2000);
    await setup.start(0, { timeoutSec: 50 });
    assertEquals([one.result, two.result], [descriptions.terminatedByGetUpdates, "pending"]);
    await setup.journalSetup.clock.advance(2999);
    assertEquals(two.result, "pending");
    await setup.journalSetup.clock.advance(1);
    assertEquals(two.result, descriptions.terminatedByGetUpdates);
  });
});

describe("a consumer with a webhook", () => {
  test("refuses getUpdates with 409, confirms nothing, keeps allowed_updates", async () => {
    await using setup = await withThree({ mode: "push" });
    assertEquals(await setup.ask(first + 3, { allowed: ["poll"] }), descriptions.webhookActive);
    assertEquals([setup.cursor.position, setup.cursor.allowedUpdates], [1, "default"]);
  });
});

describe("allowed_updates", () => {
  test("stays in force for calls that omit it", async () => {
    await using setup = await openPollDoor();
    await setup.ask(0, { allowed: ["poll"] });
    await setup.receive(first);
    await setup.journalSetup.clock.advance(aWhileMs);
    assertEquals(await setup.ask(0), []);
  });

  test("does not hide updates that arrived before it was set", async () => {
    await using setup = await withThree();
    assertEquals(await setup.ask(0, { allowed: ["poll"] }), ids(0, 1, 2));
  });

  test("shows newly allowed kinds only from then on", async () => {
    await using setup = await openPollDoor();
    const member = (id: number) => update(id, { chat_member: { chat: { id: 1 }, from: { id: 2 }, date: 0 } });
    await setup.journalSetup.journal.append(testBotId, [member(first)]);
    await setup.ask(0, { allowed: ["chat_member"] });
    await setup.journalSetup.journal.append(testBotId, [member(first + 1)]);
    await setup.journalSetup.clock.advance(aWhileMs);
    assertEquals(await setup.ask(0), [first + 1]);
  });
});

describe("an answer", () => {
  test("holds at most about 4 MiB and continues with the next call", async () => {
    await using setup = await openPollDoor();
    const large = (id: number) => update(id, { message: { text: "x".repeat(500 * 1024) } });
    await setup.journalSetup.journal.append(
      testBotId,
      Array.from({ length: 12 }, (_, index) => large(first + index)),
    );
    const answered = await setup.ask(0);
    assertEquals(answered, ids(0, 1, 2, 3, 4, 5, 6, 7));
    assertEquals(await setup.ask(first + 8), ids(8, 9, 10, 11));
  });

  test("confirms updates that the consumer's filter hides", async () => {
    await using setup = await openPollDoor({ filter: { updates: ["poll"] } });
    await setup.receive(...ids(0, 1, 2));
    assertEquals(await setup.ask(0), []);
    assertEquals(setup.cursor.position, first + 3);
  });

  test("shows a restricted token only its kinds, and does not confirm the hidden ones", async () => {
    await using setup = await withThree();
    assertEquals(await setup.ask(0, { kinds: ["poll"] }), []);
    assertEquals(setup.cursor.position, 1);
  });
});

describe("two callers of an independent consumer", () => {
  test("both wait and both get every update", async () => {
    await using setup = await openPollDoor({ sharing: "independent" });
    const one = await setup.start(0, { timeoutSec: 50 });
    const two = await setup.start(0, { timeoutSec: 50 });
    await setup.receive(first);
    assertEquals([one.result, two.result], [[first], [first]]);
  });

  test("are each served from the offset they ask for", async () => {
    await using setup = await withThree({ sharing: "independent" });
    assertEquals(await setup.ask(first + 2), ids(2));
    assertEquals(await setup.ask(first + 1), ids(1, 2));
    assertEquals(setup.cursor.position, first + 2);
  });

  test("start at the highest confirmed offset when they send none", async () => {
    await using setup = await withThree({ sharing: "independent" });
    await setup.ask(first + 2);
    await setup.journalSetup.clock.advance(aWhileMs);
    assertEquals(await setup.ask(0), ids(2));
  });

  test("miss nothing that the other confirmed between their first calls", async () => {
    await using setup = await openPollDoor({ sharing: "independent" });
    const slow = await setup.start(1, { timeoutSec: 1 });
    const quick = await setup.start(1, { timeoutSec: 50 });
    await setup.journalSetup.clock.advance(3000);
    assertEquals([slow.result, quick.result], [[], "pending"]);
    await setup.receive(...ids(0, 1));
    assertEquals(quick.result, ids(0, 1));
    const quickAgain = await setup.start(first + 2, { timeoutSec: 50 });
    assertEquals(quickAgain.result, "pending");
    assertEquals(await setup.ask(1, { timeoutSec: 1 }), ids(0, 1));
  });

  test("do not get confirmed updates again after a restart", async () => {
    await using setup = await openPollDoor({ sharing: "independent" });
    const call = await setup.start(0, { timeoutSec: 50 });
    await setup.receive(...ids(0, 1));
    assertEquals(call.result, ids(0, 1));
    assertEquals((await setup.start(first + 2, { timeoutSec: 1 })).result, "pending");
    await setup.journalSetup.clock.advance(1000);
    assertEquals(await setup.ask(0), []);
  });
});

/** Lets other continuations run `count` times. */
async function afterSteps(count: number): Promise<void> {
  for (let step = 0; step < count; step++) await undefined;
}

describe("offsets beyond 32 bits", () => {
  for (const start of [2 ** 31 - 3, 2 ** 32 - 3, 2e9 - 3, 2 ** 53 - 2 ** 41]) {
    test(`confirm exactly the updates below them, starting at ${start}`, async () => {
      await using setup = await openPollDoor();
      const ids = Array.from({ length: 8 }, (_, index) => start + index);
      await setup.receive(...ids);
      const ask = async (offset: number) => {
        await setup.journalSetup.clock.advance(aWhileMs);
        return await setup.ask(offset);
      };
      for (const [index, id] of ids.entries()) {
        assertEquals(await ask(id), ids.slice(index));
        assertEquals(await ask(0), ids.slice(index));
      }
      assertEquals(await ask(start + 8 + 11), ids.slice(7), "far ahead counts as none");
      assertEquals(await ask(start - 100_001), ids.slice(7), "far below counts as none");
      assertEquals(await ask(-1), ids.slice(7));
      assertEquals(await ask(start + 8), []);
    });
  }
});
