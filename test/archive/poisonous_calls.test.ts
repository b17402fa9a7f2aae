import { fault } from "../../src/faults/fault.ts";
import { assert, assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import type { WaitingCall } from "../../src/archive/capture_ports.ts";
import { decodeCall } from "../../src/archive/packed_calls.ts";
import { OperationalError } from "../../src/base/errors.ts";
import { StorageError } from "../../src/base/storage_error.ts";
import type { AnsweredCall } from "../../src/telegram/answered_call.ts";
import { createListLogger } from "../support/list_logger.ts";
import { settle } from "../support/manual_clock.ts";
import { botId, openArchive, seen } from "./archive_setup.ts";
import { archivedIds, archivingIn, committed, type HandedKeeper, openSpools, sent } from "./capture_setup.ts";

const otherBotId = 2;

/** A keeper that fails with `error` whenever one of the calls is poisonous. */
function refusing(keeper: HandedKeeper, isPoisonous: (call: WaitingCall) => boolean, error: Error) {
  const refused: number[] = [];
  const refusingKeeper: HandedKeeper = {
    capture(calls, spool) {
      if (!calls.some(isPoisonous)) return keeper.capture(calls, spool);
      refused.push(calls.length);
      return Promise.reject(error);
    },
  };
  return { keeper: refusingKeeper, /** Sizes of the groups that failed. */ refused };
}

/** Whether a call sent the message of this number. */
const isMessage = (messageId: number) => ({ bytes }: WaitingCall) =>
  new TextDecoder().decode(decodeCall(bytes).answer).includes(`"message_id":${messageId},`);

const by = (otherBot: number, call: AnsweredCall): AnsweredCall => ({ ...call, botId: otherBot });

const thrown = new RangeError("Maximum call stack size exceeded");
const hung = new OperationalError(
  fault("thread_call_failed", { thread: "archive", cause: fault("thread_stalled", { method: "capture" }) }),
);

describe("A captured call that makes archiving fail each time", () => {
  for (const [does, error] of [["throws", thrown], ["hangs the thread", hung]] as const) {
    test(`and ${does} is skipped after three attempts by itself; all others are archived once`, async () => {
      using spools = openSpools();
      using setup = await openArchive();
      const { keeper, refused } = refusing(archivingIn(setup), isMessage(17), error);
      const { capture, clock } = spools.capture({ keeper });
      const ids = Array.from({ length: 30 }, (_, index) => index + 1);
      for (const id of ids) capture.answered(sent(id));
      await clock.advance(60_000);
      assertEquals(await archivedIds(setup), ids.filter((id) => id !== 17));
      assertEquals([refused, capture.captured, capture.skipped, capture.dropped], [[30, 1, 1, 1], 29, 1, 0]);
      assertEquals([spools.isEmpty(), capture.failingSinceMs, clock.pending], [true, 0, 0]);
      await capture.stop();
    });
  }

  test("is skipped by the next process when this one ended before; all others are archived once", async () => {
    using spools = openSpools();
    using setup = await openArchive();
    const keeper = () => refusing(archivingIn(setup), isMessage(2), thrown).keeper;
    const killed = spools.capture({ keeper: keeper() });
    for (const id of [1, 2, 3]) {
      killed.capture.answered(sent(id));
      killed.capture.answered(by(otherBotId, sent(id + 10)));
    }
    await killed.clock.advance(1500);
    assertEquals([await archivedIds(setup), await archivedIds(setup, otherBotId)], [[1], [11, 12, 13]]);
    await setup.restart();
    const next = spools.capture({ keeper: keeper() });
    next.capture.start();
    await next.clock.advance(60_000);
    assertEquals([await archivedIds(setup), await archivedIds(setup, otherBotId)], [[1, 3], [11, 12, 13]]);
    assertEquals([next.capture.skipped, spools.isEmpty()], [1, true]);
    await next.capture.stop();
    assertEquals(spools.isEmpty(), true);
  });

  test("holds up calls of its own bot until it is skipped, and of no other bot", async () => {
    using spools = openSpools();
    using setup = await openArchive();
    const { keeper } = refusing(archivingIn(setup), isMessage(1), thrown);
    const { capture, clock } = spools.capture({ keeper });
    capture.answered(sent(1));
    await clock.advance(1500);
    capture.answered(sent(2));
    capture.answered(by(otherBotId, sent(12)));
    await clock.advance(100);
    assertEquals([await archivedIds(setup), await archivedIds(setup, otherBotId)], [[], [12]]);
    assertEquals(capture.failingSinceMs > 0, true);
    await clock.advance(10_000);
    assertEquals([await archivedIds(setup), capture.skipped], [[2], 1]);
    await capture.stop();
  });

  test("takes no room from calls of other bots", async () => {
    using spools = openSpools();
    const archived: number[] = [];
    const { keeper } = refusing(
      { capture: (calls) => committed(archived.push(...calls.map(({ botId }) => botId))) },
      (call) => call.botId === botId,
      thrown,
    );
    const { capture, clock } = spools.capture({ keeper, maxBytes: 3000 });
    capture.answered(sent(1));
    await clock.advance(100);
    for (let id = 2; id < 20; id++) capture.answered(sent(id));
    await settle();
    const { dropped } = capture;
    assert(dropped > 0, "the bot has no bound");
    for (let id = 0; id < 3; id++) capture.answered(by(otherBotId, sent(id)));
    await clock.advance(100);
    assertEquals([archived, capture.dropped], [[otherBotId, otherBotId, otherBotId], dropped]);
    await capture.stop();
  });

  test("is tried twice as often when the one before it was skipped too", async () => {
    using spools = openSpools();
    let isFailing = true;
    const groups: string[][] = [];
    const { keeper, refused } = refusing(
      { capture: (calls) => committed(groups.push(calls.map(({ method }) => method))) },
      () => isFailing,
      thrown,
    );
    const { capture, clock } = spools.capture({ keeper });
    for (const method of ["sendA", "sendB", "sendC"]) capture.answered(seen(method, true));
    await clock.advance(8000);
    assertEquals([capture.skipped, refused.length], [1, 5]);
    await clock.advance(25_000);
    assertEquals(capture.skipped, 1);
    await clock.advance(40_000);
    assertEquals(capture.skipped, 2);
    isFailing = false;
    await clock.advance(60_000);
    assertEquals([groups, capture.skipped, spools.isEmpty()], [[["sendc"]], 2, true]);
    await capture.stop();
  });

  test("is skipped sooner when it keeps too many calls of others on the disk", async () => {
    using spools = openSpools();
    const { keeper } = refusing(
      { capture: () => committed() },
      (call) => call.botId === botId,
      thrown,
    );
    const { capture, clock } = spools.capture({ keeper, maxBytes: 3000 });
    capture.answered(sent(1));
    await clock.advance(100);
    for (let id = 0; id < 20; id++) {
      capture.answered(by(otherBotId, sent(id)));
      await clock.advance(20);
    }
    await clock.advance(1000);
    assertEquals([capture.skipped, capture.dropped, spools.isEmpty()], [1, 0, true]);
    await capture.stop();
  });

  test("is logged once when it is skipped, by its bot and its method, with nothing of its content", async () => {
    using spools = openSpools();
    const lines: string[] = [];
    const logger = createListLogger(lines);
    const { keeper } = refusing({ capture: () => committed() }, () => true, thrown);
    const { capture, clock } = spools.capture({ keeper, logger });
    capture.answered(seen("sendMessage", { text: "the answer" }, { text: "what was sent" }));
    await clock.advance(60_000);
    const skipped = lines.filter((line) => line.includes(", skipping it"));
    assertEquals(skipped.length, 1);
    assert(skipped[0]!.includes(`"bot":${botId},"method":"sendmessage"`), skipped[0]);
    assertEquals(lines.filter((line) => /the answer|what was sent/.test(line)), []);
    await capture.stop();
  });

  test("is forgotten when calls of its bot are not archived any more", async () => {
    using spools = openSpools();
    let isArchived = true;
    const { keeper, refused } = refusing({ capture: () => committed() }, () => true, thrown);
    const { capture, clock } = spools.capture({ keeper, isArchived: () => isArchived });
    for (const id of [1, 2]) capture.answered(sent(id));
    await clock.advance(100);
    isArchived = false;
    await clock.advance(60_000);
    assertEquals([refused, capture.skipped, spools.isEmpty(), clock.pending], [[2], 0, true, 0]);
    await capture.stop();
  });

  test("is left for the next process when this one stops, with no timer", async () => {
    using spools = openSpools();
    const { keeper } = refusing({ capture: () => committed() }, () => true, thrown);
    const { capture, clock } = spools.capture({ keeper });
    for (const method of ["sendA", "sendB"]) capture.answered(seen(method, true));
    await clock.advance(100);
    await capture.stop();
    assertEquals([spools.left(), clock.pending], [["senda", "sendb"], 0]);
  });
});

describe("A captured call", () => {
  for (
    const [cause, error] of [
      ["the disk is full", new StorageError({ path: "/data/archive.db", kind: "full", detail: "" })],
      [
        "the archive's thread is restarted",
        new OperationalError(fault("thread_restarting", { thread: "archive", seconds: 1 })),
      ],
    ] as const
  ) {
    test(`is never skipped because ${cause}`, async () => {
      using spools = openSpools();
      using setup = await openArchive();
      let isFailing = true;
      const { keeper } = refusing(archivingIn(setup), () => isFailing, error);
      const { capture, clock } = spools.capture({ keeper });
      for (const id of [1, 2]) capture.answered(sent(id));
      await clock.advance(600_000);
      assertEquals([capture.skipped, spools.left().length], [0, 2]);
      isFailing = false;
      await clock.advance(60_000);
      assertEquals([await archivedIds(setup), spools.isEmpty()], [[1, 2], true]);
      await capture.stop();
    });
  }
});
