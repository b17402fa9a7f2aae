import type { PacedSend } from "./paced_send.ts";
import { RateWindow } from "./rate_window.ts";
import type { SendPath, SendPathOptions } from "./send_path.ts";

/** Lets every send go at once, and counts those that would have been delayed or refused if each had waited its turn. */
export class ObservedSends implements SendPath {
  readonly waiting = 0;
  readonly #options: SendPathOptions;
  readonly #window: RateWindow;

  constructor(options: SendPathOptions) {
    this.#options = options;
    this.#window = new RateWindow(options.limit);
  }

  enter({ chat, weight }: PacedSend): undefined {
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

  answered(): void {}

  pauseUntil(atMs: number): void {
    this.#window.pauseUntil(atMs);
  }
}
