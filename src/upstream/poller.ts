import { fault, messageOf } from "../faults/fault.ts";
import { sleep } from "../base/clock.ts";
import type { AppendOutcome, ArrivalOrder, ReceivedUpdate } from "../journal/received.ts";
import type { Bot } from "../registry/entities/bot.ts";
import { TelegramError } from "../telegram/envelope.ts";
import { allKinds, maxLimit, maxPollSec } from "../telegram/get_updates.ts";
import { type Batch, readBatch } from "./batch.ts";
import { deleteWebhook, type WebhookInfo } from "./calls.ts";
import { conflictWaitMs, resolveConflict } from "./conflict.ts";
import type { BotHealth, PollState } from "./health.ts";
import {
  type IdentificationContext,
  type IdentificationEvents,
  identifyBot,
  noteWebhook,
} from "./identify_bot.ts";
import { Revocation, type RevocationEvents } from "./revocation.ts";
import { RetryPlan } from "./retry_plan.ts";
import type { TokenWaits } from "./token_waits.ts";
import { MalformedAnswer } from "./upstream_error.ts";
import { keep, type PollFailure } from "./poll_failure.ts";

/** Where updates are kept. */
export interface UpdateSink {
  /**
   * Resolves once all of them would survive a power loss; drops byte-identical repeats. Only then are they
   * acknowledged upstream. When it rejects, they are asked for again.
   */
  append(botId: number, updates: readonly ReceivedUpdate[], order: ArrivalOrder): Promise<AppendOutcome>;
}

/** What a poller finds out. It goes on when these have returned; when one rejects, it tries again later. */
export interface PollerEvents extends IdentificationEvents, RevocationEvents {
  /**
   * Upstream sent something that is no update (it has no usable `update_id`) among those that are. Acknowledging
   * these makes upstream forget it, so this is the last chance to keep it.
   */
  unreadable(botId: number, bytes: Uint8Array): void | Promise<void>;
}

/** Options for {@linkcode Poller}. */
export interface PollerContext extends IdentificationContext {
  readonly sink: UpdateSink;
  readonly events: PollerEvents;
  readonly tokenWaits: TokenWaits;
  /** Numbers in [0, 1). */
  readonly random: () => number;
}

/** The bot to poll. */
export type PolledBot = Pick<Bot, "id" | "token" | "status" | "username">;

/** After an empty answer that came before its time, the same offset is not sent again until this much later. */
const sameOffsetMs = 3000;
/** The first poll, and the first after a failure, is this short: soon it is known whether all is well. */
const probeSec = 1;

/**
 * Owns the getUpdates loop of one bot. Invariant: the offset sent acknowledges only what {@linkcode UpdateSink.append}
 * has resolved for.
 *
 * A bot that is new is identified before its first poll. One that is known is polled at once, and identified only if
 * that poll meets a webhook or another program: thousands of bots would wait for calls that tell nothing new.
 *
 * The first poll, and the first after any failure, goes out with offset 0: it confirms nothing and shows the head of
 * upstream's queue. An upstream that was moved, restored or restarted with other numbers would take a stale offset for
 * a confirmation. From the first updates on, the offset is what the sink says.
 */
export class Poller {
  #bot: PolledBot;
  readonly #context: PollerContext;
  readonly #health: BotHealth;
  readonly #retry: RetryPlan;
  #offset = 0;
  /** The last poll that was answered. */
  #answered = { offset: -1, startMs: 0, isFull: true };
  #isIdentified: boolean;
  /** Until it was identified or polled: so long each try waits for its turn among all bots that start. */
  #isStarting = true;
  readonly #revocation: Revocation;
  #order: ArrivalOrder;
  #lastState: PollState = "starting";

  /** @param order `any` when the queue may hold updates that a webhook of BotMux's own has overtaken. */
  constructor(bot: PolledBot, context: PollerContext, health: BotHealth, order: ArrivalOrder = "rising") {
    this.#bot = bot;
    this.#context = context;
    this.#health = health;
    this.#order = order;
    this.#isIdentified = bot.username !== "" && order === "rising";
    this.#revocation = new Revocation(bot, context.events, context.logger);
    this.#retry = new RetryPlan(bot.id, context);
  }

