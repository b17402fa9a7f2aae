import { assert, assertEquals } from "@std/assert";
import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { CrashSetup, type Reader, type Sent } from "../support/crash_setup.ts";
import { createTempFolder } from "../support/temp_folder.ts";
import { until } from "../support/until.ts";

/** A repeatable source of numbers in [0, 1). */
function numbers(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 1_103_515_245 + 12_345) % 2 ** 31) / 2 ** 31;
}

/** Everything came, as it was sent, in order, and nothing that had been confirmed came again. */
function checkReader(reader: Reader, sent: readonly Sent[], hint: string): void {
  assertEquals(reader.complaints, [], hint);
  const missing = sent.filter(({ id }) => !reader.received.some((each) => each.id === id)).slice(0, 3);
  if (reader.received.length < sent.length) assertEquals(missing, [], hint);
  for (const [index, each] of sent.entries()) {
    const got = reader.received[index];
    if (got?.id !== each.id || got.text !== each.text || got.chat !== each.chat) {
      assertEquals(got, each, `${hint}, update ${index} of ${sent.length}`);
    }
  }
  assertEquals(reader.received.length, sent.length, hint);
}

describe("kill -9", () => {
  test("50 times at random moments under 1,000 updates/s loses nothing and repeats nothing confirmed", async () => {
    const seed = Date.now() % 1_000_000;
    const random = numbers(seed);
    await using setup = await CrashSetup.start();
    const stop = new AbortController();
    await setup.launch();
    const flow = setup.flow(1000, stop.signal);
    for (let round = 0; round < 50; round++) {
      await new Promise((resolve) => setTimeout(resolve, 50 + random() * 500));
      await setup.kill();
      await setup.launch();
    }
    stop.abort();
    await flow;
    await setup.caughtUp(30_000);
    for (const [index, reader] of setup.readers.entries()) {
      checkReader(reader, setup.sent, `seed ${seed}, reader ${index}`);
    }
  });
});

describe("upstream that cuts connections and answers", () => {
  test("loses nothing and repeats nothing", async () => {
    const seed = Date.now() % 1_000_000;
    const random = numbers(seed);
    await using setup = await CrashSetup.start();
    await setup.launch();
    const stop = new AbortController();
    const flow = setup.flow(1000, stop.signal);
    const faults = [{ drop: "before" }, { drop: "after" }, { cutAfterBytes: 400 }, { truncateToBytes: 300 }, {
      status: 500,
    }] as const;
    for (let round = 0; round < 15; round++) {
      const fault = faults[Math.floor(random() * faults.length)]!;
      setup.sandbox.faults.add({ botId: setup.botId, method: "getUpdates", times: 1, ...fault });
      await new Promise((resolve) => setTimeout(resolve, 100 + random() * 400));
    }
    stop.abort();
    setup.sandbox.faults.clear();
    await flow;
    await setup.caughtUp(90_000);
    for (const [index, reader] of setup.readers.entries()) {
      checkReader(reader, setup.sent, `seed ${seed}, reader ${index}`);
    }
  });
});

/** A file system of a few megabytes, gone with the scope. */
function smallDisk(megabytes: number): Disposable & { readonly path: string } {
  const folder = createTempFolder();
  const path = join(folder.path, "disk");
  mkdirSync(path);
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", `size=${megabytes}m`, "botmux-test", path], {
      stdio: "pipe",
    });
  } catch (error) {
    folder[Symbol.dispose]();
    throw error;
  }
  return {
    path,
    [Symbol.dispose]() {
      execFileSync("umount", ["-l", path]);
      folder[Symbol.dispose]();
    },
  };
}

/** Why a small disk cannot be had here; `false` when it can. */
function whyNoSmallDisk(): string | false {
  try {
    smallDisk(1)[Symbol.dispose]();
    return false;
  } catch {
    return "only who may mount a file system can run this";
  }
}

const skip = whyNoSmallDisk();

describe("a full disk", () => {
  test("stops acknowledging, says so, and loses nothing once there is room again", { skip }, async () => {
    using disk = smallDisk(8);
    const ballast = join(disk.path, "ballast");
    await using setup = await CrashSetup.start(join(disk.path, "data"));
    await setup.launch();
    for (let count = 0; count < 50; count++) setup.send();
    await setup.caughtUp(10_000);
    fill(ballast);
    // More than what is left of the pages that SQLite holds already.
    for (let count = 0; count < 200; count++) setup.send(20_000);
    await until(async () => (await setup.health()).state === "disk", 20_000);
    const { why } = await setup.health();
    assert(/full/i.test(why), why);
    await setup.kill();
    rmSync(ballast);
    await setup.launch();
    await setup.caughtUp(30_000);
    assertEquals((await setup.health()).state, "ok");
    for (const [index, reader] of setup.readers.entries()) checkReader(reader, setup.sent, `reader ${index}`);
  });

  test("heals by itself, without a restart", { skip }, async () => {
    using disk = smallDisk(8);
    const ballast = join(disk.path, "ballast");
    await using setup = await CrashSetup.start(join(disk.path, "data"));
    await setup.launch();
    setup.send();
    await setup.caughtUp(10_000);
    fill(ballast);
    for (let count = 0; count < 100; count++) setup.send(20_000);
    await until(async () => (await setup.health()).state === "disk", 20_000);
    rmSync(ballast);
    await setup.caughtUp(60_000);
    assertEquals((await setup.health()).state, "ok");
    for (const [index, reader] of setup.readers.entries()) checkReader(reader, setup.sent, `reader ${index}`);
  });
});

/** Writes until nothing more fits. */
function fill(path: string): void {
  const piece = new Uint8Array(64 * 1024);
  for (;;) {
    try {
      writeFileSync(path, piece, { flag: "a" });
    } catch {
      break;
    }
  }
  assert(statSync(path).size > 0, "The disk was full from the start");
}
