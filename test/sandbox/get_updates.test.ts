import { describe, test } from "node:test";
import { assert, assertEquals, assertMatch } from "@std/assert";
import { settle } from "../support/manual_clock.ts";
import { call, createScene, result } from "./calling.ts";

const conflict =
  "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running";

describe("getUpdates of the sandbox", () => {
  test("answers at once with pending updates, whatever the timeout", async () => {
    const { sandbox, bot, user } = createScene();
    sandbox.speak({ from: user, bot: bot.id, text: "hello" });
    const updates = await result(sandbox, bot, "getUpdates", { timeout: 50 });
    assertEquals(updates.map((update: { message: { text: string } }) => update.message.text), ["hello"]);
  });

  test("writes a line break after the comma that follows update_id", async () => {
    const { sandbox, bot, user } = createScene();
    sandbox.speak({ from: user, bot: bot.id, text: "hello" });
    const response = await sandbox.fetch(new Request(`http://sandbox/bot${bot.token}/getUpdates`));
    assertMatch(await response.text(), /^\{"ok":true,"result":\[\{"update_id":\d+,\n"message":\{.*\}\}\]\}$/);
  });

  test("numbers from a random start between 2,000,001 and 1,000,000,000 without gaps", async () => {
    for (const [random, first] of [[0, 2_000_001], [1 - 2 ** -53, 1_000_000_000]] as const) {
      const { sandbox, bot } = createScene({ random: () => random });
      const ids = [1, 2, 3].map((number) => sandbox.inject(bot.id, { message: { number } }));
      assertEquals(ids, [first, first + 1, first + 2]);
      await sandbox.close();
    }
  });

  test("confirms everything below the offset when the call arrives, and nothing by answering", async () => {
    const { sandbox, bot } = createScene();
    const ids = [1, 2, 3].map((number) => sandbox.inject(bot.id, { message: { number } }));
    const read = async (parameters: object) =>
      (await result(sandbox, bot, "getUpdates", parameters)).map(({ update_id }: { update_id: number }) =>
        update_id
      );
    assertEquals(await read({}), ids);
    assertEquals(await read({ offset: ids[1] }), ids.slice(1));
    assertEquals(await read({}), ids.slice(1));
    assertEquals(await read({ offset: 1_999_999_999 }), ids.slice(1));
    assertEquals(await read({ offset: -1 }), ids.slice(2));
    assertEquals(await read({ offset: -1, timeout: 5 }), ids.slice(2));
  });

  test("deletes everything for an offset up to ten above the next id", async () => {
    const { sandbox, bot, clock } = createScene();
    const id = sandbox.inject(bot.id, { message: { number: 1 } });
    assertEquals(await result(sandbox, bot, "getUpdates", { offset: id + 11 }), []);
    const parked = result(sandbox, bot, "getUpdates", { offset: id + 3, timeout: 20 });
    await settle();
    sandbox.inject(bot.id, { message: { number: 2 } });
    sandbox.inject(bot.id, { message: { number: 3 } });
    await clock.advance(5);
    sandbox.inject(bot.id, { message: { number: 4 } });
    await clock.advance(5);
    assertEquals((await parked).map(({ message }: { message: { number: number } }) => message.number), [4]);
  });

  test("waits for the first update and gathers a burst for at most two milliseconds", async () => {
    const { sandbox, bot, clock } = createScene();
    const parked = result(sandbox, bot, "getUpdates", { timeout: 50 });
    await settle();
    for (const number of [1, 2, 3]) {
      sandbox.inject(bot.id, { message: { number } });
      await clock.advance(1);
    }
    assertEquals((await parked).length, 1);
  });

  test("answers an empty list at the timeout, at most 50 seconds", async () => {
    const { sandbox, bot, clock } = createScene();
    let updates: unknown;
    result(sandbox, bot, "getUpdates", { timeout: 600 }).then((found) => updates = found);
    await clock.advance(49_999);
    assertEquals(updates, undefined);
    await clock.advance(1);
    assertEquals(updates, []);
    assertEquals(clock.pending, 0);
  });

  test("ends the older waiting call with 409 when the new one has to wait", async () => {
    const { sandbox, bot, clock } = createScene();
    const older = call(sandbox, bot, "getUpdates", { timeout: 50 });
    await settle();
    const newer = call(sandbox, bot, "getUpdates", { timeout: 40 });
    const answer = await older;
    assertEquals([answer.error_code, answer.description], [409, conflict]);
    await clock.advance(40_000);
    assertEquals((await newer).result, []);
  });

  test("delays a second 409 within three seconds by three seconds", async () => {
    const { sandbox, bot, clock } = createScene();
    const callers = [];
    for (let count = 0; count < 3; count++) {
      callers.push(call(sandbox, bot, "getUpdates", { timeout: 50 }));
      await settle();
    }
    assertEquals((await callers[0])?.error_code, 409);
    let second: unknown;
    callers[1]?.then(({ error_code }) => second = error_code);
    await clock.advance(2_999);
    assertEquals(second, undefined);
    await clock.advance(1);
    assertEquals(second, 409);
    await sandbox.close();
  });

  test("leaves the waiting call alone when the new one is answered at once", async () => {
    const { sandbox, bot, clock } = createScene();
    const older = call(sandbox, bot, "getUpdates", { timeout: 10, offset: 1 });
    await settle();
    assertEquals((await call(sandbox, bot, "getUpdates", { timeout: 0 })).result, []);
    await clock.advance(10_000);
    assertEquals((await older).ok, true);
  });

  test("turns a repeated short poll into one of three seconds and a hot loop into one update per call", async () => {
    const { sandbox, bot, clock } = createScene();
    await result(sandbox, bot, "getUpdates", { offset: 5 });
    let answered = false;
    const repeated = result(sandbox, bot, "getUpdates", { offset: 5 }).then(() => answered = true);
    await clock.advance(2_999);
    assertEquals(answered, false);
    await clock.advance(1);
    await repeated;
    for (const number of [1, 2]) sandbox.inject(bot.id, { message: { number } });
    await clock.advance(4_000);
    assertEquals((await result(sandbox, bot, "getUpdates", { offset: 5 })).length, 2);
    await clock.advance(499);
    assertEquals((await result(sandbox, bot, "getUpdates", { offset: 5 })).length, 1);
  });

  test("frees the slot when the waiting caller hangs up", async () => {
    const { sandbox, bot, clock } = createScene();
    const hangUp = new AbortController();
    call(sandbox, bot, "getUpdates", { timeout: 50 }, hangUp.signal).catch(() => {});
    await settle();
    hangUp.abort();
    await settle();
    assertEquals(clock.pending, 0);
  });

  test("applies allowed_updates when an update is made, and keeps the setting", async () => {
    const { sandbox, bot, user } = createScene();
    await result(sandbox, bot, "getUpdates", { offset: 1, allowed_updates: ["EDITED_MESSAGE", "nonsense"] });
    const said = sandbox.speak({ from: user, bot: bot.id, text: "one" });
    sandbox.editAs({ from: user, bot: bot.id, messageId: said.message_id, text: "two" });
    await result(sandbox, bot, "getUpdates", { offset: 2, allowed_updates: [] });
    const updates = await result(sandbox, bot, "getUpdates", { offset: 3 });
    assertEquals(updates.map((update: object) => Object.keys(update)[1]), ["edited_message"]);
  });

  test("never returns an update beyond its lifetime", async () => {
    const { sandbox, bot, clock } = createScene();
    sandbox.inject(bot.id, { inline_query: { id: "1" } });
    const kept = sandbox.inject(bot.id, { message: { number: 1 } });
    await clock.advance(30_000);
    const updates = await result(sandbox, bot, "getUpdates");
    assertEquals(updates.map(({ update_id }: { update_id: number }) => update_id), [kept]);
  });

  test("cuts an answer at about 4 MiB", async () => {
    const { sandbox, bot } = createScene();
    const text = "x".repeat(500_000);
    for (let count = 0; count < 12; count++) sandbox.inject(bot.id, { message: { text } });
    assertEquals((await result(sandbox, bot, "getUpdates")).length, 8);
  });

  test("drops the newest update when 100,000 wait", () => {
    const { sandbox, bot } = createScene();
    for (let count = 0; count < 100_000; count++) sandbox.inject(bot.id, { poll: { id: "1" } });
    let message = "";
    try {
      sandbox.inject(bot.id, { poll: { id: "1" } });
    } catch (error) {
      if (error instanceof RangeError) message = error.message;
    }
    assertMatch(message, /queue is full/);
  });

  test("returns pending updates when the bot closes, and refuses calls after logOut", async () => {
    const { sandbox, bot, clock } = createScene();
    const parked = call(sandbox, bot, "getUpdates", { timeout: 50 });
    await settle();
    assertEquals(await result(sandbox, bot, "CLOSE"), true);
    assertEquals((await parked).result, []);
    assertEquals(
      (await call(sandbox, bot, "close")).description,
      "Bad Request: the bot has already been closed",
    );
    assertEquals(await result(sandbox, bot, "logout"), true);
    const refused = await call(sandbox, bot, "getMe");
    assertEquals([refused.error_code, refused.description], [400, "Logged out"]);
    await clock.advance(1_800_000);
    assert((await call(sandbox, bot, "getMe")).ok);
  });
});
