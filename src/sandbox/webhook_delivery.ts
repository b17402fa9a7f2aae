import type { WholeBody } from "../telegram/parameters.ts";
import { toWebhookUrl } from "../telegram/webhook_url.ts";
import type { Bot } from "./bot.ts";
import { retryDelayMs } from "../telegram/webhook_retry.ts";
import type { QueuedUpdate } from "./update_queue.ts";
import type { WebhookSettings } from "./webhook.ts";
import type { World } from "./world.ts";

const answerTimeoutMs = 60_000;
const goneForGoodMs = 23 * 3_600_000;
const maxReplyBytes = 1024 * 1024;

/** Carries out a method call that a backend put into its answer. */
type ReplyRunner = (bot: Bot, body: WholeBody) => Promise<void>;

interface Lane {
  readonly waiting: QueuedUpdate[];
  failures: number;
}

type Outcome = { readonly isDone: true } | {
  readonly isDone: false;
  readonly retryAfterSec: number | undefined;
};

/** Sends a bot's updates to its webhook: lanes side by side, one update of a lane at a time. */
export class WebhookDelivery {
  readonly #world: World;
  readonly #bot: Bot;
  readonly #runReply: ReplyRunner;
  #stop = new AbortController();
  #settings: WebhookSettings | undefined;
  readonly #lanes = new Map<string, Lane>();
  /** Names of lanes that have something to send now. */
  #ready: string[] = [];
  #active = 0;
  #firstGoneAtMs: number | undefined;
  readonly #timers = new Set<() => void>();

  constructor(world: World, bot: Bot, runReply: ReplyRunner) {
    this.#world = world;
    this.#bot = bot;
    this.#runReply = runReply;
    bot.webhook.onChange = () => this.#restart();
    bot.webhook.onUpdate = (update) => {
      this.#enlist(update);
      this.#pump();
    };
  }

  /** Ends deliveries under way and timers. */
  close(): void {
    this.#stop.abort();
    for (const cancel of this.#timers) cancel();
    this.#timers.clear();
    this.#lanes.clear();
    this.#ready = [];
    this.#settings = undefined;
  }

  #restart(): void {
    this.close();
    this.#stop = new AbortController();
    this.#active = 0;
    this.#firstGoneAtMs = undefined;
    this.#settings = this.#bot.webhook.settings;
    if (this.#settings === undefined) return;
    for (const update of this.#bot.queue.entries()) this.#enlist(update);
    this.#pump();
  }

  #enlist(update: QueuedUpdate): void {
    // Updates without a lane keep no order among themselves.
    const name = update.lane || `update ${update.id}`;
    const lane = this.#lanes.get(name);
    if (lane !== undefined) return void lane.waiting.push(update);
    this.#lanes.set(name, { waiting: [update], failures: 0 });
    this.#ready.push(name);
  }

  #pump(): void {
    const settings = this.#settings;
    while (settings !== undefined && this.#active < settings.maxConnections) {
      const name = this.#ready.shift();
      const lane = name === undefined ? undefined : this.#lanes.get(name);
      if (name === undefined || lane === undefined) return;
      this.#active++;
      this.#serve(name, lane, settings, this.#stop.signal);
    }
  }

