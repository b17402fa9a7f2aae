import { type Fault, fault, messageOf } from "../faults/fault.ts";
import { sleep } from "../base/clock.ts";
import type { ReceivedUpdate } from "../journal/received.ts";
import { TelegramError } from "../telegram/envelope.ts";
import { allKinds } from "../telegram/get_updates.ts";
import { getWebhookInfo, setWebhook } from "./calls.ts";
import type { BotHealth } from "./health.ts";
import type { Hook, HookDoor } from "./hook_door.ts";
import { identifyBot } from "./identify_bot.ts";
import { type PolledBot, Poller, type PollerContext } from "./poller.ts";
import { RetryPlan } from "./retry_plan.ts";
import { Revocation } from "./revocation.ts";
import { describeNotKept, NotKept, type PollFailure } from "./poll_failure.ts";
import { WebhookWatch } from "./webhook_watch.ts";

/** Where upstream is to deliver. */
export interface IngressDoor {
  readonly door: HookDoor;
  /** URL of BotMux as upstream reaches it, without a slash at the end; `undefined` when there is none. */
  readonly publicUrl: string | undefined;
}

/** Deliveries at the same time that upstream is allowed: its own default. */
const maxConnections = 40;
/** How long a bot is polled when its webhook does not work. */
const fallbackMs = 600_000;
/** Between two looks at the webhook, in milliseconds. */
const watchMs = { min: 45_000, max: 60_000 } as const;

/**
 * Receives one bot's updates by a webhook of BotMux's own. When that cannot be set or upstream reports trouble with
 * it, the bot is polled for a while and the webhook is tried again: updates that upstream could not deliver wait there
 * and come by the poll.
 */
export class Ingress {
  #bot: PolledBot;
  readonly #context: PollerContext;
  readonly #health: BotHealth;
  readonly #ingress: IngressDoor;
  readonly #revocation: Revocation;
  readonly #retry: RetryPlan;
  #lastState: PollFailure["state"] = "starting";
  /** Whether what was to be stored last could be. */
  #isKeeping = true;

  constructor(bot: PolledBot, context: PollerContext, health: BotHealth, ingress: IngressDoor) {
    this.#bot = bot;
    this.#context = context;
    this.#health = health;
    this.#ingress = ingress;
    this.#revocation = new Revocation(bot, context.events, context.logger);
    this.#retry = new RetryPlan(bot.id, context);
  }

  /** Receives until `signal` aborts; resolves when nothing runs any more. Never rejects. */
  async run(signal: AbortSignal): Promise<void> {
    const { logger } = this.#context;
    while (!signal.aborted) {
      const trouble = await this.#receive(signal);
      if (signal.aborted || trouble === undefined) break;
      logger.warn("webhook ingress failing, polling for 10 minutes", {
        bot: this.#bot.id,
        error: messageOf(trouble),
      });
      this.#health.reserve(fault("webhook_ingress_failing", { cause: trouble }));
      await this.#poll(signal);
    }
  }

  /** Receives until the webhook turns out not to work; says why. */
  async #receive(signal: AbortSignal): Promise<Fault | undefined> {
    const { publicUrl, door } = this.#ingress;
    if (publicUrl === undefined) {
      return fault("ingress_without_url");
    }
    const { clock } = this.#context;
    while (!signal.aborted) {
      const watch = new WebhookWatch(clock.now());
      const hook = door.open((update) => this.#keep(update, watch));
      try {
        await this.#register(publicUrl + hook.path, hook, signal);
        return await this.#watch(watch, publicUrl, hook, signal);
      } catch (error) {
        if (signal.aborted) break;
        if (error instanceof TelegramError && error.code === 400) {
          return fault("ingress_refused", { said: error.description, url: publicUrl });
        }
        await this.#recover(error, signal);
      } finally {
        await hook.close();
      }
    }
    return undefined;
  }

