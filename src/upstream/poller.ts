import { Backoff } from "../base/backoff.ts";
import { type Clock, sleep } from "../base/clock.ts";
import { describeError } from "../base/errors.ts";
import type { Logger } from "../base/logger.ts";
import type { AppendOutcome, ReceivedUpdate } from "../journal/received.ts";
import type { Bot } from "../registry/model.ts";
import { TelegramError } from "../telegram/envelope.ts";
import { allKinds, largestLimit, longestPollSec } from "../telegram/get_updates.ts";
import { type Batch, readBatch } from "./batch.ts";
import { type BotIdentity, getMe } from "./calls.ts";
import type { UpstreamClient } from "./client.ts";
import { conflictWaitMs, removeWebhook, resolveConflict } from "./conflict.ts";
import type { BotHealth, PollState } from "./health.ts";
import type { StartPacer } from "./start_pacer.ts";
import { MalformedAnswer } from "./upstream_error.ts";

/** Where updates are kept. */
export interface UpdateSink {
  /**
   * Resolves once all of them would survive a power loss; drops byte-identical repeats. Only then are they
   * acknowledged upstream. When it rejects, they are asked for again.
   */
  append(botId: number, updates: readonly ReceivedUpdate[]): Promise<AppendOutcome>;
}

/** What a poller finds out. It goes on when these have returned; when one rejects, it tries again later. */
export interface PollerEvents {
  /** getMe answered. */
  identified(botId: number, identity: BotIdentity): void | Promise<void>;
  /** A webhook is set upstream. It is removed when this has returned. */
  webhookFound(botId: number, url: string): void | Promise<void>;
  /** Upstream began or ceased to refuse the token. */
  statusChanged(botId: number, status: Bot["status"]): void | Promise<void>;
  /**
   * Upstream sent something that is no update (it has no usable `update_id`) among those that are. Acknowledging
   * these makes upstream forget it, so this is the last chance to keep it.
   */
  unreadable(botId: number, bytes: Uint8Array): void | Promise<void>;
}

/** What a poller works with; the same for all bots. */
export interface PollerContext {
  readonly client: UpstreamClient;
  readonly sink: UpdateSink;
  readonly events: PollerEvents;
  readonly pacer: StartPacer;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Numbers in [0, 1). */
  readonly random: () => number;
}

/** The bot to poll. */
export type PolledBot = Pick<Bot, "id" | "token" | "status">;

const minute = 60_000;
const hour = 60 * minute;
/** After an empty answer that came before its time, the same offset is not sent again until this much later. */
const sameOffsetMs = 3000;
/** The first poll, and the first after a failure, is this short: soon it is known whether all is well. */
const probeSec = 1;

/** Updates were received but could not be kept. */
class NotKept extends Error {
  override readonly name = "NotKept";
}

/** What to do after a failure. */
interface Verdict {
  readonly state: PollState;
  readonly error: string;
  readonly waitMs: number;
}

/**
 * Owns the getUpdates loop of one bot. Invariant: the offset sent acknowledges only what {@linkcode UpdateSink.append}
 * has resolved for.
 *
 * The first poll, and the first after any failure, goes out with offset 0: it confirms nothing and shows the head of
 * upstream's queue. An upstream that was moved, restored or restarted with other numbers would take a stale offset for
 * a confirmation. From the first updates on, the offset is what the sink says.
 */
export class Poller {
  readonly #bot: PolledBot;
  readonly #context: PollerContext;
  readonly #health: BotHealth;
  readonly #backoff: Backoff;
  #offset = 0;
  /** The last poll that was answered. */
  #answered = { offset: -1, startMs: 0, isFull: true };
  #isIntroduced = false;
  /** As it was last written down. */
  #isRevoked: boolean;
  #lastState: PollState = "starting";

  constructor(bot: PolledBot, context: PollerContext, health: BotHealth) {
    this.#bot = bot;
    this.#context = context;
    this.#health = health;
    this.#isRevoked = bot.status === "revoked";
    this.#backoff = new Backoff({ firstMs: 1000, maxMs: minute, random: context.random });
  }

