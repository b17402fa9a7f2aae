import { type Clock, sleep } from "../base/clock.ts";

/**
 * Bots that wait before upstream is asked again. A call that upstream carries out with a bot's token ends its wait: the
 * token is good, and upstream answers.
 */
export class TokenWaits {
  readonly #clock: Clock;
  readonly #waiting = new Map<number, AbortController>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Resolves after `waitMs`, when `signal` aborts, or at a call that succeeds; `true` only for that. */
  async wait(botId: number, waitMs: number, signal: AbortSignal): Promise<boolean> {
    const accepted = new AbortController();
    this.#waiting.set(botId, accepted);
    await sleep(this.#clock, waitMs, AbortSignal.any([signal, accepted.signal]));
    if (this.#waiting.get(botId) === accepted) this.#waiting.delete(botId);
    return accepted.signal.aborted;
  }

  /** Upstream carried out a call with the bot's token. Costs next to nothing while no bot waits. */
  tokenAccepted(botId: number): void {
    if (this.#waiting.size === 0) return;
    this.#waiting.get(botId)?.abort();
  }
}
