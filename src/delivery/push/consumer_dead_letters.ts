import type { KeptUpdate } from "../../journal/collected.ts";
import type { Consumer } from "../../registry/entities/consumer.ts";
import type { DeadLetters, GiveUpDetails } from "./dead_letters.ts";

/** The dead letters of one consumer: those it adds, and those that are redelivered. */
export class ConsumerDeadLetters {
  readonly #consumer: Consumer;
  readonly #deadLetters: DeadLetters;
  /** Positions that are redelivered, with the moment until when. */
  readonly #redelivered = new Map<number, number>();
  readonly #pending = new Set<Promise<boolean>>();
  #count = 0;

  constructor(consumer: Consumer, deadLetters: DeadLetters) {
    this.#consumer = consumer;
    this.#deadLetters = deadLetters;
  }

  /** Updates given up since the start. */
  get count(): number {
    return this.#count;
  }

  /** Stores updates that are given up, so that they can be confirmed; false when BotMux stops before that is done. */
  async add(updates: readonly KeptUpdate[], details: GiveUpDetails): Promise<boolean> {
    const storing = this.#deadLetters.add(this.#consumer, updates, details);
    this.#pending.add(storing);
    const isStored = await storing;
    this.#pending.delete(storing);
    if (!isStored) return false;
    this.#count += updates.length;
    for (const { position } of updates) this.#redelivered.delete(position);
    return true;
  }

  /** Notes that a dead letter is redelivered; false when it is already. */
  redeliver(position: number, untilMs: number): boolean {
    if (this.#redelivered.has(position)) return false;
    this.#redelivered.set(position, untilMs);
    return true;
  }

  /** Until when an update may be sent, in milliseconds since the epoch. */
  expiresAtMs({ position, expiresAtMs }: KeptUpdate): number {
    return this.#redelivered.get(position) ?? expiresAtMs;
  }

  /** Removes an update from the list if it was redelivered. */
  delivered(position: number): void {
    if (this.#redelivered.delete(position)) {
      void this.#deadLetters.removeRedelivered(this.#consumer, position);
    }
  }

  /** Notes that an update is not kept any more. */
  lost(position: number): void {
    this.#redelivered.delete(position);
  }

  /** Resolves when nothing waits to be stored. */
  async idle(): Promise<void> {
    while (this.#pending.size > 0) await Promise.all(this.#pending);
  }
}
