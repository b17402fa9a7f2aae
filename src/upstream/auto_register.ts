import type { Clock } from "../base/clock.ts";
import { TelegramError } from "../telegram/envelope.ts";
import { getMe } from "./calls.ts";
import type { BotApiClient } from "./client.ts";

/** A token that upstream refused is not tried again for this long. */
const refusalMs = 60_000;
/** Maximum refused tokens remembered; beyond it the oldest may be tried again. */
const maxRefusals = 1000;
/** Maximum tokens tried at the same time: strangers must not make BotMux flood upstream. */
const maxTrials = 4;

/** Options for {@linkcode AutoRegister}. */
interface AutoRegisterOptions {
  readonly client: BotApiClient;
  readonly clock: Clock;
  /** Adds a bot that upstream knows; resolves when it can be used. */
  readonly add: (token: string) => Promise<void>;
  readonly signal: AbortSignal;
}

/** Adds bots whose token is presented at the door, after upstream has accepted it. */
export class AutoRegister {
  readonly #options: AutoRegisterOptions;
  readonly #refusedUntilMs = new Map<string, number>();
  readonly #trials = new Map<string, Promise<boolean>>();

  constructor(options: AutoRegisterOptions) {
    this.#options = options;
  }

  /** Resolves with whether the bot is there now. */
  try(token: string): Promise<boolean> {
    const running = this.#trials.get(token);
    if (running !== undefined) return running;
    const nowMs = this.#options.clock.now();
    if ((this.#refusedUntilMs.get(token) ?? 0) > nowMs || this.#trials.size >= maxTrials) {
      return Promise.resolve(false);
    }
    const trial = this.#try(token).finally(() => this.#trials.delete(token));
    this.#trials.set(token, trial);
    return trial;
  }

  async #try(token: string): Promise<boolean> {
    const { client, clock, add, signal } = this.#options;
    try {
      await getMe(client, token, signal);
    } catch (error) {
      // Upstream said no; when it said nothing, the next call may try again.
      if (error instanceof TelegramError) this.#remember(token, clock.now() + refusalMs);
      return false;
    }
    await add(token);
    return true;
  }

  #remember(token: string, untilMs: number): void {
    this.#refusedUntilMs.delete(token);
    this.#refusedUntilMs.set(token, untilMs);
    const oldest = this.#refusedUntilMs.keys().next();
    if (this.#refusedUntilMs.size > maxRefusals && !oldest.done) this.#refusedUntilMs.delete(oldest.value);
  }
}