  async #serve(name: string, lane: Lane, settings: WebhookSettings, stop: AbortSignal): Promise<void> {
    const update = lane.waiting[0];
    const isExpired = update === undefined || update.expiresAtMs <= this.#world.clock.now();
    const outcome: Outcome = isExpired ? { isDone: true } : await this.#post(update, settings, stop);
    if (stop.aborted) return;
    this.#active--;
    if (outcome.isDone) this.#advance(name, lane);
    else this.#postpone(name, lane, outcome.retryAfterSec);
    this.#pump();
  }

  #advance(name: string, lane: Lane): void {
    const done = lane.waiting.shift();
    lane.failures = 0;
    if (done !== undefined) this.#bot.queue.delete(done.id);
    if (lane.waiting.length > 0) this.#ready.push(name);
    else this.#lanes.delete(name);
  }

  #postpone(name: string, lane: Lane, retryAfterSec: number | undefined): void {
    const { clock, random } = this.#world;
    const delayMs = retryAfterSec === undefined
      ? retryDelayMs(lane.failures++, random)
      : Math.min(retryAfterSec, 3600) * 1000;
    const expiresAtMs = lane.waiting[0]?.expiresAtMs ?? 0;
    if (clock.now() + delayMs > expiresAtMs) return this.#advance(name, lane);
    const cancel = clock.schedule(() => {
      this.#timers.delete(cancel);
      this.#ready.push(name);
      this.#pump();
    }, delayMs);
    this.#timers.add(cancel);
  }

  async #post(update: QueuedUpdate, settings: WebhookSettings, stop: AbortSignal): Promise<Outcome> {
    const { clock } = this.#world;
    const timeout = new AbortController();
    const cancelTimeout = clock.schedule(() => timeout.abort(), answerTimeoutMs);
    try {
      const { url, headers } = toRequest(settings);
      const response = await this.#world.fetch(url, {
        method: "POST",
        headers,
        body: new Uint8Array(update.bytes),
        redirect: "manual",
        signal: AbortSignal.any([stop, timeout.signal]),
      });
      return await this.#judge(response);
    } catch (error) {
      if (!stop.aborted) this.#noteFailure(error, timeout.signal.aborted);
      return { isDone: false, retryAfterSec: undefined };
    } finally {
      cancelTimeout();
    }
  }

  async #judge(response: Response): Promise<Outcome> {
    const bytes = new Uint8Array(await response.arrayBuffer());
    if (response.ok) {
      this.#firstGoneAtMs = undefined;
      const contentType = response.headers.get("content-type") ?? "";
      if (bytes.length > 0 && bytes.length <= maxReplyBytes) {
        await this.#runReply(this.#bot, { contentType, bytes });
      }
      return { isDone: true };
    }
    const nowMs = this.#world.clock.now();
    const reason = response.statusText === "" ? "" : ` ${response.statusText}`;
    this.#bot.webhook.fail(`Wrong response from the webhook: ${response.status}${reason}`, nowMs);
    this.#noteGone(response.status, nowMs);
    const retryAfter = response.headers.get("retry-after")?.trim() ?? "";
    return { isDone: false, retryAfterSec: /^[0-9]+$/.test(retryAfter) ? Number(retryAfter) : undefined };
  }

  /** A backend that answers 410 for most of a day loses its webhook. */
  #noteGone(status: number, nowMs: number): void {
    if (status !== 410) this.#firstGoneAtMs = undefined;
    else if (this.#firstGoneAtMs === undefined) this.#firstGoneAtMs = nowMs;
    else if (nowMs - this.#firstGoneAtMs > goneForGoodMs) this.#bot.webhook.remove();
  }

  #noteFailure(error: unknown, isTimeout: boolean): void {
    const words = error instanceof Error ? `${error.message} ${String(error.cause ?? "")}` : String(error);
    // A connection that was closed without an answer is not told of.
    if (!isTimeout && /reset|closed|ended/i.test(words)) return;
    const reason = isTimeout
      ? "Read timeout expired"
      : /refused|unable to connect/i.test(words)
      ? "Connection refused"
      : "Can't connect to the webhook";
    this.#bot.webhook.fail(reason, this.#world.clock.now());
  }
}

function toRequest(settings: WebhookSettings): { url: URL; headers: Headers } {
  const url = URL.parse(toWebhookUrl(settings.url) ?? "");
  if (url === null) throw new TypeError("Cannot deliver: the webhook has no URL");
  const headers = new Headers();
  if (url.username !== "" || url.password !== "") {
    const userInfo = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
    headers.set("authorization", `Basic ${btoa(userInfo)}`);
    url.username = "";
    url.password = "";
  }
  if (settings.secretToken !== "") headers.set("x-telegram-bot-api-secret-token", settings.secretToken);
  headers.set("content-type", "application/json");
  return { url, headers };
}
