import { assert, assertEquals, assertRejects } from "@std/assert";
import process from "node:process";
import { text } from "node:stream/consumers";
import { describe, test } from "node:test";
import { OperationalError } from "../../src/base/errors.ts";
import { silentLogger } from "../../src/base/logger.ts";
import { StorageError } from "../../src/base/storage_error.ts";
import { Thread, type ThreadOptions } from "../../src/runtime/thread.ts";
import { ManualClock } from "../support/manual_clock.ts";
import { titleWithReason } from "../support/skip_reason.ts";
import { until } from "../support/until.ts";
import { startScript } from "./script.ts";

const url = new URL("./thread_child.ts", import.meta.url);
const limitMs = 1000;
const noLimit = process.platform === "win32" ? "Windows has no limit of open files" : false;

/** A thread on a clock of its own. */
function openThread(data: unknown = {}, options: Pick<ThreadOptions, "isPatient" | "onTold"> = {}) {
  const clock = new ManualClock();
  const thread = new Thread({
    name: "tested thread",
    url,
    data,
    clock,
    logger: silentLogger,
    callLimitMs: () => limitMs,
    ...options,
  });
  return {
    clock,
    thread,
    /** Makes the thread hang until it is ended; gives what the caller is told. */
    async hang(method = "hang"): Promise<string> {
      const told = assertRejects(() => thread.call(method, ["same"]), OperationalError);
      let isTold = false;
      const settle = () => void (isTold = true);
      told.then(settle, settle);
      await until(async () => {
        await clock.advance(limitMs);
        return isTold;
      });
      return (await told).message;
    },
    [Symbol.asyncDispose]: () => thread.close(),
  };
}

describe("Thread", () => {
  test("passes calls and results across, in order", async () => {
    await using setup = openThread({ greeting: "Hello" });
    const { thread } = setup;
    const answers = await Promise.all([
      thread.call("greet", ["Ann"]),
      thread.call("size", [new Uint8Array(5)]),
      thread.call("greet", ["Bo"]),
    ]);
    assertEquals(answers, ["Hello Ann", 5, "Hello Bo"]);
  });

  test("rethrows errors of the other side with their class", async () => {
    await using setup = openThread();
    const { thread } = setup;
    await assertRejects(() => thread.call("refuse", ["RangeError"]), RangeError, "Cannot do that");
    await assertRejects(
      () => thread.call("refuse", ["OperationalError"]),
      OperationalError,
      "Cannot create a backup: BotMux is stopping",
    );
    await assertRejects(() => thread.call("nothing", []), TypeError, "nothing");
    const error = await assertRejects(() => thread.call("damage", []), StorageError);
    assertEquals([error.path, error.kind, error.detail], ["/data/archive.db", "damaged", "malformed"]);
  });

  test("moves buffers instead of copying them, both ways", async () => {
    await using setup = openThread();
    const bytes = new Uint8Array([1, 2, 3]).buffer;
    const answer = await setup.thread.call("reverse", [{ bytes }]) as { bytes: ArrayBuffer };
    assertEquals([...new Uint8Array(answer.bytes)], [3, 2, 1]);
    assertEquals(bytes.byteLength, 0);
  });

  test("delivers messages of the other side before the result that follows them", async () => {
    const seen: unknown[] = [];
    await using setup = openThread({}, { onTold: (event) => seen.push(event) });
    await setup.thread.call("tell", ["news"]).then(() => seen.push("answer"));
    assertEquals(seen, ["news", "answer"]);
  });

  test("is not started before the first call, and refuses calls once it is closed", async () => {
    const { thread } = openThread();
    assert(!thread.isRunning);
    await thread.close();
    await assertRejects(() => thread.call("greet", ["Ann"]), OperationalError, "BotMux is stopping");
  });

  test(
    titleWithReason("does not start while the process can open no more files, which would end it", noLimit),
    { skip: noLimit },
    async () => {
      const child = startScript("few_files_child.ts", [], {}, ["sh", "-c", 'ulimit -n 64; exec "$@"', "sh"]);
      const [output, errors] = await Promise.all([text(child.stdout!), text(child.stderr!)]);
      assertEquals([output, errors], ["thread_out_of_files\nHello Ann\n0 restarts\n", ""]);
    },
  );

  test("fails calls in flight when it dies, and starts again", async () => {
    await using setup = openThread({ greeting: "Hello" });
    await assertRejects(() => setup.thread.call("die", []), OperationalError);
    assertEquals(await setup.thread.call("greet", ["again"]), "Hello again");
    assertEquals(setup.thread.restarts, 1);
  });

  test("finishes calls in flight before it closes", async () => {
    const { thread } = openThread({ greeting: "Hello" });
    const answer = thread.call("greet", ["Ann"]);
    await thread.close();
    assertEquals(await answer, "Hello Ann");
  });

  test("closes even if opening fails; only the call that needed it gets the error", async () => {
    const { thread } = openThread({ failsToOpen: 1 });
    const refused = assertRejects(() => thread.call("greet", ["Ann"]), OperationalError, "stopping");
    await thread.close();
    await refused;
  });

  for (const depth of [5_000, 100_000]) {
    test(`returns an error when a result nested ${depth} deep cannot be sent, and continues`, async () => {
      await using setup = openThread({ greeting: "Hello" });
      const { thread } = setup;
      // Where the runtime can send it, it arrives.
      await thread.call("nest", [depth]).then((value) => assert(Array.isArray(value)), (error) => {
        assert(error instanceof RangeError, String(error));
      });
      assertEquals(await thread.call("greet", ["Ann"]), "Hello Ann");
      assertEquals(thread.restarts, 0);
    });
  }

  test("stops waiting for a result when the caller's signal aborts", async () => {
    await using setup = openThread({ greeting: "Hello" });
    const { thread } = setup;
    const abort = new AbortController();
    const answer = assertRejects(
      () => thread.call("wait", [], { signal: abort.signal }),
      RangeError,
      "enough",
    );
    abort.abort(new RangeError("enough"));
    await answer;
    assertEquals(await thread.call("greet", ["Ann"]), "Hello Ann");
  });

  test("retries after it could not open", async () => {
    await using setup = openThread({ greeting: "Hello", failsToOpen: 1 });
    await assertRejects(() => setup.thread.call("greet", ["Ann"]), OperationalError, "Cannot stream");
    assertEquals(await setup.thread.call("greet", ["Ann"]), "Hello Ann");
  });
});

