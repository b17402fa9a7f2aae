import { assert, assertEquals, assertRejects } from "@std/assert";
import { describe, test } from "node:test";
import type { PacedSend } from "../../src/pacing/paced_send.ts";
import { Pacing } from "../../src/pacing/pacing.ts";
import { defaultPacing, type PacingSettings } from "../../src/pacing/pacing_settings.ts";
import { TelegramError } from "../../src/telegram/envelope.ts";
import { ManualClock, settle } from "../support/manual_clock.ts";

const botId = 7;
const smooth: PacingSettings = { ...defaultPacing, mode: "smooth" };

/** A pacer whose sends are answered at once, and notes when each was made. */
function setup(settings: PacingSettings = smooth) {
  const clock = new ManualClock(0);
  const pacing = new Pacing({ settings: { of: () => settings, remove() {} }, clock });
  const made: [name: string, atMs: number][] = [];
  const refusals = new Map<string, number[]>();
  /** Resolves with "sent", "limited", or `retry_after` of BotMux's own refusal. */
  const send = async (
    name: string,
    given: Partial<PacedSend> = {},
    { isRepeatable = true, signal = new AbortController().signal } = {},
  ): Promise<string> => {
    const paced: PacedSend = {
      chat: name,
      program: 1,
      priority: "normal",
      weight: 1,
      isPaid: false,
      ...given,
    };
    try {
      const answer = await pacing.send(botId, paced, () => {
        made.push([name, clock.now()]);
        return Promise.resolve({ retryAfterSec: refusals.get(name)?.shift() });
      }, { isRepeatable, signal });
      return answer.retryAfterSec === undefined ? "sent" : "limited";
    } catch (error) {
      if (error instanceof TelegramError) return `refused: ${error.parameters?.retry_after}`;
      throw error;
    }
  };
  return { clock, pacing, made, refusals, send, names: () => made.map(([name]) => name) };
}

describe("Pacing", () => {
  test("sends at once below the limits", async () => {
    const { send, made, pacing } = setup();
    for (const chat of ["1", "2", "-3"]) assertEquals(await send(chat), "sent");
    assertEquals(made, [["1", 0], ["2", 0], ["-3", 0]]);
    assertEquals(pacing.report(botId), { ...zero, sent: 3 });
  });

  test("spaces messages to one private chat, without delaying other chats", async () => {
    const { send, made, clock } = setup();
    const all = [send("5"), send("5"), send("5"), send("6")];
    await clock.advance(5000);
    assertEquals(await Promise.all(all), ["sent", "sent", "sent", "sent"]);
    assertEquals(made, [["5", 0], ["6", 0], ["5", 1030], ["5", 2060]]);
  });

  test("spreads a burst over the limit's window", async () => {
    const { send, made, clock } = setup();
    for (let count = 0; count < 30; count++) void send(`${count + 1}`);
    await clock.advance(500);
    assertEquals(made.length, 15);
    await clock.advance(500);
    assertEquals(made.length, 30);
  });

  test("allows a group twenty messages a minute", async () => {
    const { send, made, clock } = setup({ ...smooth, maxWaitMs: 120_000 });
    for (let count = 0; count < 21; count++) void send("-100500");
    await clock.advance(60_000);
    assertEquals(made.length, 20);
    await clock.advance(1000);
    assertEquals(made.length, 21);
  });

  test("counts an album's items", async () => {
    const { send, made, clock } = setup();
    await send("-1", { weight: 15 });
    const rest = [send("-2", { weight: 15 }), send("-3")];
    await clock.advance(1029);
    assertEquals(made, [["-1", 0], ["-2", 515]]);
    await clock.advance(100);
    assertEquals(await Promise.all(rest), ["sent", "sent"]);
  });

  test("counts paid broadcasts apart", async () => {
    const { send, made, clock } = setup();
    for (let count = 0; count < 100; count++) await send(String(count + 1), { isPaid: true });
    for (let count = 0; count < 30; count++) void send(String(count + 1000));
    await clock.advance(1029);
    assertEquals(made.length, 130);
  });

  test("sends answers to people before broadcasts", async () => {
    const { send, clock, names } = setup();
    for (let count = 0; count < 60; count++) void send(`${count + 1}`, { priority: "broadcast" });
    const reply = send("999", { priority: "interactive", program: 2 });
    await clock.advance(1030);
    assertEquals(await reply, "sent");
    assertEquals(names().indexOf("999"), 3);
  });

  test("takes turns between programs that share a bot", async () => {
    const { send, clock, made } = setup();
    for (let count = 0; count < 90; count++) void send(`${count + 1}`, { program: 1 });
    for (let count = 0; count < 10; count++) void send(`${count + 1000}`, { program: 2 });
    await clock.advance(1030);
    const late = made.filter(([, atMs]) => atMs > 0).map(([name]) => Number(name));
    assertEquals(late.filter((chat) => chat >= 1000).length, 10);
  });

  test("refuses at once a send that would wait longer than the maximum, with retry_after", async () => {
    const { send, clock } = setup({ ...smooth, maxWaitMs: 3000 });
    const all = Array.from({ length: 6 }, () => send("5"));
    await clock.advance(4000);
    assertEquals(await Promise.all(all), ["sent", "sent", "sent", "refused: 4", "refused: 4", "refused: 4"]);
  });

  test("refuses a send that others delayed beyond the maximum", async () => {
    const { send, clock, pacing } = setup({ ...smooth, maxWaitMs: 2000 });
    for (let count = 0; count < 30; count++) void send(`${count + 1}`);
    const last = send("999", { priority: "broadcast", program: 2 });
    for (let second = 0; second < 3; second++) {
      for (let count = 0; count < 31; count++) void send(`${second * 100 + count + 2000}`);
      await clock.advance(1000);
    }
    assertEquals(await last, "refused: 1");
    assert(pacing.report(botId).refused >= 1);
  });

  test("drops a send whose client disconnects", async () => {
    const { send, clock, names, pacing } = setup();
    await send("5");
    const gone = new AbortController();
    const waiting = send("5", {}, { signal: gone.signal });
    const next = send("5", { program: 2 });
    await settle();
    gone.abort(new Error("hung up"));
    await assertRejects(() => waiting, Error, "hung up");
    await clock.advance(1030);
    assertEquals(await next, "sent");
    assertEquals(names(), ["5", "5"]);
    assertEquals(pacing.report(botId).waiting, 0);
    assertEquals(clock.pending, 0);
  });

  test("retries a send after Telegram's 429, before those queued behind it", async () => {
    const { send, clock, made, refusals, pacing } = setup();
    refusals.set("-5", [4]);
    const first = send("-5", { program: 1 });
    await settle();
    const second = send("-5", { program: 2 });
    await clock.advance(4000);
    assertEquals([await first, await second], ["sent", "sent"]);
    assertEquals(made, [["-5", 0], ["-5", 4000], ["-5", 4000]]);
    assertEquals(pacing.report(botId).repeated, 1);
  });

  test("passes Telegram's 429 on when the call cannot be repeated or the wait is too long", async () => {
    const { send, refusals, made } = setup();
    refusals.set("-5", [4]).set("-6", [31]);
    assertEquals(await send("-5", {}, { isRepeatable: false }), "limited");
    assertEquals(await send("-6"), "limited");
    assertEquals(made.length, 2);
  });

  test("attempts a send at most three times", async () => {
    const { send, clock, refusals, made } = setup();
    refusals.set("-5", [1, 1, 1, 1]);
    const answer = send("-5");
    await clock.advance(10_000);
    assertEquals(await answer, "limited");
    assertEquals(made.length, 3);
  });

  test("pauses the whole bot once several chats were refused", async () => {
    const { send, clock, refusals, made } = setup();
    for (const chat of ["-1", "-2", "-3"]) refusals.set(chat, [5]);
    const all = [send("-1"), send("-2"), send("-3")];
    await settle();
    const other = send("-4");
    await clock.advance(4000);
    assertEquals(made.length, 3);
    await clock.advance(2000);
    assertEquals(await Promise.all([...all, other]), ["sent", "sent", "sent", "sent"]);
  });

  test("delays nothing while it observes, and counts what it would have delayed", async () => {
    const { send, made, pacing } = setup(defaultPacing);
    for (let count = 0; count < 3; count++) await send("5");
    for (let count = 0; count < 40; count++) await send("5");
    assertEquals(made.length, 43);
    assertEquals(pacing.report(botId), {
      ...zero,
      sent: 43,
      delayed: 29,
      delayedMs: 1030 * 29 * 30 / 2,
      refused: 13,
    });
  });

  test("waits no longer than before when the clock is set back", async () => {
    const { send, clock, made } = setup();
    await send("5");
    clock.setBack(3_600_000);
    const second = send("5");
    await clock.advance(1100);
    assertEquals(await second, "sent");
    assertEquals(made.length, 2);
  });
});

