import { BotHealth, type BotHealthReport } from "./health.ts";
import { type PolledBot, Poller, type PollerContext } from "./poller.ts";
import { StartPacer } from "./start_pacer.ts";

/** What the fleet works with. */
export type FleetOptions = Omit<PollerContext, "pacer">;

interface Entry {
  readonly bot: PolledBot;
  readonly abort: AbortController;
  readonly health: BotHealth;
}

/**
 * The pollers of all bots. They start one after another, at most 100 a second, and never wait for each other. At most
 * one runs per bot: the next starts when the one before has ended.
 */
export class Fleet {
  readonly #context: PollerContext;
  readonly #entries = new Map<number, Entry>();
  /** Per bot, the end of the poller that was started last. */
  readonly #ends = new Map<number, Promise<void>>();

  constructor(options: FleetOptions) {
    this.#context = { ...options, pacer: new StartPacer(options.clock) };
  }

  /** Starts polling a bot. A bot that is polled already with the same token goes on undisturbed. */
  add(bot: PolledBot): void {
    const entry = this.#entries.get(bot.id);
    if (entry?.bot.token === bot.token) return;
    entry?.abort.abort();
    this.#start(bot);
  }

  /** Takes over a bot's changed settings: another token means another poller. A bot not known yet is added. */
  update(bot: PolledBot): void {
    this.add(bot);
  }

  /** Stops polling a bot; resolves when nothing of it runs any more. */
  async remove(botId: number): Promise<void> {
    this.#entries.get(botId)?.abort.abort();
    this.#entries.delete(botId);
    await this.#ends.get(botId);
  }

  /** Stops everything; resolves when nothing runs any more. */
  async stop(): Promise<void> {
    await Promise.all([...this.#entries.keys()].map((botId) => this.remove(botId)));
    await Promise.all(this.#ends.values());
  }

  /** How a bot fares; `undefined` when it is not polled. */
  health(botId: number): BotHealthReport | undefined {
    return this.#entries.get(botId)?.health.report(this.#context.clock.now());
  }

  /** How all bots fare, by bot id. */
  healths(): Map<number, BotHealthReport> {
    const nowMs = this.#context.clock.now();
    return new Map([...this.#entries].map(([botId, { health }]) => [botId, health.report(nowMs)]));
  }

  #start(bot: PolledBot): void {
    const abort = new AbortController();
    const health = new BotHealth(this.#context.clock.now());
    this.#entries.set(bot.id, { bot, abort, health });
    const before = this.#ends.get(bot.id) ?? Promise.resolve();
    const poller = new Poller(bot, this.#context, health);
    const end = before.then(() => poller.run(abort.signal)).then(() => {
      if (this.#ends.get(bot.id) === end) this.#ends.delete(bot.id);
    });
    this.#ends.set(bot.id, end);
  }
}