describe("Thread that does not answer", () => {
  for (const method of ["hang", "wait"]) {
    test(`is restarted when ${method}() exceeds its limit, and all waiting calls fail`, async () => {
      await using setup = openThread({ greeting: "Hello" });
      const { thread } = setup;
      await thread.call("greet", ["first"]);
      const hung = setup.hang(method);
      const queued = method === "hang"
        ? assertRejects(() => thread.call("greet", ["queued"]), OperationalError, "Try again")
        : undefined;
      assertEquals(
        await hung,
        `The tested thread could not finish the request: it did not answer "${method}" in time. Try again.`,
      );
      await queued;
      assertEquals([thread.stall?.method, thread.restarts], [method, 1]);
      assertEquals(await thread.call("greet", ["again"]), "Hello again");
      assertEquals(thread.stall, undefined);
    });
  }

  test("refuses a call that made it hang twice for an hour, and continues with others", async () => {
    await using setup = openThread({ greeting: "Hello" });
    const { thread, clock } = setup;
    for (let count = 0; count < 2; count++) {
      await thread.call("greet", ["Ann"]);
      await setup.hang();
    }
    const refusal = () => thread.call("hang", ["same"]);
    assertEquals(await thread.call("greet", ["Ann"]), "Hello Ann");
    const error = await assertRejects(refusal, OperationalError);
    assertEquals(
      error.message,
      'The tested thread no longer answers "hang": the same request made it hang before. Try again in an hour.',
    );
    assertEquals(await thread.call("greet", ["Bo"]), "Hello Bo");
    assertEquals(thread.restarts, 2);
    await clock.advance(3_600_000);
    await setup.hang();
    assertEquals(thread.restarts, 3);
  });

  test("is restarted with growing delays of up to a minute while it never answers", async () => {
    const { thread, clock } = openThread();
    const waits: string[] = [];
    for (let count = 0; count < 9; count++) {
      await assertRejects(() => thread.call("die", []), OperationalError, "could not finish");
      const refused = await thread.call("greet", ["Ann"]).catch((error: Error) => error.message);
      waits.push(/Try again in (\d+) s/.exec(String(refused))?.[1] ?? "0");
      if (waits.length === 1) {
        // It was started at once and has answered: from now on it never does.
        await assertRejects(() => thread.call("die", []), OperationalError);
      }
      await clock.advance(Number(waits.at(-1)) * 1000);
    }
    assertEquals(waits, ["0", "1", "2", "4", "8", "16", "32", "60", "60"]);
    await thread.close();
  });
});

describe("Thread that is patient", () => {
  test("waits for a slow call, reports it as a stall, and is not restarted", async () => {
    await using setup = openThread({ greeting: "Hello" }, { isPatient: true });
    const { thread, clock } = setup;
    await thread.call("greet", ["first"]);
    thread.call("wait", []).catch(() => {});
    await clock.advance(9_000);
    assertEquals(thread.stall, undefined);
    await clock.advance(60_000);
    assertEquals([thread.stall?.method, thread.restarts], ["wait", 0]);
    assertEquals(await thread.call("greet", ["again"]), "Hello again");
    assertEquals([thread.stall, thread.restarts], [undefined, 0]);
  });
});
