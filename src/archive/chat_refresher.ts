import { type Clock, sleep } from "../base/clock.ts";
import type { Logger } from "../base/logger.ts";
import { describeDelay } from "../base/retry.ts";
import type { StaleChat } from "./archive_store.ts";

/** How a call went. `unclear`: nobody knows, upstream is not there or not well. */
export type RefreshOutcome =
  | { readonly kind: "done" | "refused" | "unclear" }
  | { readonly kind: "too-many"; readonly retryAfterSec: number };

/** Options for {@linkcode ChatRefresher}. */
interface ChatRefresherOptions {
  readonly archive: {
    /** The chat of a bot that was active last, among those active since, and not asked about since, these moments. */
    staleChat(botId: number, activeSinceMs: number, askedBeforeMs: number): Promise<StaleChat | undefined>;
    noteAsked(botId: number, chatId: number, atMs: number): Promise<void>;
  };
  /** The bots that upstream may be asked about now. */
  readonly bots: () => readonly number[];
  /** Calls a method as a bot; what it answers is archived as every call's answer is. */
  readonly call: (
    botId: number,
    method: string,
    parameters: Readonly<Record<string, unknown>>,
    signal: AbortSignal,
  ) => Promise<RefreshOutcome>;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** At its start BotMux has more to do, in milliseconds. */
const startMs = 60_000;
/** Between two calls of one bot: three a minute. */
const gapMs = 20_000;
/** Between two calls of all bots together. */
const breathMs = 200;
/** How often it is looked which bots have their turn. */
const lookMs = 5_000;
/** A bot none of whose chats is due is looked at again after this time. */
const idleMs = 600_000;
/** A bot stays alone at least this long after upstream said that there were too many calls, whoever made them. */
const minHoldMs = 300_000;
/** And at most so long, whatever it asks for: what it minds may be over sooner. */
const maxHoldMs = 1_800_000;
/** A chat is asked about once in so long, while it is in use: */
const freshMs = 86_400_000;
const inUseMs = 7 * 86_400_000;

/** One bot's turn. */
interface Turn {
  /** Nothing is asked before. */
  nextAtMs: number;
  chatId: number;
  /** Methods still to be called for the chat. */
  methods: readonly string[];
}

/**
 * Keeps what the archive knows of chats fresh where updates do not tell it: photo, description, number of members, the
 * bot's rights. One call at a time, a few a minute for each bot; never because of an update, and never while upstream
 * finds that a bot calls too much.
 */
export class ChatRefresher {
  readonly #options: ChatRefresherOptions;
  readonly #turns = new Map<number, Turn>();

  constructor(options: ChatRefresherOptions) {
    this.#options = options;
  }

  /** Upstream found that a bot calls too much: it is left alone. */
  hold(botId: number, retryAfterSec = 0): void {
    const turn = this.#turnOf(botId);
    const holdMs = Math.min(Math.max(retryAfterSec * 1000, minHoldMs), maxHoldMs);
    const untilMs = this.#options.clock.now() + holdMs;
    turn.nextAtMs = Math.max(turn.nextAtMs, untilMs);
  }

  /** Works until `signal` aborts. */
  async run(signal: AbortSignal): Promise<void> {
    const { bots, clock } = this.#options;
    await sleep(clock, startMs, signal);
    while (!signal.aborted) {
      const ready = new Set(bots());
      this.#forget(ready);
      for (const botId of ready) {
        if (signal.aborted) return;
        const turn = this.#turnOf(botId);
        if (turn.nextAtMs > clock.now()) continue;
        await this.#take(botId, turn, signal);
        await sleep(clock, breathMs, signal);
      }
      await sleep(clock, lookMs, signal);
    }
  }

  /** Lets go of bots that are not ready, but for those that must be left alone when they are again. */
  #forget(ready: ReadonlySet<number>): void {
    const nowMs = this.#options.clock.now();
    for (const [botId, { nextAtMs }] of this.#turns) {
      if (!ready.has(botId) && nextAtMs <= nowMs) this.#turns.delete(botId);
    }
  }

  #turnOf(botId: number): Turn {
    let turn = this.#turns.get(botId);
    if (turn === undefined) {
      turn = { nextAtMs: 0, chatId: 0, methods: [] };
      this.#turns.set(botId, turn);
    }
    return turn;
  }

  async #take(botId: number, turn: Turn, signal: AbortSignal): Promise<void> {
    const { clock, logger } = this.#options;
    turn.nextAtMs = clock.now() + gapMs;
    try {
      if (turn.methods.length === 0 && !await this.#choose(botId, turn)) {
        turn.nextAtMs = clock.now() + idleMs;
        return;
      }
      await this.#ask(botId, turn, signal);
    } catch (error) {
      if (signal.aborted) return;
      turn.nextAtMs = clock.now() + idleMs;
      logger.error("cannot refresh chats", { bot: botId, error, next_retry: describeDelay(idleMs) });
    }
  }

  /** Whether there is a chat to ask about. */
  async #choose(botId: number, turn: Turn): Promise<boolean> {
    const { archive, clock } = this.#options;
    const nowMs = clock.now();
    const chat = await archive.staleChat(botId, nowMs - inUseMs, nowMs - freshMs);
    if (chat === undefined) return false;
    turn.chatId = chat.chatId;
    turn.methods = chat.type === "private" ? ["getChat"] : ["getChat", "getChatMemberCount", "getChatMember"];
    return true;
  }

  async #ask(botId: number, turn: Turn, signal: AbortSignal): Promise<void> {
    const { archive, call, clock } = this.#options;
    const [method = "", ...rest] = turn.methods;
    const about = method === "getChatMember" ? { user_id: botId } : {};
    const outcome = await call(botId, method, { chat_id: turn.chatId, ...about }, signal);
    if (outcome.kind === "too-many") return this.hold(botId, outcome.retryAfterSec);
    if (outcome.kind === "unclear") {
      turn.nextAtMs = clock.now() + idleMs;
      return;
    }
    // A chat the bot is not in any more answers nothing else either.
    turn.methods = outcome.kind === "refused" && method === "getChat" ? [] : rest;
    if (turn.methods.length === 0) await archive.noteAsked(botId, turn.chatId, clock.now());
  }
}
