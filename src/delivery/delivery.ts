import type { CancelSignal } from "../base/cancel_signal.ts";
import type { DisabledCode } from "../faults/disabled_fault.ts";
import type { Clock } from "../base/clock.ts";
import type { Logger } from "../base/logger.ts";
import { Serial } from "../base/serial.ts";
import type { Cursor } from "../journal/cursor.ts";
import type { ViewLimits } from "../journal/filter.ts";
import type { Journal, MovePreview } from "../journal/journal.ts";
import type { PushTarget } from "../registry/entities/push_target.ts";
import type { Consumer } from "../registry/entities/consumer.ts";
import type { StartingPoint } from "../registry/entities/starting_point.ts";
import { descriptions, disabledError, tooManyRequests } from "../telegram/envelope.ts";
import type { AllowedUpdates, GetUpdatesParameters } from "../telegram/get_updates.ts";
import { lifetimeSec } from "../telegram/update_kinds.ts";
import { toShownUrl } from "../telegram/webhook_url.ts";
import type { ConsumerRecords } from "./consumer_records.ts";
import { ParkingSpace, PollDoor } from "./poll_door.ts";
import { DeadLetters } from "./push/dead_letters.ts";
import { type Poster, PostFailure } from "./push/poster.ts";
import { PushErrors } from "./push/push_errors.ts";
import { type CheckedUrl, Pusher, type PushStatus } from "./push/pusher.ts";
import { ReplyDesk, type ReplyRunner } from "./push/reply_desk.ts";
import type { DeadLetter, PushMemory, PushStore } from "./push/push_store.ts";
import { viewOf } from "./scoped_view.ts";
import { StaleUpdates } from "./stale_updates.ts";
import {
  badWebhook,
  isDisabledPoll,
  isSameTarget,
  overtaken,
  type WebhookChange,
  webhookInfo,
  WebhookPause,
  type WebhookRequest,
  withoutWebhook,
  withWebhook,
} from "./webhook_settings.ts";

/** Options for {@linkcode Delivery}. */
interface DeliveryOptions {
  readonly journal: Journal;
  readonly records: ConsumerRecords;
  readonly store: PushStore;
  /** What `store` has loaded. */
  readonly memories: readonly PushMemory[];
  readonly createPoster: (target: PushTarget, url: string, botId: number) => Poster;
  readonly runReply: ReplyRunner;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Numbers in [0, 1). */
  readonly random: () => number;
}

/** What is kept in memory for one consumer. */
interface Door {
  readonly cursor: Cursor;
  readonly poll: PollDoor;
  readonly pause: WebhookPause;
  readonly stale: StaleUpdates;
  readonly errors: PushErrors;
  /** The push that runs, and for which target it was made. */
  push: { readonly target: PushTarget; readonly pusher: Pusher } | undefined;
  /** Updates that earlier pushes delivered. */
  pushedBefore: number;
  /** Changes of the push are made one after the other. */
  readonly changes: Serial;
  /** A setWebhook whose URL is being looked at. */
  setting: AbortController | undefined;
}

/** One push consumer, for supervisors. */
export interface PushReport extends PushStatus, Pick<PushMemory, "lastErrorAtMs" | "lastError"> {}

/** Seconds after which a program is to try again when BotMux stops. */
const stopRetrySec = 5;
/** Requests under way are given this long when BotMux stops; what they carry is sent again otherwise. */
const stopGraceMs = 2000;
const maxLookMs = 15_000;
/** How many may wait for updates at the same time. */
const maxWaiting = 20_000;

/** Hands updates to consumers. Knows a consumer from {@linkcode open} to {@linkcode close}. */
export class Delivery {
  readonly #options: DeliveryOptions;
  readonly #memories: Map<number, PushMemory>;
  /** Where everybody waits who waits for updates. */
  readonly parking = new ParkingSpace(maxWaiting);
  readonly #doors = new Map<number, Door>();
  readonly #deadLetters: DeadLetters;
  readonly #replies: ReplyDesk;
  readonly #stopping = new AbortController();
  #isPushing = false;

  constructor(options: DeliveryOptions) {
    const { store, memories, clock, logger } = options;
    this.#options = options;
    this.#memories = new Map(memories.map((memory) => [memory.consumerId, memory]));
    this.#deadLetters = new DeadLetters({ store, clock, logger, signal: this.#stopping.signal });
    this.#replies = new ReplyDesk(options.runReply, logger);
  }

  /** Polls that wait now. */
  get waiting(): number {
    return this.parking.taken;
  }

  /** Whether a consumer's door is open. */
  isOpen(consumerId: number): boolean {
    return this.#doors.has(consumerId);
  }

