import type { Bot } from "../registry/model.ts";
import { Departure, type DepartureEvents } from "./departure.ts";
import { BotHealth, type BotHealthReport } from "./health.ts";
import { Ingress, type IngressDoor } from "./ingress.ts";
import { Poller, type PollerContext, type PollerEvents } from "./poller.ts";
import { StartPacer } from "./start_pacer.ts";

/** What the fleet works with. */
export interface FleetOptions extends Omit<PollerContext, "pacer" | "events"> {
  readonly events: PollerEvents & DepartureEvents;
  readonly ingress: IngressDoor;
}

/** What the fleet needs to know of a bot. */
export type FleetBot = Pick<Bot, "id" | "token" | "status" | "username" | "ingress">;

/** What runs for a bot: at most one at a time. */
interface Reader {
  /** Resolves, and never rejects, when `signal` has aborted and nothing runs any more. */
  run(signal: AbortSignal): Promise<void>;
}

interface Entry {
  readonly bot: FleetBot;
  readonly abort: AbortController;
  readonly health: BotHealth;
}

/**
 * What runs for each bot: a poller, a webhook of BotMux's own, or its departure. They start one after another, at most
 * 100 a second, and never wait for each other. At most one runs per bot: the next starts when the one before has ended.
 */
export class Fleet {
  readonly #context: FleetOptions & Pick<PollerContext, "pacer">;
  readonly #entries = new Map<number, Entry>();
  /** Per bot, the end of what was started last. */
  readonly #ends = new Map<number, Promise<void>>();

  constructor(options: FleetOptions) {
    this.#context = { ...options, pacer: new StartPacer(options.clock) };
  }

  /** Starts with a bot. One that runs already and has not changed in what counts here goes on undisturbed. */
  add(bot: FleetBot): void {
    const entry = this.#entries.get(bot.id);
    if (entry !== undefined && isSameWork(entry.bot, bot)) return;
    entry?.abort.abort();
    this.#start(bot, entry?.bot);
  }

  /** Takes over a bot's changed settings: another token or another way in ends what runs and starts anew. */
  update(bot: FleetBot): void {
    this.add(bot);
  }

  /** Stops with a bot; resolves when nothing of it runs any more. */
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

  /** How a bot fares; `undefined` when nothing runs for it. */
  health(botId: number): BotHealthReport | undefined {
    return this.#entries.get(botId)?.health.report(this.#context.clock.now());
  }

  /** How all bots fare, by bot id. */
  healths(): Map<number, BotHealthReport> {
    const nowMs = this.#context.clock.now();
    return new Map([...this.#entries].map(([botId, { health }]) => [botId, health.report(nowMs)]));
  }

  #start(bot: FleetBot, before: FleetBot | undefined): void {
    const abort = new AbortController();
    const health = new BotHealth(this.#context.clock.now());
    this.#entries.set(bot.id, { bot, abort, health });
    const ended = this.#ends.get(bot.id) ?? Promise.resolve();
    const reader = this.#createReader(bot, before, health);
    const end = ended.then(() => reader.run(abort.signal)).then(() => {
      health.stop(this.#context.clock.now());
      if (this.#ends.get(bot.id) === end) this.#ends.delete(bot.id);
    });
    this.#ends.set(bot.id, end);
  }

  #createReader(bot: FleetBot, before: FleetBot | undefined, health: BotHealth): Reader {
    if (bot.status === "leaving") return new Departure(bot, this.#context, health);
    if (bot.ingress === "webhook") return new Ingress(bot, this.#context, health, this.#context.ingress);
    return new Poller(bot, this.#context, health, before?.ingress === "webhook" ? "any" : "rising");
  }
}

function isSameWork(left: FleetBot, right: FleetBot): boolean {
  return left.token === right.token && left.ingress === right.ingress &&
    (left.status === "leaving") === (right.status === "leaving");
}