  async #register(url: string, { secretToken }: Hook, signal: AbortSignal): Promise<void> {
    const { client, clock } = this.#context;
    const identified = await identifyBot(this.#bot, this.#context, this.#health, signal);
    if (identified === undefined) return;
    this.#bot = identified.bot;
    const wanted = { url, secretToken, maxConnections, allowedUpdates: allKinds };
    await setWebhook(client, this.#bot.token, wanted, signal);
    this.#health.reserve(undefined);
    this.#isKeeping = true;
    await this.#succeed(clock.now(), 0);
  }

  /** Looks at the webhook again and again until something is wrong with it; says what. */
  async #watch(
    watch: WebhookWatch,
    publicUrl: string,
    { path }: Hook,
    signal: AbortSignal,
  ): Promise<Fault | undefined> {
    const { client, clock, random } = this.#context;
    const randomWatchMs = () => watchMs.min + random() * (watchMs.max - watchMs.min);
    let isWaitOver = false;
    while (!signal.aborted) {
      if (!isWaitOver) await sleep(clock, randomWatchMs(), signal);
      isWaitOver = false;
      if (signal.aborted) break;
      try {
        const info = await getWebhookInfo(client, this.#bot.token, signal);
        if (info.url !== publicUrl + path) {
          return fault("ingress_replaced");
        }
        const trouble = watch.look(info);
        // Upstream's words are not ours: they could repeat the URL.
        if (trouble !== undefined) {
          return fault("ingress_undelivered", {
            said: trouble.replaceAll(path, "/hook/***"),
            url: publicUrl,
          });
        }
        // That upstream answers says nothing about the disk; a commit of nothing does.
        if (!this.#isKeeping) await this.#store([]);
        await this.#succeed(clock.now(), 0);
      } catch (error) {
        if (signal.aborted) break;
        await this.#recover(error, signal);
        isWaitOver = true;
      }
    }
    return undefined;
  }

  async #keep(update: ReceivedUpdate, watch: WebhookWatch): Promise<void> {
    const { clock } = this.#context;
    watch.contact(clock.now());
    await this.#store([update]);
    await this.#succeed(clock.now(), 1);
  }

  async #store(updates: readonly ReceivedUpdate[]): Promise<void> {
    const { sink, logger } = this.#context;
    const { id } = this.#bot;
    try {
      const { newEpoch } = await sink.append(id, updates, "any");
      if (newEpoch) logger.info("upstream restarted its update numbering", { bot: id });
      this.#isKeeping = true;
    } catch (cause) {
      this.#isKeeping = false;
      this.#fail({ state: "disk", fault: describeNotKept(cause) });
      throw new NotKept("Cannot keep what upstream delivers", { cause });
    }
  }

  async #succeed(nowMs: number, received: number): Promise<void> {
    const { logger } = this.#context;
    this.#retry.succeed();
    this.#health.succeed(nowMs, received, 0);
    if (this.#lastState === "starting") logger.debug("webhook ingress receiving", { bot: this.#bot.id });
    else if (this.#lastState !== "ok") logger.info("webhook ingress receiving again", { bot: this.#bot.id });
    this.#lastState = "ok";
    await this.#revocation.set(false);
  }

  /** Makes known what is wrong and waits before the next try. */
  async #recover(error: unknown, signal: AbortSignal): Promise<void> {
    const failure = this.#retry.judge(error, "webhook_fails");
    this.#fail(failure);
    if (failure.state === "rate_limited") this.#context.pacer.slowDown(failure.waitMs);
    if (failure.state === "revoked") await this.#revocation.set(true);
    await this.#retry.pause(failure, signal);
  }

  #fail({ state, fault }: Pick<PollFailure, "state" | "fault">): void {
    const { clock, logger } = this.#context;
    this.#health.fail(state, fault, clock.now());
    if (state !== this.#lastState) {
      logger.warn("webhook ingress failing", { bot: this.#bot.id, state, error: messageOf(fault) });
    }
    this.#lastState = state;
  }

  /** The first thing a poller does is to take the webhook out of the way. */
  async #poll(signal: AbortSignal): Promise<void> {
    const { clock } = this.#context;
    const end = new AbortController();
    const cancel = clock.schedule(() => end.abort(), fallbackMs);
    const poller = new Poller(this.#bot, this.#context, this.#health, "any");
    await poller.run(AbortSignal.any([signal, end.signal]));
    cancel();
    this.#lastState = "unreachable";
  }
}