  /** Opens a consumer's door, its cursor included; again after its record changed. */
  async open(consumer: Consumer): Promise<void> {
    const { journal, records, store, clock, logger } = this.#options;
    const cursor = await journal.openCursor({ ...consumer, filter: records.filterOf(consumer) });
    const open = this.#doors.get(consumer.id);
    if (open !== undefined) open.stale.consumer = consumer;
    else {
      const memory = this.#memories.get(consumer.id) ??
        { consumerId: consumer.id, lastErrorAtMs: 0, lastError: undefined, goneSinceMs: 0 };
      this.#memories.delete(consumer.id);
      const stale = new StaleUpdates(consumer, { journal, cursor, clock, logger });
      this.#doors.set(consumer.id, {
        cursor,
        poll: new PollDoor({ journal, cursor, clock, parking: this.parking, stale }),
        pause: new WebhookPause(clock),
        stale,
        errors: new PushErrors(memory, { store, clock, logger }),
        push: undefined,
        pushedBefore: 0,
        changes: new Serial(),
        setting: undefined,
      });
    }
    if (isDisabledPoll(consumer)) this.#doors.get(consumer.id)?.poll.finishAll();
    await this.#followRecord(consumer.id);
  }

  /** A chat that the consumer's filter may name has got another id. */
  chatMoved(consumer: Consumer): void {
    const { records } = this.#options;
    this.#doors.get(consumer.id)?.cursor.setOwnerFilter(records.filterOf(consumer));
  }

  /** The consumer is gone: who waits gets an empty answer, its cursor and all that is kept of it are removed. */
  async close(consumerId: number): Promise<void> {
    const door = this.#doors.get(consumerId);
    this.#doors.delete(consumerId);
    if (door !== undefined) {
      door.poll.finishAll();
      await door.changes.idle();
      await door.push?.pusher.stop(0);
      door.stale.caughtUp();
      await door.errors.close();
    }
    await this.#options.journal.removeCursor(consumerId);
    await this.#options.store.forget(consumerId);
  }

  /** Begins to push. */
  async start(): Promise<void> {
    this.#isPushing = true;
    await Promise.all([...this.#doors.keys()].map((consumerId) => this.#followRecord(consumerId)));
  }

  /** Ends every wait with an empty answer, ends pushing, and refuses new calls: BotMux may be back in a moment. */
  async stop(): Promise<void> {
    this.#isPushing = false;
    this.#stopping.abort();
    for (const { poll } of this.#doors.values()) poll.finishAll();
    await Promise.all([...this.#doors.values()].map(async (door) => {
      await door.changes.idle();
      await door.push?.pusher.stop(stopGraceMs);
      door.push = undefined;
      door.stale.caughtUp();
      await door.errors.close();
    }));
    await this.#replies.close(this.#options.clock, stopGraceMs);
  }

  /** Ends the waits of a consumer's callers with an empty answer; those who still may ask again. */
  finishPolls(consumerId: number): void {
    this.#doors.get(consumerId)?.poll.finishAll();
  }

  /** What an access token may see has changed: nobody goes on by what it was. */
  async limitsChanged(consumerId: number, accessTokenId: number): Promise<void> {
    this.finishPolls(consumerId);
    if (this.#doors.get(consumerId)?.push?.target.accessTokenId !== accessTokenId) return;
    await this.#followRecord(consumerId, () => {});
  }

  /**
   * Answers getUpdates with the finished body; see {@linkcode PollDoor.getUpdates}.
   *
   * @param limits what the caller's credential may see.
   * @throws {TelegramError} 403 while the consumer is disabled; 429 once BotMux stops, as the official server answers then.
   */
  getUpdates(
    consumerId: number,
    parameters: GetUpdatesParameters,
    limits: ViewLimits,
    signal: CancelSignal,
  ): Promise<Uint8Array<ArrayBuffer>> {
    if (this.#stopping.signal.aborted) return Promise.reject(tooManyRequests(stopRetrySec));
    const { poll, setting } = this.#door(consumerId);
    if (setting !== undefined) return poll.refuse(signal);
    const consumer = this.#options.records.consumer(consumerId);
    return isDisabledPoll(consumer)
      ? poll.refuseDisabled(signal)
      : poll.getUpdates(consumer, parameters, limits, signal);
  }

  /**
   * Turns a consumer into a push consumer. The old target stays untouched until the new one is found to be possible.
   *
   * @returns `description` of the answer.
   * @throws {TelegramError} 403 while the consumer polls and is disabled, 429 within a second of the last call, 400 when
   * the URL cannot be, 409 when a later call overtakes this one.
   */
  async setWebhook(
    consumerId: number,
    request: WebhookRequest,
    allowed: AllowedUpdates | undefined,
  ): Promise<string> {
    const door = this.#door(consumerId);
    if (isDisabledPoll(this.#options.records.consumer(consumerId))) throw disabledError();
    door.pause.enter();
    const { botId } = this.#options.records.consumer(consumerId);
    await this.#lookAt(door, botId, request.target);
    const change = withWebhook(this.#options.records.consumer(consumerId), request);
    await this.#apply(change, allowed, request.dropPendingUpdates);
    door.poll.evictAll(descriptions.terminatedBySetWebhook);
    return change.description;
  }

  /** Turns a consumer back into a poll consumer; gives the `description` of the answer. */
  async deleteWebhook(
    consumerId: number,
    dropPendingUpdates: boolean,
    allowed: AllowedUpdates | undefined,
  ): Promise<string> {
    this.#door(consumerId).setting?.abort(overtaken());
    const change = withoutWebhook(this.#options.records.consumer(consumerId));
    await this.#apply(change, allowed, dropPendingUpdates);
    return change.description;
  }

  /** A WebhookInfo object for a consumer. */
  async getWebhookInfo(consumerId: number): Promise<Readonly<Record<string, unknown>>> {
    const { cursor, errors, push } = this.#door(consumerId);
    return webhookInfo(this.#options.records.consumer(consumerId), {
      pending: await this.#options.journal.countPending(cursor),
      allowed: cursor.allowedUpdates,
      address: push?.pusher.address ?? "",
      ...errors.last,
    });
  }

  /** Updates given to a consumer's programs since the start, by whichever way; those given twice count twice. */
  delivered(consumerId: number): number {
    const door = this.#doors.get(consumerId);
    return door === undefined ? 0 : door.poll.given + door.pushedBefore + (door.push?.pusher.delivered ?? 0);
  }

  /** Updates of a consumer that were dropped since the start because they were older than its maximum age. */
  stale(consumerId: number): number {
    return this.#doors.get(consumerId)?.stale.dropped ?? 0;
  }

  /** Status of a consumer's push; `undefined` while nothing is pushed. */
  pushReport(consumerId: number): PushReport | undefined {
    const door = this.#doors.get(consumerId);
    if (door?.push === undefined) return undefined;
    const { lastErrorAtMs, lastError } = door.errors.last;
    return { ...door.push.pusher.status(), lastErrorAtMs, lastError };
  }

  /**
   * Tries to reach a consumer's URLs without sending anything, and sends what waits for its next try. `undefined` while
   * nothing is pushed.
   */
  async checkPush(
    consumerId: number,
    signal: AbortSignal,
  ): Promise<readonly CheckedUrl[] | undefined> {
    const pusher = this.#doors.get(consumerId)?.push?.pusher;
    const results = await pusher?.check(signal);
    pusher?.retryNow();
    return results;
  }

  /** What {@linkcode Delivery.move} would do; updates that the consumer's filter hides are counted too. */
  previewMove(consumerId: number, start: StartingPoint): Promise<MovePreview> {
    return this.#options.journal.previewMove(this.#door(consumerId).cursor, start);
  }

  /**
   * Moves a consumer to a starting point, backward too. A push goes on from there; what was under way may arrive once
   * more. A program that polls with an offset of its own moves the consumer to that again.
   */
  async move(consumerId: number, start: StartingPoint): Promise<void> {
    const { cursor, poll } = this.#door(consumerId);
    // The push must have ended: what it confirms late would count from the new place on.
    await this.#followRecord(consumerId, () => this.#options.journal.moveCursor(cursor, start));
    poll.startAnew();
  }

  /** Dead letters of a consumer after a position, ascending, at most `limit`. */
  deadLetters(consumerId: number, after: number, limit: number): Promise<readonly DeadLetter[]> {
    return this.#options.store.deadLetters(consumerId, after, limit);
  }

  /**
   * Sends dead letters once more, each for as long as an update of its kind lives; gives how many are on their way.
   * `undefined` while nothing is pushed.
   */
  async redeliver(consumerId: number, letters: readonly DeadLetter[]): Promise<number | undefined> {
    const door = this.#doors.get(consumerId);
    if (door?.push === undefined) return undefined;
    const { journal, clock } = this.#options;
    let count = 0;
    for (const { position, kind } of letters) {
      const update = await journal.entryAt(door.cursor.botId, position);
      if (update === undefined) continue;
      if (door.push?.pusher.redeliver(update, clock.now() + lifetimeSec(kind) * 1000)) count++;
    }
    return count;
  }

  /** Delivers only what a bot's journal still keeps, although more of it was at hand. */
  dropBuffered(botId: number): void {
    for (const { cursor, push } of this.#doors.values()) {
      if (cursor.botId === botId) push?.pusher.dropBuffered();
    }
  }

  /** Checks a target without changing the current one. */
  async #lookAt(door: Door, botId: number, target: PushTarget): Promise<void> {
    door.setting?.abort(overtaken());
    const setting = new AbortController();
    door.setting = setting;
    const cancelLimit = this.#options.clock.schedule(
      () => setting.abort(badWebhook("Failed to resolve host: it takes too long")),
      maxLookMs,
    );
    const poster = this.#options.createPoster(target, target.urls[0]!, botId);
    try {
      await poster.prepare(setting.signal);
    } catch (error) {
      throw error instanceof PostFailure ? badWebhook(error.message) : error;
    } finally {
      cancelLimit();
      poster.close();
      if (door.setting === setting) door.setting = undefined;
    }
  }

  async #apply(change: WebhookChange, allowed: AllowedUpdates | undefined, drop: boolean): Promise<void> {
    const { consumer, isChanged } = change;
    const { cursor, poll, errors } = this.#door(consumer.id);
    if (isChanged) errors.clear();
    if (allowed !== undefined) cursor.setAllowed(allowed, this.#tail(cursor));
    // Before the new target gets anything.
    if (drop) await this.#followRecord(consumer.id, () => poll.dropPending());
    await this.#options.journal.written(cursor);
    if (!isChanged) return;
    await this.#options.records.saveConsumer(consumer);
    await this.#followRecord(consumer.id);
  }

  /**
   * Makes a consumer's push what its record says. With `meanwhile`, also when nothing is different: the push ends, that
   * is done, and it goes on from the cursor.
   */
  #followRecord(consumerId: number, meanwhile?: () => void | Promise<void>): Promise<void> {
    const door = this.#doors.get(consumerId);
    if (door === undefined) return Promise.resolve();
    return door.changes.run(async () => {
      if (this.#doors.get(consumerId) !== door) return;
      const isSame = isSameTarget(door.push?.target, this.#wantedTarget(consumerId));
      if (isSame && meanwhile === undefined) return;
      await door.push?.pusher.stop(0);
      door.pushedBefore += door.push?.pusher.delivered ?? 0;
      door.push = undefined;
      try {
        await meanwhile?.();
      } finally {
        this.#startPush(consumerId, door);
      }
    });
  }

  /** Where a consumer's updates are to go now; `undefined` while nothing is to be pushed. */
  #wantedTarget(consumerId: number): PushTarget | undefined {
    const consumer = this.#options.records.consumer(consumerId);
    return this.#isPushing && consumer.disabledReason === undefined ? consumer.push : undefined;
  }

  #startPush(consumerId: number, door: Door): void {
    const target = this.#wantedTarget(consumerId);
    if (target === undefined) return;
    const pusher = this.#createPusher(door, this.#options.records.consumer(consumerId), target);
    door.push = { target, pusher };
    pusher.start();
  }

  #createPusher({ cursor, errors, stale }: Door, consumer: Consumer, push: PushTarget): Pusher {
    const { journal, records, createPoster, clock, logger, random } = this.#options;
    return new Pusher({
      consumer,
      push,
      cursor,
      view: viewOf(cursor, records.limitsOf(push.accessTokenId)),
      journal,
      deadLetters: this.#deadLetters,
      errors,
      stale,
      replies: this.#replies,
      createPoster: (url) => createPoster(push, url, consumer.botId),
      showUrl: toShownUrl,
      onGone: () => void this.#disableGone(consumer.id, push),
      clock,
      logger,
      random,
    });
  }

  /** Its URL has said for most of a day that it is gone. */
  async #disableGone(consumerId: number, gone: PushTarget): Promise<void> {
    const { records, logger } = this.#options;
    const why = "disabled_by_gone" satisfies DisabledCode;
    try {
      const consumer = records.consumer(consumerId);
      if (consumer.disabledReason !== undefined || !isSameTarget(consumer.push, gone)) return;
      await records.saveConsumer({ ...consumer, disabledReason: why });
      logger.warn("consumer disabled", { bot: consumer.botId, consumer: consumer.name, why });
    } catch (error) {
      logger.error("cannot disable a consumer whose URL is gone", { consumer: consumerId, error });
    }
  }

  /** The position the next update will get. */
  #tail({ botId }: Cursor): number {
    return this.#options.journal.logState(botId).lastPosition + 1;
  }

  #door(consumerId: number): Door {
    const door = this.#doors.get(consumerId);
    if (door === undefined) throw new RangeError(`Cannot deliver to consumer ${consumerId}: it is not open`);
    return door;
  }
}
