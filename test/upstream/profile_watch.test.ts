import { assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import { silentLogger } from "../../src/base/logger.ts";
import { createSandbox } from "../../src/sandbox/sandbox.ts";
import { UpstreamClient } from "../../src/upstream/client.ts";
import { ProfileWatch } from "../../src/upstream/profile_watch.ts";
import { ManualClock } from "../support/manual_clock.ts";
import { until } from "../support/until.ts";
import { watchUpstream } from "../support/watched_upstream.ts";

const dayMs = 86_400_000;
const picture = new Uint8Array([0xff, 0xd8, 0xff, 1]);

/** A watch over two bots of a sandbox, of which the second has no photo. */
async function open() {
  const stack = new AsyncDisposableStack();
  const sandbox = stack.use(createSandbox());
  const bots = [
    sandbox.addBot({ username: "first_bot", name: "First", photo: { bytes: picture } }),
    sandbox.addBot({ username: "second_bot", name: "Second" }),
  ];
  const upstream = stack.use(await watchUpstream(sandbox));
  const clock = new ManualClock();
  const client = new UpstreamClient({ baseUrl: upstream.url, clock: new ManualClock() });
  stack.defer(() => client.close());
  const found: { botId: number; username: string; hasPhoto: boolean }[] = [];
  let [isReady, hasPhotoWatched] = [true, true];
  const watch = new ProfileWatch({
    client,
    bots: () => isReady ? bots.map(({ id, token }) => ({ id, token, hasPhotoWatched })) : [],
    found(botId, { username, photo }) {
      found.push({ botId, username, hasPhoto: Boolean(photo) });
      return Promise.resolve();
    },
    clock,
    logger: silentLogger,
  });
  const stopping = new AbortController();
  const running = watch.run(stopping.signal);
  stack.defer(async () => {
    stopping.abort();
    await running;
  });
  return {
    sandbox,
    bots,
    found,
    upstream,
    allow: (ready: boolean) => isReady = ready,
    allowPhotos: (allowed: boolean) => hasPhotoWatched = allowed,
    /** Lets time pass once the watch waits for it. */
    async pass(ms: number, stepMs = 5_000) {
      for (let left = ms; left > 0; left -= stepMs) {
        await until(() => clock.pending > 0);
        await clock.advance(Math.min(left, stepMs));
      }
      await until(() => clock.pending > 0);
    },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

describe("Names and profile photos of bots", () => {
  test("are requested after the start, then once a day", async () => {
    await using setup = await open();
    const [first, second] = setup.bots.map(({ id }) => id);
    const both = [
      { botId: first, username: "first_bot", hasPhoto: true },
      { botId: second, username: "second_bot", hasPhoto: false },
    ];
    await setup.pass(60_000);
    assertEquals(setup.found, both);
    await setup.pass(dayMs - 120_000, 3_600_000);
    assertEquals(setup.found.length, 2);
    await setup.pass(180_000);
    assertEquals(setup.found, [...both, ...both]);
  });

  test("are requested again ten minutes after a failure", async () => {
    await using setup = await open();
    setup.sandbox.faults.add({
      method: "getUserProfilePhotos",
      botId: setup.bots[0]!.id,
      status: 500,
      times: 1,
    });
    await setup.pass(60_000);
    assertEquals(setup.found.map(({ botId }) => botId), [setup.bots[1]!.id]);
    await setup.pass(10 * 60_000);
    assertEquals(setup.found.map(({ botId }) => botId), [setup.bots[1]!.id, setup.bots[0]!.id]);
  });

  test("wait as long as a 429 from upstream says, at most half an hour", async () => {
    await using setup = await open();
    setup.sandbox.faults.add({
      method: "getUserProfilePhotos",
      botId: setup.bots[0]!.id,
      status: 429,
      retryAfterSec: 3_600,
      times: 1,
    });
    await setup.pass(28 * 60_000);
    assertEquals(setup.found.map(({ botId }) => botId), [setup.bots[1]!.id]);
    await setup.pass(4 * 60_000);
    assertEquals(setup.found.length, 2);
  });

  test("are requested without the photo where chats are not refreshed", async () => {
    await using setup = await open();
    setup.allowPhotos(false);
    await setup.pass(60_000);
    assertEquals(setup.found.map(({ username }) => username), ["first_bot", "second_bot"]);
    assertEquals(setup.upstream.methods, ["getMe", "getMe"]);
  });

  test("are requested as soon as a bot is ready", async () => {
    await using setup = await open();
    setup.allow(false);
    await setup.pass(60_000);
    assertEquals(setup.upstream.methods, []);
    setup.allow(true);
    await setup.pass(15_000);
    assertEquals(setup.found.length, 2);
  });
});
