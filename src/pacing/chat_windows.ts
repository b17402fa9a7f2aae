import { isPrivateChat } from "./paced_send.ts";
import type { SendLimits } from "./rate_limit.ts";
import { RateWindow } from "./rate_window.ts";

/** From this many chats on, those that are idle are looked for. */
const minSweptChats = 1024;

/** One window per chat of a bot; those of chats without recent sends are forgotten. */
export class ChatWindows {
  readonly #limits: SendLimits;
  readonly #windows = new Map<string, RateWindow>();
  #sweepFrom = minSweptChats;

  constructor(limits: SendLimits) {
    this.#limits = limits;
  }

  get size(): number {
    return this.#windows.size;
  }

  /** The window of a chat. */
  of(chat: string, nowMs: number): RateWindow {
    let window = this.#windows.get(chat);
    if (window === undefined) {
      if (this.#windows.size >= this.#sweepFrom) this.#sweep(nowMs);
      window = new RateWindow(isPrivateChat(chat) ? this.#limits.privateChat : this.#limits.group);
      this.#windows.set(chat, window);
    }
    return window;
  }

  #sweep(nowMs: number): void {
    for (const [chat, window] of this.#windows) {
      if (window.isIdle(nowMs)) this.#windows.delete(chat);
    }
    this.#sweepFrom = Math.max(minSweptChats, this.#windows.size * 2);
  }
}