  /** Polls until `signal` aborts; resolves when nothing runs any more. Never rejects. */
  async run(signal: AbortSignal): Promise<void> {
    const { clock } = this.#context;
    while (!signal.aborted) {
      try {
        if (this.#isIntroduced) await this.#poll(signal);
        else await this.#introduce(signal);
      } catch (error) {
        if (signal.aborted) break;
        await sleep(clock, await this.#recover(error, signal), signal);
      }
    }
    this.#health.stop(clock.now());
  }

  /** Asks who the bot is and takes a webhook out of the way. */
  async #introduce(signal: AbortSignal): Promise<void> {
    const { client, clock, events, pacer } = this.#context;
    const { id, token } = this.#bot;
    await pacer.turn(signal);
    if (signal.aborted) return;
    const startMs = clock.now();
    const identity = await getMe(client, token, signal);
    this.#health.measure(clock.now() - startMs);
    await keep(() => events.identified(id, identity));
    await removeWebhook(client, token, (url) => this.#noteWebhook(url), signal);
    this.#isIntroduced = true;
    pacer.speedUp();
  }

  async #poll(signal: AbortSignal): Promise<void> {
    const { client, clock } = this.#context;
    await this.#pace(signal);
    if (signal.aborted) return;
    const offset = this.#offset;
    const timeoutSec = this.#lastState === "ok" ? longestPollSec : probeSec;
    const startMs = clock.now();
    const answer = await client.poll({
      token: this.#bot.token,
      offset,
      limit: largestLimit,
      timeoutSec,
      allowedUpdates: allKinds,
      signal,
    });
    const beyondMs = clock.now() - startMs - timeoutSec * 1000;
    this.#answered = { offset, startMs, isFull: beyondMs >= 0 };
    const batch = readBatch(answer);
    if (batch.updates.length > 0) this.#offset = await this.#keep(batch);
    else if (batch.unreadable.length > 0) {
      throw new MalformedAnswer(
        "Upstream sends nothing but things that are no updates; check the upstream URL",
      );
      // What an empty poll took beyond its timeout is the way there and back.
    } else if (beyondMs >= 0) this.#health.measure(beyondMs);
    await this.#succeed(batch);
  }

  /** Commits a batch; the offset that acknowledges it. */
  async #keep({ updates, unreadable }: Batch): Promise<number> {
    const { sink, events } = this.#context;
    const { id } = this.#bot;
    const { nextOffset, newEpoch } = await keep(() => sink.append(id, updates));
    if (newEpoch) this.#context.logger.info("Upstream numbers its updates anew", { bot: id });
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
    const { clock, logger } = this.#context;
    this.#backoff.reset();
    this.#health.succeed(clock.now(), updates.length, unreadable.length);
    if (this.#lastState === "starting") logger.debug("Bot is polled", { bot: this.#bot.id });
    else if (this.#lastState !== "ok") logger.info("Bot is polled again", { bot: this.#bot.id });
    this.#lastState = "ok";
    await this.#setRevoked(false);
  }

  /** Says how long to wait before the next try, after making known what is wrong. */
  async #recover(error: unknown, signal: AbortSignal): Promise<number> {
    const { clock, logger } = this.#context;
    this.#offset = 0;
    const { state, error: text, waitMs } = await this.#judge(error, signal);
    if (signal.aborted) return 0;
    this.#health.fail(state, text, clock.now());
    if (state !== this.#lastState) {
      logger.warn("Bot cannot be polled", { bot: this.#bot.id, state, error: text });
    }
    this.#lastState = state;
    if (state === "revoked") await this.#setRevoked(true);
    return waitMs;
  }

  async #judge(error: unknown, signal: AbortSignal): Promise<Verdict> {
    if (error instanceof TelegramError) return await this.#judgeRefusal(error, signal);
    const waitMs = this.#backoff.nextDelayMs();
    if (error instanceof NotKept) {
      const why = describeError(error.cause);
      return {
        state: "disk",
        error: `Updates cannot be stored, so they are left with upstream: ${why}`,
        waitMs,
      };
    }
    return { state: "unreachable", error: describeError(error), waitMs };
  }

  async #judgeRefusal(error: TelegramError, signal: AbortSignal): Promise<Verdict> {
    const said = `upstream says: ${error.message}`;
    switch (error.code) {
      case 401:
      case 404:
        return {
          state: "revoked",
          error: `The token is refused; give BotMux the bot's current token from @BotFather (${said})`,
          waitMs: hour,
        };
      case 409: {
        const { client, random } = this.#context;
        const found = (url: string) => this.#noteWebhook(url);
        const text = await resolveConflict(error, client, this.#bot.token, found, signal);
        const { least, most } = conflictWaitMs;
        return { state: "conflict", error: text, waitMs: least + random() * (most - least) };
      }
      case 429:
        return this.#judgeTooMany(error, said);
      default:
        return { state: "unreachable", error: `Polling fails; ${said}`, waitMs: this.#backoff.nextDelayMs() };
    }
  }

  #judgeTooMany(error: TelegramError, said: string): Verdict {
    const askedMs = (error.parameters?.retry_after ?? 0) * 1000;
    // Nobody is waited for longer than an hour: the limit may have gone meanwhile.
    const waitMs = askedMs > 0 ? Math.min(askedMs, hour) : this.#backoff.nextDelayMs();
    if (!this.#isIntroduced) this.#context.pacer.slowDown(waitMs);
    return { state: "rate-limited", error: `Waiting as upstream wishes (${said})`, waitMs };
  }

  async #noteWebhook(url: string): Promise<void> {
    const { events, logger } = this.#context;
    await keep(() => events.webhookFound(this.#bot.id, url));
    logger.warn("A webhook is set upstream; removing it, no update is dropped", { bot: this.#bot.id });
  }

  async #setRevoked(isRevoked: boolean): Promise<void> {
    if (this.#isRevoked === isRevoked) return;
    const { events, logger } = this.#context;
    try {
      await events.statusChanged(this.#bot.id, isRevoked ? "revoked" : "active");
      this.#isRevoked = isRevoked;
    } catch (error) {
      logger.error("Cannot write down a bot's status; trying again", { bot: this.#bot.id, error });
    }
  }
}

/** Runs `work` so that its failure is told from upstream's. */
async function keep<T>(work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    throw new NotKept("Cannot keep what upstream sent", { cause });
  }
}
