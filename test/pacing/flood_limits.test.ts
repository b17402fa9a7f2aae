import { assert, assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import type { PacedSend } from "../../src/pacing/paced_send.ts";
import { Pacing } from "../../src/pacing/pacing.ts";
import { defaultPacing, type PacingSettings } from "../../src/pacing/pacing_settings.ts";
import { TelegramError } from "../../src/telegram/envelope.ts";
import { ManualClock } from "../support/manual_clock.ts";
import { createRandom } from "../support/random.ts";

const botId = 7;
const programs = 4;
const durationMs = 60_000;
const sendsPerSec = 200;
/** A message arrives at Telegram this much later than it left, at most. */
const maxTravelMs = 20;

/** Counts as Telegram documents it, and answers 429 above the limits. */
class StrictTelegram {
  readonly arrivals: { readonly chat: string; readonly atMs: number }[] = [];
  refused = 0;

  receive(chat: string, atMs: number): number | undefined {
    const perChat = chat.startsWith("-") ? { count: 20, windowMs: 60_000 } : { count: 1, windowMs: 1000 };
    const isAbove = this.#count(atMs - 1000) >= 30 ||
      this.#count(atMs - perChat.windowMs, chat) >= perChat.count;
    if (isAbove) {
      this.refused++;
      return 1;
    }
    this.arrivals.push({ chat, atMs });
    return undefined;
  }

  #count(sinceMs: number, chat?: string): number {
    let count = 0;
    for (let index = this.arrivals.length - 1; index >= 0; index--) {
      const arrival = this.arrivals[index]!;
      if (arrival.atMs < sinceMs - maxTravelMs) break;
      if (arrival.atMs > sinceMs && (chat === undefined || arrival.chat === chat)) count++;
    }
    return count;
  }
}

describe("Pacing under four programs that send 200 messages a second", () => {
  test("keeps every limit, uses over 95 % of what is allowed, and lets replies through", async () => {
    const clock = new ManualClock(0);
    const random = createRandom(2026);
    const telegram = new StrictTelegram();
    const settings: PacingSettings = { ...defaultPacing, mode: "smooth" };
    const pacing = new Pacing({ settings: { of: () => settings, remove() {} }, clock });
    const sentBy = new Array<number>(programs).fill(0);
    const replyWaits: number[] = [];
    const orders = new Map<string, number[]>();
    const all: Promise<void>[] = [];

    const send = async (paced: PacedSend, number: number) => {
      const startMs = clock.now();
      try {
        await pacing.send(botId, paced, () => {
          const key = `${paced.program} ${paced.chat}`;
          orders.set(key, [...orders.get(key) ?? [], number]);
          sentBy[paced.program]!++;
          if (paced.priority === "interactive") replyWaits.push(clock.now() - startMs);
          const atMs = clock.now() + Math.floor(random() * maxTravelMs);
          return Promise.resolve({ retryAfterSec: telegram.receive(paced.chat!, atMs) });
        }, { isRepeatable: true, signal: new AbortController().signal });
      } catch (error) {
        // Too much is sent, so much is refused.
        if (!(error instanceof TelegramError)) throw error;
      }
    };
    let number = 0;
    for (let atMs = 0; atMs < durationMs; atMs += 100) {
      for (let count = 0; count < sendsPerSec / 10; count++) {
        const chat = random() < 0.2 ? -1 - Math.floor(random() * 10) : 1 + Math.floor(random() * 400);
        const program = count % programs;
        all.push(send({ chat: `${chat}`, program, priority: "normal", weight: 1, isPaid: false }, number++));
      }
      if (atMs % 1000 === 0) {
        const chat = `${10_000 + atMs}`;
        all.push(send({ chat, program: 0, priority: "interactive", weight: 1, isPaid: false }, number++));
      }
      await clock.advance(100);
    }
    const sent = telegram.arrivals.filter(({ atMs }) => atMs < durationMs).length;
    await clock.advance(60_000);
    await Promise.all(all);

    assertEquals(telegram.refused, 0);
    assert(sent >= 0.95 * 30 * durationMs / 1000, `only ${sent} sent`);
    assertEquals(replyWaits.length, durationMs / 1000);
    assert(Math.max(...replyWaits) < 1500, `a reply waited ${Math.max(...replyWaits)} ms`);
    assert(Math.min(...sentBy) > 0.8 * Math.max(...sentBy), `unfair: ${sentBy.join(", ")}`);
    for (const order of orders.values()) assertEquals(order, order.toSorted((left, right) => left - right));
    assertEquals(pacing.report(botId).waiting, 0);
  });
});
