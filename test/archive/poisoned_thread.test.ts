import { assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import { createRemoteArchive } from "../../src/archive/archive_functions.ts";
import { silentLogger } from "../../src/base/logger.ts";
import { Thread } from "../../src/runtime/thread.ts";
import { ManualClock } from "../support/manual_clock.ts";
import { createTempFolder } from "../support/temp_folder.ts";
import { until } from "../support/until.ts";
import { botId, dateSec, seen } from "./archive_setup.ts";
import type { ChildData } from "./archive_thread_child.ts";
import { archivingIn, openSpools, sent } from "./capture_setup.ts";

const otherBotId = 2;
const limitMs = 60_000;

/** An archive in a thread of its own, on a clock of its own. */
function openThread() {
  const folder = createTempFolder();
  const data: ChildData = { dataDir: folder.path, hangs: new SharedArrayBuffer(4) };
  const clock = new ManualClock();
  const thread = new Thread({
    name: "archive",
    url: new URL("./archive_thread_child.ts", import.meta.url),
    data,
    clock,
    logger: silentLogger,
    callLimitMs: () => limitMs,
  });
  const pass = async () => {
    const hangs = new Int32Array(data.hangs);
    if (Atomics.load(hangs, 0) === 1) await clock.advance(limitMs);
    if (thread.isRunning) return;
    Atomics.store(hangs, 0, 0);
    await clock.advance(limitMs);
  };
  return {
    thread,
    /** Lets the time pass that the thread is given, once it hangs, or that it waits before it starts again. */
    pass,
    archive: createRemoteArchive((method, parameters) => thread.call(method, parameters)),
    async [Symbol.asyncDispose]() {
      await pass();
      await thread.close();
      folder[Symbol.dispose]();
    },
  };
}

describe("A captured call", () => {
  for (const does of ["hang", "die"]) {
    test(`that makes the archive's thread ${does} is skipped; all others are archived once`, async () => {
      await using threaded = openThread();
      const { archive, thread } = threaded;
      using spools = openSpools();
      const { capture, clock } = spools.capture({ keeper: archivingIn({ archive }) });
      const chat = { id: 7, type: "private" };
      for (const id of [1, 2]) capture.answered(sent(id));
      capture.answered(seen("sendMessage", { message_id: 3, date: dateSec, chat, text: does }));
      for (const id of [4, 5]) capture.answered(sent(id));
      for (const id of [11, 12]) capture.answered({ ...sent(id), botId: otherBotId });
      await until(async () => {
        await threaded.pass();
        await clock.advance(1000);
        return capture.skipped > 0 && spools.isEmpty();
      });
      const idsOf = async (ofBot: number) =>
        (await archive.records({ botId: ofBot })).items.map(({ messageId }) => messageId);
      assertEquals([await idsOf(botId), await idsOf(otherBotId)], [[1, 2, 4, 5], [11, 12]]);
      assertEquals([capture.skipped, capture.captured, thread.restarts >= 3], [1, 6, true]);
      await capture.stop();
      assertEquals(await idsOf(botId), [1, 2, 4, 5]);
    });
  }
});
