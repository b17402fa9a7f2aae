import type { CancelSignal } from "../base/cancel_signal.ts";
import type { Clock } from "../base/clock.ts";
import type { ChatWindows } from "./chat_windows.ts";
import type { PacedSend } from "./paced_send.ts";
import type { RateLimit } from "./rate_limit.ts";
import type { SendFigures } from "./send_figures.ts";

/** Options for a {@linkcode SendPath}. */
export interface SendPathOptions {
  /** Never goes back. */
  readonly clock: Clock;
  /** The limit that all sends of the path share. */
  readonly limit: RateLimit;
  /** The limits of their chats. */
  readonly chats: ChatWindows;
  readonly figures: SendFigures;
  /** A send that would wait longer is refused. */
  readonly maxWaitMs: number;
  /** Maximum sends that wait. */
  readonly maxWaiting: number;
}

/** Sends that share one limit of a bot. */
export interface SendPath {
  /** Sends that wait. */
  readonly waiting: number;
  /**
   * Waits for a send's turn; `undefined` when it may go at once. `isRepeated` is for one that was let go before and that
   * Telegram refused: it comes before all others.
   *
   * @throws {TelegramError} 429 when the wait is or becomes too long, or too many wait.
   * @throws the reason of `signal` when that aborts.
   */
  enter(send: PacedSend, isRepeated: boolean, signal: CancelSignal): Promise<void> | undefined;
  /** Tells how long a send took that was let go, answer included. */
  answered(latencyMs: number): void;
  /** Lets nothing go until then. */
  pauseUntil(atMs: number): void;
}
