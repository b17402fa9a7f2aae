import { assert, assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import { ChatRefresher, type RefreshOutcome } from "../../src/archive/chat_refresher.ts";
import { silentLogger } from "../../src/base/logger.ts";
import { ManualClock } from "../support/manual_clock.ts";
import { type ArchiveSetup, botId, dateSec, message, openArchive } from "./archive_setup.ts";

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
/** Several fit between two calls of the refresher. */
const stepMs = 5000;
const group = { id: -100123, type: "supergroup", title: "Garden" };

interface Asked {
  readonly atMs: number;
  readonly call: string;
}

/** A refresher of one bot over an archive, whose calls are answered by `answer`. */
function start(setup: ArchiveSetup, answer: (method: string) => RefreshOutcome = () => ({ kind: "done" })) {
  const clock = new ManualClock(dateSec * 1000);
  const asked: Asked[] = [];
  let ready = [botId];
  const refresher = new ChatRefresher({
    archive: setup.archive,
    bots: () => ready,
    call(botId, method, { chat_id, user_id }) {
      const about = user_id === undefined ? "" : user_id === botId ? " itself" : " somebody";
      asked.push({ atMs: clock.now(), call: `${method} ${chat_id}${about}` });
      return Promise.resolve(answer(method));
    },
    clock,
    logger: silentLogger,
  });
  const stopping = new AbortController();
  const running = refresher.run(stopping.signal);
  return {
    refresher,
    asked,
    /** Lets time pass, in steps that leave the database time to answer. */
    async pass(ms: number) {
      for (let left = ms; left > 0; left -= stepMs) await clock.advance(Math.min(left, stepMs));
    },
    allow: (isReady: boolean) => ready = isReady ? [botId] : [],
    async [Symbol.asyncDispose]() {
      stopping.abort();
      await running;
    },
  };
}

describe("Chats", () => {
  test("are asked about one call at a time, three a minute, the last active first", async () => {
    using setup = await openArchive();
    await setup.record(message(1), message(2, { chat: group, date: dateSec + 5, text: "a" }));
    await using work = start(setup);
    await work.pass(5 * minuteMs);
    assertEquals(work.asked.map(({ call }) => call), [
      `getChat ${group.id}`,
      `getChatMemberCount ${group.id}`,
      `getChatMember ${group.id} itself`,
      "getChat 7",
    ]);
    const times = work.asked.map(({ atMs }) => atMs);
    assert(times[0]! >= dateSec * 1000 + minuteMs, "not right after the start");
    for (let index = 1; index < times.length; index++) {
      assert(times[index]! - times[index - 1]! >= minuteMs / 3, `${times}`);
    }
  });

  test("are refreshed once a day while they are in use, across restarts", async () => {
    using setup = await openArchive();
    await setup.record(message(1));
    {
      await using work = start(setup);
      await work.pass(hourMs);
      assertEquals(work.asked.length, 1);
    }
    await setup.restart();
    await using work = start(setup);
    await work.pass(hourMs);
    assertEquals(work.asked.length, 0);
    await work.pass(24 * hourMs);
    assertEquals(work.asked.length, 1);
    await work.pass(8 * 24 * hourMs);
    const soFar = work.asked.length;
    await work.pass(2 * 24 * hourMs);
    assertEquals(work.asked.length, soFar);
  });

  test("that the bot is not in, as a call shows, are left alone for a day", async () => {
    using setup = await openArchive();
    await setup.record(message(1, { chat: group, text: "a" }));
    await using work = start(setup, () => ({ kind: "refused" }));
    await work.pass(hourMs);
    assertEquals(work.asked.map(({ call }) => call), [`getChat ${group.id}`]);
  });

  test("wait as long as a 429 from upstream says", async () => {
    using setup = await openArchive();
    await setup.record(message(1));
    let answers: RefreshOutcome[] = [{ kind: "too-many", retryAfterSec: 1800 }];
    await using work = start(setup, () => answers.shift() ?? { kind: "done" });
    await work.pass(hourMs);
    const [first, second] = work.asked.map(({ atMs }) => atMs);
    assert(second! - first! >= 1800_000, `${second! - first!}`);
    answers = [];
    assertEquals(work.asked.length, 2);
  });

  test("wait when somebody else's call was one too many", async () => {
    using setup = await openArchive();
    await setup.record(message(1));
    await using work = start(setup);
    work.refresher.hold(botId);
    await work.pass(4 * minuteMs);
    assertEquals(work.asked, []);
    await work.pass(3 * minuteMs);
    assertEquals(work.asked.length, 1);
  });

  test("wait while upstream is unreachable, and while the bot must not be queried", async () => {
    using setup = await openArchive();
    await setup.record(message(1));
    await using work = start(setup, () => ({ kind: "unclear" }));
    await work.pass(11 * minuteMs);
    assertEquals(work.asked.length, 1);
    work.allow(false);
    await work.pass(hourMs);
    assertEquals(work.asked.length, 1);
    work.allow(true);
    await work.pass(minuteMs);
    assertEquals(work.asked.length, 2);
  });

  test("are not asked about because updates come", async () => {
    using setup = await openArchive();
    await setup.record(message(1));
    await using work = start(setup);
    await work.pass(2 * minuteMs);
    assertEquals(work.asked.length, 1);
    for (let id = 2; id < 200; id++) await setup.record(message(id));
    await work.pass(5 * minuteMs);
    assertEquals(work.asked.length, 1);
  });
});
