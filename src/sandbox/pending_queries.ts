import type { Clock } from "../base/clock.ts";
import { lifetimeSec } from "../telegram/update_kinds.ts";
import type { Fields } from "./bot_api_objects.ts";

/** A question of a person that a bot has to answer. */
export interface PendingQuery {
  readonly id: string;
  readonly kind: "callback_query" | "inline_query" | "shipping_query" | "pre_checkout_query" | "other";
  readonly botId: number;
  /** What the asker needs to go on once it is answered. */
  readonly context: Fields;
  readonly expiresAtMs: number;
  /** Goes on once the bot has answered. */
  onAnswer?: (query: PendingQuery) => void;
  /** Parameters of the bot's answer. */
  answer?: Fields;
}

/** Callback queries and the like of the last minutes, answered ones included. */
export class PendingQueries {
  readonly #clock: Clock;
  readonly #random: () => number;
  readonly #byId = new Map<string, PendingQuery>();
  static readonly #kept = 10_000;

  constructor(clock: Clock, random: () => number) {
    this.#clock = clock;
    this.#random = random;
  }

  /** Opens a query with a fresh id. */
  open(kind: PendingQuery["kind"], botId: number, context: Fields = {}): PendingQuery {
    const query: PendingQuery = {
      id: this.createId(),
      kind,
      botId,
      context,
      expiresAtMs: this.#clock.now() + lifetimeSec(kind) * 1000,
    };
    this.#byId.set(query.id, query);
    if (this.#byId.size > PendingQueries.#kept) {
      for (const oldest of this.#byId.keys()) {
        this.#byId.delete(oldest);
        break;
      }
    }
    return query;
  }

  /** A query, answered or not. */
  find(id: string): PendingQuery | undefined {
    return this.#byId.get(id);
  }

  /** The query if that bot may still answer it. */
  findOpen(kind: PendingQuery["kind"], botId: number, id: string): PendingQuery | undefined {
    const query = this.#byId.get(id);
    if (query?.kind !== kind || query.botId !== botId || query.answer !== undefined) return undefined;
    return query.expiresAtMs > this.#clock.now() ? query : undefined;
  }

  /** Eighteen digits, as Telegram's 64-bit ids look. */
  createId(): string {
    const digits = () => String(Math.floor(this.#random() * 1e9)).padStart(9, "0");
    return String(1 + Math.floor(this.#random() * 9)) + digits().slice(1) + digits();
  }
}
