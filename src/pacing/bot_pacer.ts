import type { CancelSignal } from "../base/cancel_signal.ts";
import type { Clock } from "../base/clock.ts";
import { ChatWindows } from "./chat_windows.ts";
import { ObservedSends } from "./observed_sends.ts";
import type { PacedSend } from "./paced_send.ts";
import type { PacingSettings } from "./pacing_settings.ts";
import type { SendFigures } from "./send_figures.ts";
import { SendLane } from "./send_lane.ts";
import type { SendPath } from "./send_path.ts";

/** Options for {@linkcode BotPacer}. */
interface BotPacerOptions {
  readonly settings: PacingSettings;
  /** Never goes back. */
  readonly clock: Clock;
  /** Where the bot's sends are counted. */
  readonly figures: SendFigures;
}

/** Maximum sends of a bot that wait at the same time. */
const maxWaiting = 10_000;

/** When Telegram refuses sends to so many chats, it is the bot that sends too fast. */
const minChatsOfBot = 3;

/** What Telegram lets one bot send, and who waits for it. */
export class BotPacer {
  readonly #options: BotPacerOptions;
  readonly #chats: ChatWindows;
  #free: SendPath | undefined;
  #paid: SendPath | undefined;
  /** Chats that Telegram refused to send to, and until when. */
  readonly #limitedChats = new Map<string, number>();

  constructor(options: BotPacerOptions) {
    this.#options = options;
    this.#chats = new ChatWindows(options.settings.limits);
  }

  /** Sends that wait. */
  get waiting(): number {
    return (this.#free?.waiting ?? 0) + (this.#paid?.waiting ?? 0);
  }

  /** Waits for a send's turn as {@linkcode SendPath.enter} does. */
  enter(send: PacedSend, isRepeated: boolean, signal: CancelSignal): Promise<void> | undefined {
    return this.#pathOf(send).enter(send, isRepeated, signal);
  }

  /** Tells how long a send took that was let go, answer included. */
  answered(send: PacedSend, latencyMs: number): void {
    this.#pathOf(send).answered(latencyMs);
  }

  /**
   * Learns from a 429 of Telegram: sends to that chat wait so long, or all sends of the bot when several chats were
   * refused, or a call without a chat. Tells whether the send is worth repeating then: a 429 proves that it was not
   * carried out.
   */
  learn(send: PacedSend, retryAfterSec: number): boolean {
    const { settings: { mode, maxWaitMs }, clock, figures } = this.#options;
    figures.limited++;
    if (mode !== "smooth" && send.priority !== "broadcast") return false;
    const untilMs = clock.now() + retryAfterSec * 1000;
    if (send.chat !== undefined) this.#limit(send.chat, untilMs);
    const isAboutBot = send.chat === undefined || this.#limitedChats.size >= minChatsOfBot;
    if (isAboutBot) this.#pathOf(send).pauseUntil(untilMs);
    return retryAfterSec * 1000 <= maxWaitMs;
  }

  /** Windows take memory, and few bots pay for broadcasts: each path is made when it is first used. */
  #pathOf({ isPaid }: PacedSend): SendPath {
    return isPaid ? this.#paid ??= this.#open("paid") : this.#free ??= this.#open("bot");
  }

  #open(limit: "bot" | "paid"): SendPath {
    const { settings: { mode, limits, maxWaitMs }, clock, figures } = this.#options;
    const options = { clock, limit: limits[limit], chats: this.#chats, figures, maxWaitMs, maxWaiting };
    return mode === "smooth" ? new SendLane(options) : new ObservedSends(options);
  }

  #limit(chat: string, untilMs: number): void {
    const nowMs = this.#options.clock.now();
    for (const [other, endMs] of this.#limitedChats) {
      if (endMs <= nowMs) this.#limitedChats.delete(other);
    }
    this.#limitedChats.set(chat, untilMs);
    this.#chats.of(chat, nowMs).pauseUntil(untilMs);
  }
}