  /** Polls until `signal` aborts; resolves when nothing runs any more. Never rejects. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        if (this.#isIdentified) await this.#poll(signal);
        else await this.#identifyBot(signal);
      } catch (error) {
        if (signal.aborted) break;
        await this.#recover(error, signal);
      }
    }
  }

  /** Asks who the bot is and takes a webhook out of the way. */
  async #identifyBot(signal: AbortSignal): Promise<void> {
    const identified = await identifyBot(this.#bot, this.#context, this.#health, signal);
    if (identified === undefined) return;
    this.#bot = identified.bot;
    if (identified.webhook.url !== "") {
      await deleteWebhook(this.#context.client, this.#bot.token, signal);
      this.#order = "any";
    }
    this.#isIdentified = true;
    this.#isStarting = false;
  }

  async #poll(signal: AbortSignal): Promise<void> {
    const { client, clock, pacer } = this.#context;
    await this.#pace(signal);
    if (this.#isStarting) await pacer.turn(signal);
    if (signal.aborted) return;
    const offset = this.#offset;
    const timeoutSec = this.#lastState === "ok" ? maxPollSec : probeSec;
    const startMs = clock.now();
    const answer = await client.poll({
      token: this.#bot.token,
      offset,
      limit: maxLimit,
      timeoutSec,
      allowedUpdates: allKinds,
      signal,
    });
    const beyondMs = clock.now() - startMs - timeoutSec * 1000;
    this.#answered = { offset, startMs, isFull: beyondMs >= 0 };
    const batch = readBatch(answer);
    if (batch.updates.length + batch.unreadable.length === 0) this.#order = "rising";
    if (batch.updates.length > 0) this.#offset = await this.#keep(batch);
    else if (batch.unreadable.length > 0) {
      throw new MalformedAnswer(
        fault("answer_without_updates"),
      );
      // What an empty poll took beyond its timeout is the way there and back.
    } else if (beyondMs >= 0) this.#health.measure(beyondMs);
    await this.#succeed(batch);
  }

  /** Commits a batch; the offset that acknowledges it. */
  async #keep({ updates, unreadable }: Batch): Promise<number> {
    const { sink, events } = this.#context;
    const { id } = this.#bot;
    const { nextOffset, newEpoch } = await keep(() => sink.append(id, updates, this.#order));
    if (newEpoch) this.#context.logger.info("upstream restarted its update numbering", { bot: id });
    for (const bytes of unreadable) await keep(() => events.unreadable(id, bytes));
    return nextOffset;
  }

  /** Never the same offset twice within 3 s when upstream does not wait as it should. */
  async #pace(signal: AbortSignal): Promise<void> {
    if (this.#answered.isFull || this.#answered.offset !== this.#offset) return;
    const { clock } = this.#context;
    const waitMs = this.#answered.startMs + sameOffsetMs - clock.now();
    if (waitMs > 0) await sleep(clock, waitMs, signal);
  }

  async #succeed({ updates, unreadable }: Batch): Promise<void> {
    const { clock, logger, pacer } = this.#context;
    if (this.#isStarting) pacer.speedUp();
    this.#isStarting = false;
    this.#retry.succeed();
    this.#health.succeed(clock.now(), updates.length, unreadable.length);
    if (this.#lastState === "starting") logger.debug("bot receiving", { bot: this.#bot.id });
    else if (this.#lastState !== "ok") logger.info("bot receiving again", { bot: this.#bot.id });
    this.#lastState = "ok";
    await this.#revocation.set(false);
  }

  /** Makes known what is wrong and waits before the next try. */
  async #recover(error: unknown, signal: AbortSignal): Promise<void> {
    const { clock, logger } = this.#context;
    this.#offset = 0;
    if (this.#isIdentified && this.#isStarting && isConflict(error)) {
      this.#isIdentified = false;
      return;
    }
    const failure = await this.#judge(error, signal);
    if (signal.aborted) return;
    const { state, fault } = failure;
    this.#health.fail(state, fault, clock.now());
    if (state !== this.#lastState) {
      logger.warn("bot not receiving", { bot: this.#bot.id, state, error: messageOf(fault) });
    }
    this.#lastState = state;
    if (state === "revoked") await this.#revocation.set(true);
    await this.#retry.pause(failure, signal);
  }

  async #judge(error: unknown, signal: AbortSignal): Promise<PollFailure> {
    const { client, pacer, random } = this.#context;
    if (isConflict(error)) {
      const found = (webhook: WebhookInfo) =>
        noteWebhook(this.#bot, { ...webhook, isFirstContact: false }, this.#context);
      const fault = await resolveConflict(error, client, this.#bot.token, found, signal);
      const { min, max } = conflictWaitMs;
      return { state: "conflict", fault, waitMs: min + random() * (max - min) };
    }
    const failure = this.#retry.judge(error, "polling_fails");
    if (failure.state === "rate_limited" && this.#isStarting) pacer.slowDown(failure.waitMs);
    return failure;
  }
}

function isConflict(error: unknown): error is TelegramError {
  return error instanceof TelegramError && error.code === 409;
}
