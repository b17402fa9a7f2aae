import { describe, test } from "node:test";
import { inflateSync } from "node:zlib";
import { assert, assertEquals } from "@std/assert";
import { createDemo, demoTokens } from "../../src/sandbox/demo.ts";
import { drawDemoPicture } from "../../src/sandbox/draw_picture.ts";
import { createSandbox } from "../../src/sandbox/sandbox.ts";
import { readToken, tokenSecretLength } from "../../src/telegram/token.ts";
import { updateKinds } from "../../src/telegram/update_kinds.ts";
import { ManualClock, settle } from "../support/manual_clock.ts";
import { result, takeUpdates } from "./calling.ts";

/** Numbers in [0, 1) that repeat. */
function createRandom(): () => number {
  let state = 1;
  return () => (state = state * 16807 % 2147483647) / 2147483647;
}

describe("the demo", () => {
  test("has two bots whose tokens have the right shape", () => {
    for (const token of demoTokens) {
      assert(typeof readToken(token) === "object", token);
      assertEquals(token.split(":")[1]?.length, tokenSecretLength);
    }
  });

  test("lets people talk with photos, edits, reactions and presses, to both bots", async () => {
    await using sandbox = createSandbox({ clock: new ManualClock() });
    const demo = createDemo(sandbox, { random: createRandom() });
    for (const bot of demo.bots) {
      await result(sandbox, bot, "getUpdates", { allowed_updates: [...updateKinds] });
    }
    const keyboard = { inline_keyboard: [[{ text: "go", callback_data: "go" }]] };
    await result(sandbox, demo.bots[0], "sendMessage", {
      chat_id: demo.groupId,
      text: "?",
      reply_markup: keyboard,
    });
    for (let count = 0; count < 60; count++) demo.step();
    const first = await takeUpdates(sandbox, demo.bots[0]);
    const kinds = new Set(first.map((update) => Object.keys(update)[1]));
    assertEquals(kinds, new Set(["message", "edited_message", "message_reaction", "callback_query"]));
    assert(first.some(({ message }) => message?.photo !== undefined));
    const second = await takeUpdates(sandbox, demo.bots[1]);
    assertEquals(second.length, first.length - 1);
  });

  test("continues by itself until it is stopped, and leaves no timer", async () => {
    const clock = new ManualClock();
    await using sandbox = createSandbox({ clock });
    const demo = createDemo(sandbox, { clock, random: createRandom(), paceMs: 1_000 });
    const stop = new AbortController();
    const running = demo.start(stop.signal);
    await clock.advance(10_000);
    assert(sandbox.history({ chat: demo.groupId }).length >= 4);
    stop.abort();
    await running;
    await settle();
    assertEquals(clock.pending, 0);
  });

  test("draws a valid PNG", () => {
    const picture = drawDemoPicture(createRandom());
    const text = new TextDecoder("latin1").decode(picture);
    const start = text.indexOf("IDAT") + 4;
    const length = new DataView(picture.buffer).getUint32(start - 8);
    assertEquals(inflateSync(picture.subarray(start, start + length)).length, 64 * 9);
  });
});
