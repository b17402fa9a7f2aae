import type { Clock } from "../base/clock.ts";
import type { Journal } from "../journal/journal.ts";
import type { Consumer } from "../registry/model.ts";
import { descriptions, tooManyRequests } from "../telegram/envelope.ts";
import type { AllowedUpdates, GetUpdatesParameters } from "../telegram/get_updates.ts";
import { ParkingSpace, PollDoor } from "./poll_door.ts";
import {
  type WebhookChange,
  webhookInfo,
  WebhookPause,
  type WebhookRequest,
  withoutWebhook,
  withWebhook,
} from "./webhook_settings.ts";

/** The consumers' records, kept elsewhere. */
export interface ConsumerRecords {
  /** @throws {RangeError} when there is no such consumer. */
  consumer(consumerId: number): Consumer;
  saveConsumer(consumer: Consumer): Promise<void>;
}

/** What delivery is made of. */
export interface DeliveryOptions {
  readonly journal: Journal;
  readonly records: ConsumerRecords;
  readonly clock: Clock;
  /** How many polls may wait at the same time; 20,000 unless said otherwise. */
  readonly parkingPlaces?: number;
}

/** What is kept in memory for one consumer. */
interface Door {
  readonly poll: PollDoor;
  readonly pause: WebhookPause;
}

/** Seconds after which a program is to try again when BotMux stops. */
const stopRetrySec = 5;

/** Hands updates to consumers. Knows a consumer from {@linkcode open} to {@linkcode close}. */
export class Delivery {
  readonly #journal: Journal;
  readonly #records: ConsumerRecords;
  readonly #clock: Clock;
  readonly #parking: ParkingSpace;
  readonly #doors = new Map<number, Door>();
  #isStopped = false;

  constructor(options: DeliveryOptions) {
    this.#journal = options.journal;
    this.#records = options.records;
    this.#clock = options.clock;
    this.#parking = new ParkingSpace(options.parkingPlaces ?? 20_000);
  }

  /** Polls that wait now. */
  get waiting(): number {
    return this.#parking.taken;
  }

  /** Whether a consumer's door is open. */
  isOpen(consumerId: number): boolean {
    return this.#doors.has(consumerId);
  }

  /** Opens a consumer's door, its cursor included; again after its record changed. */
  async open(consumer: Consumer): Promise<void> {
    const cursor = await this.#journal.openCursor(consumer);
    if (this.#doors.has(consumer.id)) return;
    const clock = this.#clock;
    const poll = new PollDoor({ journal: this.#journal, cursor, clock, parking: this.#parking });
    this.#doors.set(consumer.id, { poll, pause: new WebhookPause(clock) });
  }

  /** The consumer is gone: who waits gets an empty answer, its cursor is removed. */
  async close(consumerId: number): Promise<void> {
    this.#doors.get(consumerId)?.poll.finishAll();
    this.#doors.delete(consumerId);
    await this.#journal.removeCursor(consumerId);
  }

  /** Ends every wait with an empty answer and refuses new calls: BotMux stops, and may be back in a moment. */
  stop(): void {
    this.#isStopped = true;
    for (const { poll } of this.#doors.values()) poll.finishAll();
  }

  /**
   * Answers getUpdates with the finished body; see {@linkcode PollDoor.getUpdates}.
   *
   * @param kinds kinds the caller's credential may see; all when absent.
   * @throws {TelegramError} 429 once BotMux stops, as the official server answers then.
   */
  getUpdates(
    consumerId: number,
    parameters: GetUpdatesParameters,
    kinds: readonly string[] | undefined,
    signal: AbortSignal,
  ): Promise<Uint8Array<ArrayBuffer>> {
    if (this.#isStopped) return Promise.reject(tooManyRequests(stopRetrySec));
    return this.#door(consumerId).poll.getUpdates(
      this.#records.consumer(consumerId),
      parameters,
      kinds,
      signal,
    );
  }

  /**
   * Turns a consumer into a push consumer. The old target stays untouched until the new one is kept.
   *
   * @returns `description` of the answer.
   * @throws {TelegramError} 429 within a second of the last call.
   */
  async setWebhook(
    consumerId: number,
    request: WebhookRequest,
    allowed: AllowedUpdates | undefined,
  ): Promise<string> {
    const { poll, pause } = this.#door(consumerId);
    pause.enter();
    const change = withWebhook(this.#records.consumer(consumerId), request);
    await this.#apply(change, allowed, request.dropPendingUpdates);
    poll.evictAll(descriptions.terminatedBySetWebhook);
    return change.description;
  }

  /** Turns a consumer back into a poll consumer; gives the `description` of the answer. */
  async deleteWebhook(
    consumerId: number,
    dropPendingUpdates: boolean,
    allowed: AllowedUpdates | undefined,
  ): Promise<string> {
    const change = withoutWebhook(this.#records.consumer(consumerId));
    await this.#apply(change, allowed, dropPendingUpdates);
    return change.description;
  }

  /** A WebhookInfo object for a consumer. */
  async getWebhookInfo(consumerId: number): Promise<Readonly<Record<string, unknown>>> {
    const cursor = this.#cursor(consumerId);
    const pending = await this.#journal.countPending(cursor);
    return webhookInfo(this.#records.consumer(consumerId), pending, cursor.allowedUpdates);
  }

  async #apply(change: WebhookChange, allowed: AllowedUpdates | undefined, drop: boolean): Promise<void> {
    const { consumer, isChanged } = change;
    if (isChanged) await this.#records.saveConsumer(consumer);
    const cursor = this.#cursor(consumer.id);
    const tail = this.#journal.logState(consumer.botId).lastPosition + 1;
    if (allowed !== undefined) cursor.setAllowed(allowed, tail);
    if (drop) this.#door(consumer.id).poll.dropPending();
  }

  #door(consumerId: number): Door {
    const door = this.#doors.get(consumerId);
    if (door === undefined) throw new RangeError(`Cannot deliver to consumer ${consumerId}: it is not open`);
    return door;
  }

  #cursor(consumerId: number) {
    const cursor = this.#journal.cursor(consumerId);
    if (cursor === undefined) {
      throw new RangeError(`Cannot deliver to consumer ${consumerId}: it has no cursor`);
    }
    return cursor;
  }
}
