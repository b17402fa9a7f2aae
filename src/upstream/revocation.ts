import type { Logger } from "../base/logger.ts";
import type { Bot } from "../registry/entities/bot.ts";

/** Told when upstream begins or ceases to refuse a token. */
export interface RevocationEvents {
  statusChanged(botId: number, status: "active" | "revoked"): void | Promise<void>;
}

/** Whether upstream refuses a bot's token, written down when it changes. */
export class Revocation {
  readonly #botId: number;
  readonly #events: RevocationEvents;
  readonly #logger: Logger;
  /** As it was last written down. */
  #isRevoked: boolean;

  constructor({ id, status }: Pick<Bot, "id" | "status">, events: RevocationEvents, logger: Logger) {
    this.#botId = id;
    this.#events = events;
    this.#logger = logger;
    this.#isRevoked = status === "revoked";
  }

  /** Writes it down; when that fails, the next call does it. */
  async set(isRevoked: boolean): Promise<void> {
    if (this.#isRevoked === isRevoked) return;
    try {
      await this.#events.statusChanged(this.#botId, isRevoked ? "revoked" : "active");
      this.#isRevoked = isRevoked;
    } catch (error) {
      this.#logger.error("cannot store a bot's status", { bot: this.#botId, error });
    }
  }
}
