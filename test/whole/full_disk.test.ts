import { assert, assertEquals, assertMatch } from "@std/assert";
import { join } from "node:path";
import { describe, test } from "node:test";
import { CrashSetup } from "../support/crash_setup.ts";
import { type SmallDisk, type SmallDiskKind, smallDisks } from "../support/small_disk.ts";

/** Larger than what is left of the pages that SQLite holds already. */
const batch = { count: 200, size: 20_000 };

async function runOn(disk: SmallDisk, { through }: SmallDiskKind): Promise<CrashSetup> {
  const setup = await CrashSetup.open({ dataDir: join(disk.path, "data"), through });
  setup.botmux.spawn();
  await setup.botmux.listening();
  setup.botmux.send(50);
  await setup.check("before the disk is full");
  return setup;
}

/** Fills the disk while updates come, and checks what BotMux does about it. */
async function fillUp(disk: SmallDisk, setup: CrashSetup, words: RegExp): Promise<void> {
  for (const reader of setup.readers) reader.isDiskFull = true;
  disk.fill(setup.botmux.pid);
  setup.botmux.send(batch.count, batch.size);
  await setup.botmux.inState("disk");
  const { status, why } = await setup.botmux.health();
  assertEquals(status, 503);
  assertMatch(why, words);
  assert(setup.delivered < setup.botmux.sent.length, "The disk was not full");
  // What upstream was told to forget is kept, and so the readers have it.
  const acknowledged = setup.botmux.sent.length - await setup.botmux.unacknowledged();
  assert(acknowledged <= setup.delivered, `${acknowledged} acknowledged, ${setup.delivered} delivered`);
}

for (const kind of smallDisks) {
  const { name, skip, words } = kind;
  describe(name, () => {
    test(
      "stops the acknowledging and turns readiness red; with room again it heals by itself",
      { skip },
      async () => {
        using disk = kind.open();
        await using setup = await runOn(disk, kind);
        await fillUp(disk, setup, words);
        disk.free(setup.botmux.pid);
        await setup.check(name);
        await setup.botmux.inState("ok");
        assertEquals((await setup.botmux.health()).status, 200);
      },
    );

    test("and a kill -9 on top of it lose nothing", { skip }, async () => {
      using disk = kind.open();
      await using setup = await runOn(disk, kind);
      await fillUp(disk, setup, words);
      await setup.botmux.kill();
      disk.free();
      setup.botmux.spawn();
      await setup.check(name);
    });
  });
}
