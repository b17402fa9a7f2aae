import { asInteger } from "../base/json_value.ts";
import type { Clock } from "../base/clock.ts";
import { DeadlineSignals } from "../base/deadline_signals.ts";
import { type BotCalls, CallRefused } from "./bot_calls.ts";

/** Options for {@linkcode ChatNames}. */
interface ChatNamesOptions {
  readonly calls: BotCalls;
  readonly clock: Clock;
  /** Ends what is under way. */
  readonly signal: AbortSignal;
}

const maxRemembered = 1_000;
/** A name may be given to another chat. */
const rememberedMs = 600_000;
const maxCallMs = 30_000;

/** Ids of the chats that programs call by their `@name`: Telegram is asked once, the answer serves for ten minutes. */
export class ChatNames {
  readonly #options: ChatNamesOptions;
  readonly #known = new Map<string, { readonly id: number; readonly untilMs: number }>();

  readonly #limits: DeadlineSignals;

  constructor(options: ChatNamesOptions) {
    this.#options = options;
    this.#limits = new DeadlineSignals(
      options.clock,
      maxCallMs,
      () => new Error("Cannot tell which chat is meant: Telegram takes too long"),
    );
  }

  /**
   * The id of the chat that a bot knows by a name; 0 when there is none.
   *
   * @param name with `@`
   * @throws {CallPostponed} {@linkcode CallUncertain} when Telegram could not be asked, or the reason of the signal.
   */
  async idOf(botId: number, name: string): Promise<number> {
    const { clock } = this.#options;
    const key = `${botId} ${name.toLowerCase()}`;
    const known = this.#known.get(key);
    if (known !== undefined && known.untilMs > clock.now()) return known.id;
    const id = await this.#ask(botId, name);
    this.#known.delete(key);
    this.#known.set(key, { id, untilMs: clock.now() + rememberedMs });
    const [oldest] = this.#known.keys();
    if (this.#known.size > maxRemembered && oldest !== undefined) this.#known.delete(oldest);
    return id;
  }

  async #ask(botId: number, name: string): Promise<number> {
    const { calls, signal } = this.#options;
    const limit = this.#limits.take();
    try {
      const eitherSignal = AbortSignal.any([signal, limit.signal]);
      const chat = await calls.call(botId, "getChat", { chat_id: name }, eitherSignal);
      return asInteger(Object(chat).id);
    } catch (error) {
      if (error instanceof CallRefused) return 0;
      throw error;
    } finally {
      limit.release();
    }
  }
}
