import type { Bot } from "../registry/entities/bot.ts";
import { deleteWebhook } from "./calls.ts";
import { BotRemoval, type RemovalEvents } from "./bot_removal.ts";
import { BotHealth, type BotHealthReport } from "./health.ts";
import { Ingress, type IngressDoor } from "./ingress.ts";
import { Poller, type PollerContext, type PollerEvents } from "./poller.ts";
import { StartPacer } from "./start_pacer.ts";
import { TokenWaits } from "./token_waits.ts";

/** Options for {@linkcode Fleet}. */
export interface FleetOptions extends Omit<PollerContext, "pacer" | "tokenWaits" | "events"> {
  readonly events: PollerEvents & RemovalEvents;
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
 * What runs for each bot: a poller, a webhook of BotMux's own, or its removal. They start one after another, as
 * {@linkcode StartPacer} lets them, and never wait for each other. At most one runs per bot: the next starts when the one before has ended.
 */
export class Fleet {
  readonly #context: FleetOptions & Pick<PollerContext, "pacer" | "tokenWaits">;
  readonly #entries = new Map<number, Entry>();
  /** Per bot, the end of what was started last. */
  readonly #ends = new Map<number, Promise<void>>();
  readonly #stopping = new AbortController();

  constructor(options: FleetOptions) {
    this.#context = {
      ...options,
      pacer: new StartPacer(options.clock),
      tokenWaits: new TokenWaits(options.clock),
    };
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

  /**
   * Stops with a bot that is removed; resolves when nothing of it is read any more. A webhook of BotMux's own is taken
   * away after that: left standing, it would keep the bot from being polled by anybody else.
   */
  async remove(botId: number): Promise<void> {
    const entry = this.#entries.get(botId);
    await this.#end(botId);
    if (entry?.bot.ingress === "webhook" && entry.bot.status !== "removing") this.#takeWebhookAway(entry.bot);
  }

  /** Stops everything; resolves when nothing runs any more. Webhooks stay: updates wait upstream until the next start. */
  async stop(): Promise<void> {
    await Promise.all([...this.#entries.keys()].map((botId) => this.#end(botId)));
    this.#stopping.abort();
    await Promise.all(this.#ends.values());
  }

  /** Upstream carried out a call with a bot's token: a bot that waits before its next try waits no longer. */
  tokenAccepted(botId: number): void {
    this.#context.tokenWaits.tokenAccepted(botId);
  }

  /** Status of a bot; `undefined` when nothing runs for it. */
  health(botId: number): BotHealthReport | undefined {
    return this.#entries.get(botId)?.health.report(this.#context.clock.now());
  }

  /** Status of all bots, by bot id. */
  healths(): Map<number, BotHealthReport> {
    const nowMs = this.#context.clock.now();
    return new Map([...this.#entries].map(([botId, { health }]) => [botId, health.report(nowMs)]));
  }

  async #end(botId: number): Promise<void> {
    this.#entries.get(botId)?.abort.abort();
    this.#entries.delete(botId);
    await this.#ends.get(botId);
  }

  /** Once: a bot whose token was revoked meanwhile has no webhook left to take away. */
  #takeWebhookAway({ id, token }: FleetBot): void {
    const { client, logger } = this.#context;
    const end = deleteWebhook(client, token, this.#stopping.signal).catch((error) => {
      logger.warn(
        "cannot remove the webhook of a removed bot; call deleteWebhook with its token",
        {
          bot: id,
          error,
        },
      );
    }).then(() => {
      if (this.#ends.get(id) === end) this.#ends.delete(id);
    });
    // Who adds the bot again waits for it.
    this.#ends.set(id, end);
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
    if (bot.status === "removing") return new BotRemoval(bot, this.#context, health);
    if (bot.ingress === "webhook") return new Ingress(bot, this.#context, health, this.#context.ingress);
    return new Poller(bot, this.#context, health, before?.ingress === "webhook" ? "any" : "rising");
  }
}

function isSameWork(left: FleetBot, right: FleetBot): boolean {
  return left.token === right.token && left.ingress === right.ingress &&
    (left.status === "removing") === (right.status === "removing");
}