const zero = { sent: 0, delayed: 0, delayedMs: 0, refused: 0, limited: 0, repeated: 0, waiting: 0 };

describe("Broadcasts in Pacing", () => {
  for (const mode of ["observe", "off"] as const) {
    test(`wait for their turn when pacing is ${mode}, and leave a fifth of the limit to others`, async () => {
      const { send, made, clock } = setup({ ...smooth, mode });
      for (let count = 0; count < 60; count++) void send(`${count + 1}`, { priority: "broadcast" });
      await clock.advance(1029);
      assertEquals(made.length, 24);
      await clock.advance(1030);
      assertEquals(made.length, 48);
    });

    test(`learn from a 429 when pacing is ${mode}`, async () => {
      const { send, made, clock, refusals } = setup({ ...smooth, mode });
      refusals.set("1", [2]);
      const sent = send("1", { priority: "broadcast" });
      await clock.advance(3100);
      assertEquals([await sent, made], ["sent", [["1", 0], ["1", 2000]]]);
    });
  }

  test("make way for what other programs send at once", async () => {
    const { pacing, send, made, clock } = setup({ ...smooth, mode: "observe" });
    const other: PacedSend = { chat: undefined, program: 1, priority: "normal", weight: 20, isPaid: false };
    pacing.observe(botId, other, new AbortController().signal);
    for (let count = 0; count < 60; count++) void send(`${count + 1}`, { priority: "broadcast" });
    await clock.advance(1029);
    assertEquals(made.length, 4);
  });

  test("let other sends be counted for a minute where pacing is off", async () => {
    const { pacing, send, clock } = setup({ ...smooth, mode: "off" });
    assertEquals(pacing.modeOf(botId), "off");
    await send("1", { priority: "broadcast" });
    assertEquals(pacing.modeOf(botId), "observe");
    await clock.advance(60_000);
    assertEquals(pacing.modeOf(botId), "off");
  });
});
