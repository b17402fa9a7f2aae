import type { CancelSignal } from "../base/cancel_signal.ts";
import type { PacedSend } from "./paced_send.ts";
import { RateWindow } from "./rate_window.ts";
import { SendLane } from "./send_lane.ts";
import type { SendPath, SendPathOptions } from "./send_path.ts";

/** Share of a limit that broadcasts leave to sends that do not wait. */
const reservedShare = 0.2;

/**
 * Lets every send go at once, and counts those that would have been delayed or refused if each had waited its turn.
 * Broadcasts do wait: they use what the others leave of the limits.
 */
export class ObservedSends implements SendPath {
  readonly #options: SendPathOptions;
  readonly #window: RateWindow;
  #broadcasts: SendLane | undefined;

  constructor(options: SendPathOptions) {
    this.#options = options;
    this.#window = new RateWindow(options.limit);
  }

  get waiting(): number {
    return this.#broadcasts?.waiting ?? 0;
  }

  enter(send: PacedSend, isRepeated: boolean, signal: CancelSignal): Promise<void> | undefined {
    if (send.priority === "broadcast") return this.#openLane().enter(send, isRepeated, signal);
    this.#observe(send);
  }

  answered(latencyMs: number): void {
    this.#broadcasts?.answered(latencyMs);
  }

  pauseUntil(atMs: number): void {
    this.#window.pauseUntil(atMs);
  }

  #openLane(): SendLane {
    const reserve = Math.floor(this.#options.limit.count * reservedShare);
    return this.#broadcasts ??= new SendLane(this.#options, { window: this.#window, reserve });
  }

  #observe({ chat, weight }: PacedSend): void {
    const { chats, clock, figures, maxWaitMs } = this.#options;
    const nowMs = clock.now();
    const chatWindow = chat === undefined ? undefined : chats.of(chat, nowMs);
    const botAtMs = this.#window.readyAtMs(weight, nowMs);
    const goesAtMs = chatWindow?.readyAtMs(weight, botAtMs) ?? botAtMs;
    figures.sent += weight;
    if (goesAtMs - nowMs > maxWaitMs) {
      figures.refused++;
      return;
    }
    if (goesAtMs > nowMs) {
      figures.delayed++;
      figures.delayedMs += goesAtMs - nowMs;
    }
    this.#window.add(weight, botAtMs);
    chatWindow?.add(weight, goesAtMs);
  }
}
