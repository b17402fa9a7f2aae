import type { CancelSignal } from "../base/cancel_signal.ts";
import type { Clock } from "../base/clock.ts";
import { SteadyClock } from "../base/steady_clock.ts";
import { BotPacer } from "./bot_pacer.ts";
import type { PacedSend } from "./paced_send.ts";
import type { PacingMode, PacingSettings } from "./pacing_settings.ts";
import { noSendFigures, type SendFigures } from "./send_figures.ts";

/** Where {@linkcode Pacing} learns how bots are paced. */
export interface PacingSource {
  /** How a bot is paced now, as the same object until that changes; `undefined` when there is no such bot. */
  of(botId: number): PacingSettings | undefined;
  /** Forgets a bot that was removed. */
  remove(botId: number): void;
}

/** Options for {@linkcode Pacing}. */
interface PacingOptions {
  readonly settings: PacingSource;
  readonly clock: Clock;
}

/** An answer of Telegram, as far as pacing is concerned. */
interface PacedAnswer {
  /** `retry_after` of a 429; `undefined` for all other answers. */
  readonly retryAfterSec: number | undefined;
}

/** Counts of a bot, and how many sends wait now. */
export type PacingReport = Readonly<SendFigures> & { readonly waiting: number };

interface PacedBot {
  readonly settings: PacingSettings;
  readonly figures: SendFigures;
  readonly pacer: BotPacer;
  /** When its last broadcast message entered; it never did before the first. */
  broadcastAtMs: number;
}

/** For how long after the last message of a broadcast the bot's other sends are counted, whatever its pacing. */
const countedAfterBroadcastMs = 60_000;

/** How often a send that Telegram refuses with 429 is made at most. */
const maxAttempts = 3;

/**
 * Paces what bots send, whoever sends it, so that Telegram's limits are kept by all programs of a bot together. A change
 * of settings starts with new windows; sends that wait go on under the old ones.
 */
export class Pacing {
  readonly #settings: PacingSource;
  readonly #clock: Clock;
  readonly #bots = new Map<number, PacedBot>();

  constructor({ settings, clock }: PacingOptions) {
    this.#settings = settings;
    this.#clock = new SteadyClock(clock);
  }

  /** How the sends of a bot are paced now. While it broadcasts, they are observed at least. */
  modeOf(botId: number): PacingMode {
    const mode = this.#settings.of(botId)?.mode ?? "off";
    if (mode !== "off") return mode;
    const broadcastAtMs = this.#bots.get(botId)?.broadcastAtMs ?? -Infinity;
    return this.#clock.now() - broadcastAtMs < countedAfterBroadcastMs ? "observe" : "off";
  }

  /** Counts a send of a bot whose sends are observed: nothing has to be awaited before it, nor told after it. */
  observe(botId: number, send: PacedSend, signal: CancelSignal): void {
    void this.#botOf(botId)?.pacer.enter(send, false, signal);
  }

  /** Counts that Telegram refused an observed send with 429. */
  observeRefusal(botId: number): void {
    const bot = this.#botOf(botId);
    if (bot !== undefined) bot.figures.limited++;
  }

  /**
   * Makes a send in its turn, and again when Telegram refuses it with a 429 that is soon over. `attempt` is called at
   * most {@linkcode maxAttempts} times, and once if the call cannot be made again. A broadcast waits for its turn whatever
   * the pacing of the bot.
   *
   * @throws {TelegramError} 429 when the wait is or becomes too long.
   * @throws the reason of `signal` when that aborts, and what `attempt` throws.
   */
  async send<A extends PacedAnswer>(
    botId: number,
    send: PacedSend,
    attempt: () => Promise<A>,
    { isRepeatable, signal }: { readonly isRepeatable: boolean; readonly signal: CancelSignal },
  ): Promise<A> {
    for (let attempts = 1;; attempts++) {
      const bot = this.#botOf(botId);
      const isBroadcast = send.priority === "broadcast";
      if (bot === undefined || (bot.settings.mode === "off" && !isBroadcast)) return await attempt();
      if (isBroadcast) bot.broadcastAtMs = this.#clock.now();
      await bot.pacer.enter(send, attempts > 1, signal);
      const startMs = this.#clock.now();
      const answer = await attempt();
      bot.pacer.answered(send, this.#clock.now() - startMs);
      const { retryAfterSec } = answer;
      if (retryAfterSec === undefined) return answer;
      const isSoon = bot.pacer.learn(send, retryAfterSec);
      if (!isSoon || !isRepeatable || attempts === maxAttempts) return answer;
      bot.figures.repeated++;
    }
  }

  /** Counts of a bot. */
  report(botId: number): PacingReport {
    const bot = this.#bots.get(botId);
    return { ...bot?.figures ?? noSendFigures(), waiting: bot?.pacer.waiting ?? 0 };
  }

  /** Forgets a bot that was removed. */
  remove(botId: number): void {
    this.#bots.delete(botId);
    this.#settings.remove(botId);
  }

  #botOf(botId: number): PacedBot | undefined {
    const settings = this.#settings.of(botId);
    if (settings === undefined) return undefined;
    const known = this.#bots.get(botId);
    if (known?.settings === settings) return known;
    const figures = known?.figures ?? noSendFigures();
    const pacer = new BotPacer({ settings, clock: this.#clock, figures });
    const bot = { settings, figures, pacer, broadcastAtMs: known?.broadcastAtMs ?? -Infinity };
    this.#bots.set(botId, bot);
    return bot;
  }
}
