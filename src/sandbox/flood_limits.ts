import type { Clock } from "../base/clock.ts";
import { tooManyRequests } from "../telegram/envelope.ts";
import type { Bot } from "./bot.ts";
import type { Conversation } from "./conversation.ts";

const perBot = { count: 30, windowMs: 1_000 };
const perPrivateChat = { count: 1, windowMs: 1_000 };
const perGroup = { count: 20, windowMs: 60_000 };
const windowsKept = 10_000;

interface Limit {
  readonly count: number;
  readonly windowMs: number;
}

/** The documented limits on sending: 30 messages a second per bot, one a second per private chat, 20 a minute per group. */
export class FloodLimits {
  readonly #clock: Clock;
  /** Times of the latest sends, by what they are limited for. */
  readonly #sends = new Map<string, number[]>();

  /** Calls whose first message was let through. */
  readonly #admitted = new WeakSet<object>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /**
   * Counts one message of a call, or refuses the call with a 429 that says how long to wait. An album is let through or
   * refused as a whole.
   */
  check(call: object, bot: Bot, conversation: Conversation): void {
    const isPrivate = conversation.chat.type === "private";
    const checks: [string, Limit][] = [
      [`bot ${bot.id}`, perBot],
      [`bot ${bot.id} chat ${conversation.chat.id}`, isPrivate ? perPrivateChat : perGroup],
    ];
    if (!this.#admitted.has(call)) {
      for (const [key, limit] of checks) this.#refuseAbove(key, limit);
      this.#admitted.add(call);
    }
    for (const [key] of checks) this.#count(key);
  }

  #refuseAbove(key: string, { count, windowMs }: Limit): void {
    const nowMs = this.#clock.now();
    const recent = (this.#sends.get(key) ?? []).filter((atMs) => atMs > nowMs - windowMs);
    this.#sends.set(key, recent);
    const oldest = recent[recent.length - count];
    if (oldest !== undefined) {
      throw tooManyRequests(Math.max(1, Math.ceil((oldest + windowMs - nowMs) / 1000)));
    }
  }

  #count(key: string): void {
    this.#sends.get(key)?.push(this.#clock.now());
    if (this.#sends.size <= windowsKept) return;
    for (const oldest of this.#sends.keys()) {
      this.#sends.delete(oldest);
      return;
    }
  }
}
