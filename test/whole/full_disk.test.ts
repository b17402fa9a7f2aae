import { assert, assertEquals, assertMatch } from "@std/assert";
import { join } from "node:path";
import { describe, test } from "node:test";
import { type EmbeddedBotmux, openEmbedded } from "../../src/app/embedded.ts";
import { until } from "../support/until.ts";
import { testApiKey } from "../support/api_client.ts";
import { cheapHash } from "../support/cheap_hash.ts";
import { CrashSetup } from "../support/crash_setup.ts";
import { serveGivenUpdates } from "../support/given_updates.ts";
import { type SmallDisk, type SmallDiskKind, smallDisks } from "../support/small_disk.ts";
import { titleWithReason } from "../support/skip_reason.ts";

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
      titleWithReason(
        "stops the acknowledging and turns readiness red; with room again it heals by itself",
        skip,
      ),
      { skip },
      async () => {
        using disk = kind.open();
        await using setup = await runOn(disk, kind);
        await fillUp(disk, setup, words);
        disk.free(setup.botmux.pid);
        await setup.check(name);
        await setup.botmux.inState("ok");
        await until(async () => (await setup.botmux.health()).status === 200);
      },
    );

    test(titleWithReason("and a kill -9 on top of it lose nothing", skip), { skip }, async () => {
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

describe("a BotMux that is closed while its disk is full", () => {
  const [disk] = smallDisks;
  const skip = disk!.skip;
  const botId = 123456;
  const count = 300;
  const sent = Array.from({ length: count }, (_, index) => {
    const chat = { id: 40, type: "private", first_name: "Ann" };
    const text = `number ${index + 1}`;
    const message = {
      message_id: index + 1,
      date: 1_900_000_000,
      chat,
      from: { ...chat, is_bot: false },
      text,
    };
    return JSON.stringify({ update_id: index + 1, message });
  });

  function open(small: SmallDisk, upstream: string): Promise<EmbeddedBotmux> {
    const bots = [`${botId}:${"A".repeat(35)}`];
    return openEmbedded({ dataDir: join(small.path, "data"), upstream, bots }, { passwordCost: cheapHash });
  }

  async function archived({ archive }: EmbeddedBotmux): Promise<number> {
    const counts = await archive!.countRecords(botId);
    return counts.reduce((sum, { count }) => sum + count, 0);
  }

  async function archiveAll(botmux: EmbeddedBotmux): Promise<void> {
    botmux.start();
    await until(async () => await archived(botmux) === count);
  }

  test(titleWithReason("closes without an error, and archives the rest at the next start", skip), {
    skip,
  }, async () => {
    using small = disk!.open();
    await using upstream = await serveGivenUpdates(botId, sent);
    const first = await open(small, upstream.url);
    await archiveAll(first);
    small.fill(0);
    await first.close();
    small.free();
    await using next = new AsyncDisposableStack();
    const second = await open(small, upstream.url);
    next.defer(() => second.close());
    await archiveAll(second);
  });

  test(titleWithReason("closes without an error when the archive's last commit fails", skip), {
    skip,
  }, async () => {
    using small = disk!.open();
    await using upstream = await serveGivenUpdates(botId, sent);
    const first = await open(small, upstream.url);
    await archiveAll(first);
    await first.close();
    // It is not started: nobody else writes.
    const second = await open(small, upstream.url);
    await second.archive!.noteAsked(botId, 40, Date.now());
    small.fill(0);
    await second.close();
  });
});

describe("the management API on a full disk", () => {
  const [disk] = smallDisks;
  const skip = disk!.skip;
  test(titleWithReason("answers writes with 503 and Retry-After, reads go on, and it heals", skip), {
    skip,
  }, async () => {
    using small = disk!.open();
    const token = `123456:${"A".repeat(35)}`;
    const botmux = await openEmbedded({
      dataDir: join(small.path, "data"),
      upstream: "http://127.0.0.1:9",
      bots: [token],
      apiKey: testApiKey,
      archive: false,
    }, { passwordCost: cheapHash });
    try {
      const call = (path: string, init: RequestInit = {}) =>
        botmux.fetch(
          new Request(`http://127.0.0.1${path}`, {
            ...init,
            headers: { authorization: `Bearer ${testApiKey}`, "content-type": "application/json" },
          }),
        );
      let tags = 0;
      const addTag = () => {
        const body = JSON.stringify({ name: `tag ${++tags}`, color: "red" });
        return call("/api/v1/bots/123456/tags", { method: "POST", body });
      };
      assertEquals((await addTag()).status, 201);
      small.fill(0);
      let refused = await addTag();
      // What SQLite's log has room for is still written.
      while (refused.status === 201) refused = await addTag();
      const { detail } = await refused.json() as { detail: string };
      assertEquals([
        refused.status,
        refused.headers.get("content-type"),
        refused.headers.get("retry-after"),
        detail,
      ], [
        503,
        "application/problem+json",
        "30",
        "botmux.db cannot be written: the disk is full. Free some space.",
      ]);
      assertEquals((await call("/api/v1/bots/123456/tags")).status, 200);
      const codes = async () => {
        const { reasons } = await (await call("/readyz")).json() as { reasons: { code: string }[] };
        return reasons.map(({ code }) => code);
      };
      assertEquals(await codes(), ["storage_full"]);
      small.free();
      assertEquals([(await addTag()).status, await codes()], [201, []]);
    } finally {
      await botmux.close();
    }
  });
});
