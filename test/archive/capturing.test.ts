import { assert, assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import type { SpooledStretch, UnwrittenEntries } from "../../src/archive/capture_ports.ts";
import { decodeCall } from "../../src/archive/packed_calls.ts";
import { Spool } from "../../src/storage/spool.ts";
import { settle } from "../support/manual_clock.ts";
import { until } from "../support/until.ts";
import { openArchive, seen } from "./archive_setup.ts";
import {
  archivedIds,
  archivingIn,
  collecting,
  committed,
  type HandedKeeper,
  openSpools,
  sent,
} from "./capture_setup.ts";

describe("A captured call", () => {
  test("is on the disk in the turn after its answer, whatever timers and the archive do", async () => {
    using spools = openSpools();
    const keeper = { capture: () => new Promise<boolean>(() => {}) };
    const { capture, clock } = spools.capture({ keeper });
    for (const method of ["sendA", "sendB"]) capture.answered(seen(method, true));
    await settle();
    assertEquals(spools.left(), ["senda", "sendb"]);
    // The archive takes for ever now.
    await clock.advance(1000);
    for (const method of ["sendC", "sendD"]) capture.answered(seen(method, true));
    await settle();
    assertEquals(spools.left(), ["senda", "sendb", "sendc", "sendd"]);
  });

  test("costs nothing before its answer has left, and then one write with all of the same turn", async () => {
    using spools = openSpools();
    const { keeper } = collecting();
    const appended: number[] = [];
    const real = spools.open();
    const spool = {
      id: real.id,
      left: real.left,
      read: (stretch: SpooledStretch) => real.read(stretch),
      append: (calls: UnwrittenEntries) => {
        appended.push(calls.count);
        return real.append(calls);
      },
      release: (upTo: number) => real.release(upTo),
      close: () => real.close(),
    };
    const { capture } = spools.capture({ keeper, openSpool: () => spool });
    capture.answered(seen("sendA", true));
    await settle();
    assertEquals(appended, [1]);
    for (let count = 0; count < 10; count++) capture.answered(seen("sendB", true));
    for (let count = 0; count < 10; count++) await Promise.resolve();
    assertEquals(appended, [1]);
    await settle();
    assertEquals(appended, [1, 10]);
    await capture.stop();
  });

  test("leaves the disk when it is archived", async () => {
    using spools = openSpools();
    const { keeper, groups } = collecting();
    const { capture, clock } = spools.capture({ keeper });
    capture.answered(seen("sendA", true));
    await clock.advance(100);
    assertEquals([groups, spools.isEmpty()], [[["senda"]], true]);
    capture.answered(seen("sendB", true));
    await capture.settled();
    assertEquals([groups, spools.isEmpty()], [[["senda"], ["sendb"]], true]);
  });

  test("is archived by the next process, before the calls of that one", async () => {
    using spools = openSpools();
    const never = { capture: () => new Promise<boolean>(() => {}) };
    const killed = spools.capture({ keeper: never });
    for (const method of ["sendA", "sendB"]) killed.capture.answered(seen(method, true));
    await settle();
    const { keeper, groups } = collecting();
    const next = spools.capture({ keeper });
    next.capture.answered(seen("sendC", true));
    await next.capture.stop();
    assertEquals([groups.flat(), spools.isEmpty()], [["senda", "sendb", "sendc"], true]);
  });

  test("is archived once when BotMux is killed between archiving it and releasing it", async () => {
    using spools = openSpools();
    using setup = await openArchive();
    const keeper: HandedKeeper = {
      async capture(calls, spool) {
        await archivingIn(setup).capture(calls, spool);
        return await new Promise<boolean>(() => {});
      },
    };
    const killed = spools.capture({ keeper });
    for (const id of [1, 2]) killed.capture.answered(sent(id));
    await killed.clock.advance(100);
    await until(async () => (await archivedIds(setup)).length === 2);
    killed.capture.answered(sent(3));
    await settle();
    assertEquals((spools.left()).length, 3);
    await setup.restart();
    const next = spools.capture({ keeper: archivingIn(setup) });
    next.capture.start();
    next.capture.answered(sent(4));
    await next.capture.stop();
    assertEquals([await archivedIds(setup), spools.isEmpty()], [[1, 2, 3, 4], true]);
  });

  test("is archived once when the archive's answer is lost and the batch is retried", async () => {
    using spools = openSpools();
    using setup = await openArchive();
    let isLost = true;
    const keeper: HandedKeeper = {
      async capture(calls, spool) {
        await archivingIn(setup).capture(calls, spool);
        if (isLost) throw new Error("The thread died");
        return true;
      },
    };
    const { capture, clock } = spools.capture({ keeper });
    for (const id of [1, 2]) capture.answered(sent(id));
    await clock.advance(100);
    await until(async () => (await archivedIds(setup)).length === 2);
    isLost = false;
    capture.answered(sent(3));
    await capture.stop();
    assertEquals(await archivedIds(setup), [1, 2, 3]);
  });

  test("of one bot does not hide those of another", async () => {
    using spools = openSpools();
    using setup = await openArchive();
    const { capture } = spools.capture({ keeper: archivingIn(setup) });
    for (const id of [1, 2]) {
      capture.answered(sent(id));
      capture.answered({ ...sent(id + 10), botId: 2 });
    }
    await capture.stop();
    assertEquals([await archivedIds(setup), await archivedIds(setup, 2)], [[1, 2], [11, 12]]);
  });

  test("is archived even if the archive comes from another data folder with higher numbers", async () => {
    using setup = await openArchive();
    for (const ids of [[1, 2, 3], [4]]) {
      using spools = openSpools();
      const { capture } = spools.capture({ keeper: archivingIn(setup) });
      for (const id of ids) capture.answered(sent(id));
      await capture.stop();
    }
    assertEquals(await archivedIds(setup), [1, 2, 3, 4]);
  });

  test("of a bot that is not archived any more is passed over by the next process", async () => {
    using spools = openSpools();
    const killed = spools.capture({ keeper: { capture: () => new Promise<boolean>(() => {}) } });
    killed.capture.answered(seen("sendA", true));
    killed.capture.answered({ ...seen("sendB", true), botId: 2 });
    await settle();
    const { keeper, groups } = collecting();
    const next = spools.capture({ keeper, isArchived: (id) => id === 2 });
    next.capture.start();
    await next.capture.stop();
    assertEquals([groups, spools.isEmpty()], [[["sendb"]], true]);
  });

  test("is archived even while the disk is full", async () => {
    using spools = openSpools();
    const { keeper, groups } = collecting();
    const errors: unknown[] = [];
    const spool = Spool.open({ folder: "/dev/null/captured", onError: (error) => errors.push(error) });
    const { capture } = spools.capture({ keeper, openSpool: () => spool });
    capture.answered(seen("sendA", true));
    await capture.stop();
    assertEquals([groups, errors.length > 0], [[["senda"]], true]);
  });
});

describe("Capturing", () => {
  test("archives in groups within 100 ms", async () => {
    using spools = openSpools();
    const { keeper, groups } = collecting();
    const { capture, clock } = spools.capture({ keeper });
    for (let count = 0; count < 5; count++) capture.answered(seen("sendMessage", true));
    assertEquals(groups, []);
    await clock.advance(100);
    assertEquals([groups.map(({ length }) => length), capture.captured], [[5], 5]);
    await capture.stop();
  });

  test("batches for longer under load, but never until its buffer is full", async () => {
    using spools = openSpools();
    const { keeper, groups } = collecting();
    const { capture, clock } = spools.capture({ keeper, maxBytes: 200_000 });
    const sizes = () => groups.map(({ length }) => length);
    const call = (count: number) => {
      for (let left = count; left > 0; left--) capture.answered(seen("sendMessage", true));
    };
    call(60);
    await clock.advance(100);
    call(10);
    await clock.advance(100);
    assertEquals(sizes(), [60]);
    await clock.advance(1000);
    assertEquals(sizes(), [60, 10]);
    call(60);
    await clock.advance(1000);
    call(150);
    await clock.advance(0);
    assertEquals([sizes(), capture.dropped], [[60, 10, 60, 150], 0]);
    await capture.stop();
  });

  test("takes no note of chat actions, of drafts, and of what is only read", async () => {
    using spools = openSpools();
    const { keeper, groups } = collecting();
    const { capture } = spools.capture({ keeper });
    const methods = [
      "sendChatAction",
      "sendMessageDraft",
      "getMe",
      "getManagedBotToken",
      "getChat",
      "sendDice",
    ];
    for (const method of methods) capture.answered(seen(method, true));
    await capture.stop();
    assertEquals(groups, [["getchat", "senddice"]]);
  });

  test("drops nothing beyond its bound in memory, and archives it later in the order of the calls", async () => {
    using spools = openSpools();
    const { keeper, groups } = collecting();
    const { capture, clock } = spools.capture({ keeper, maxBytes: 3000 });
    const methods = Array.from({ length: 50 }, (_, index) => `send${index}`);
    for (const method of methods) {
      capture.answered(seen(method, true));
      if (method.endsWith("7")) await settle();
    }
    await clock.advance(5000);
    assertEquals([groups.flat(), capture.dropped, capture.captured], [methods, 0, 50]);
    assertEquals(spools.isEmpty(), true);
    await capture.stop();
  });

  test("hands over no bytes of what is much: the archive reads it from the disk, in the order of the calls", async () => {
    using spools = openSpools();
    const { keeper, groups } = collecting();
    const stretches: number[] = [];
    const { capture, clock, spool } = spools.capture({
      keeper: {
        ...keeper,
        captureSpooled(stretch) {
          stretches.push(stretch.count);
          groups.push(spool.read(stretch).map(({ bytes }) => decodeCall(bytes).method));
          return Promise.resolve({ isCommitted: true, count: stretch.count });
        },
      },
    });
    const methods = Array.from({ length: 3000 }, (_, index) => `send${index}`);
    for (const [index, method] of methods.entries()) {
      capture.answered(seen(method, true));
      if (index % 100 === 99) await settle();
    }
    await clock.advance(5000);
    assertEquals([groups.flat(), capture.dropped, capture.captured], [methods, 0, 3000]);
    assert(stretches.length < 5 && stretches.reduce((sum, count) => sum + count, 0) > 2000, `${stretches}`);
    assertEquals(spools.isEmpty(), true);
    await capture.stop();
  });

  test("leaves what waits on the disk alone to the next process, which archives it in order", async () => {
    using spools = openSpools();
    const never = { capture: () => new Promise<boolean>(() => {}) };
    const killed = spools.capture({ keeper: never, maxBytes: 3000 });
    const methods = Array.from({ length: 30 }, (_, index) => `send${index}`);
    for (const method of methods) killed.capture.answered(seen(method, true));
    await settle();
    assertEquals(spools.left(), methods);
    const { keeper, groups } = collecting();
    const next = spools.capture({ keeper, maxBytes: 3000 });
    next.capture.start();
    next.capture.answered(seen("sendLast", true));
    await next.clock.advance(5000);
    assertEquals([groups.flat(), next.capture.dropped], [[...methods, "sendlast"], 0]);
    assertEquals(spools.isEmpty(), true);
    await next.capture.stop();
  });

  test("drops what goes beyond its bound on the disk, and counts it", async () => {
    using spools = openSpools();
    const never = { capture: () => new Promise<boolean>(() => {}) };
    const { capture } = spools.capture({ keeper: never, maxBytes: 3000, maxSpilledBytes: 2000 });
    for (let count = 0; count < 50; count++) {
      capture.answered(seen("sendMessage", true));
      await settle();
    }
    const kept = spools.left().length;
    assert(capture.dropped > 0 && kept > 5 && kept + capture.dropped === 50, `${kept} ${capture.dropped}`);
  });

  test("counts calls as dropped that the disk lost while they waited on it alone", async () => {
    using spools = openSpools();
    const { keeper, groups } = collecting();
    const { capture, clock, spool } = spools.capture({ keeper, maxBytes: 3000 });
    for (let count = 0; count < 20; count++) capture.answered(seen("sendMessage", true));
    await settle();
    spool.release(Infinity);
    await clock.advance(5000);
    assertEquals(groups.flat().length + capture.dropped, 20);
    assert(capture.dropped > 0);
    await capture.stop();
  });

  test("is retried in order when the archive cannot write", async () => {
    using spools = openSpools();
    const calls: string[] = [];
    let failures = 2;
    const keeper: HandedKeeper = {
      capture(group) {
        if (failures-- > 0) return Promise.reject(new Error("The disk is full"));
        return committed(calls.push(...group.map(({ method }) => method)));
      },
    };
    const { capture, clock } = spools.capture({ keeper });
    for (const method of ["sendA", "sendB"]) capture.answered(seen(method, true));
    await clock.advance(100);
    capture.answered(seen("sendC", true));
    await clock.advance(5000);
    assertEquals([calls, clock.pending], [["senda", "sendb", "sendc"], 0]);
    await capture.stop();
  });

  test("reads nothing and opens nothing when nothing was called and it was never started", async () => {
    using spools = openSpools();
    const killed = spools.capture({ keeper: { capture: () => new Promise<boolean>(() => {}) } });
    killed.capture.answered(seen("sendA", true));
    await settle();
    const { keeper, groups } = collecting();
    const next = spools.capture({ keeper });
    await next.capture.stop();
    assertEquals([groups, spools.left()], [[], ["senda"]]);
  });
});
