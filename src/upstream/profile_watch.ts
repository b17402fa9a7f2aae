import { type Clock, sleep } from "../base/clock.ts";
import { describeError } from "../base/errors.ts";
import type { Logger } from "../base/logger.ts";
import { describeDelay } from "../base/retry.ts";
import type { Bot } from "../registry/entities/bot.ts";
import { TelegramError } from "../telegram/envelope.ts";
import { type BotIdentity, getMe, getOwnPhoto } from "./calls.ts";
import type { BotApiClient } from "./client.ts";
import { MalformedAnswer, UpstreamUnreachable } from "./upstream_error.ts";

/** A bot to ask about. */
interface WatchedBot extends Pick<Bot, "id" | "token"> {
  /** Whether its photo is wanted too. */
  readonly hasPhotoWatched: boolean;
}

/** What upstream shows of a bot. */
interface BotProfile extends Pick<BotIdentity, "username" | "name"> {
  /** Id of its photo's file, empty when it has none; `undefined` when it was not asked for. */
  readonly photo: string | undefined;
}

/** Options for {@linkcode ProfileWatch}. */
interface ProfileWatchOptions {
  readonly client: BotApiClient;
  /** The bots that upstream may be asked about now. */
  readonly bots: () => readonly WatchedBot[];
  /** A bot was asked about. */
  readonly found: (botId: number, profile: BotProfile) => Promise<void>;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** At its start BotMux has more to do, in milliseconds. */
const startMs = 5_000;
/** How often it is looked which bots have their turn. */
const lookMs = 5_000;
/** Between two bots. */
const breathMs = 200;
/** A bot is asked about once in so long. */
const freshMs = 86_400_000;
/** Until the next try after one that came to nothing, at least. */
const retryMs = 600_000;
/** And at most, whatever upstream asks for: what it minds may be over sooner. */
const maxRetryMs = 1_800_000;

/**
 * Knows name, username and profile photo of each bot, by two calls a day for each: no update tells that they changed.
 * After a start these calls come when the bot is polled already.
 */
export class ProfileWatch {
  readonly #options: ProfileWatchOptions;
  /** When each bot is asked about again. */
  readonly #nextAtMs = new Map<number, number>();

  constructor(options: ProfileWatchOptions) {
    this.#options = options;
  }

  /** Works until `signal` aborts. */
  async run(signal: AbortSignal): Promise<void> {
    const { bots, clock } = this.#options;
    await sleep(clock, startMs, signal);
    while (!signal.aborted) {
      const ready = bots();
      this.#forget(new Set(ready.map(({ id }) => id)));
      for (const bot of ready) {
        if (signal.aborted) return;
        if ((this.#nextAtMs.get(bot.id) ?? 0) > clock.now()) continue;
        await this.#ask(bot, signal);
        await sleep(clock, breathMs, signal);
      }
      await sleep(clock, lookMs, signal);
    }
  }

  /** Lets go of bots that are not ready, but for those that must not be asked about yet when they are again. */
  #forget(ready: ReadonlySet<number>): void {
    const nowMs = this.#options.clock.now();
    for (const [botId, nextAtMs] of this.#nextAtMs) {
      if (!ready.has(botId) && nextAtMs <= nowMs) this.#nextAtMs.delete(botId);
    }
  }

  async #ask(bot: WatchedBot, signal: AbortSignal): Promise<void> {
    const { client, found, clock, logger } = this.#options;
    let nextMs = freshMs;
    try {
      const { username, name } = await getMe(client, bot.token, signal);
      const photo = bot.hasPhotoWatched ? await getOwnPhoto(client, bot, signal) : undefined;
      await found(bot.id, { username, name, photo });
    } catch (error) {
      if (signal.aborted) return;
      nextMs = Math.min(Math.max(retryMs, toRetryMs(error)), maxRetryMs);
      const isUpstream = error instanceof TelegramError || error instanceof UpstreamUnreachable ||
        error instanceof MalformedAnswer;
      logger[isUpstream ? "debug" : "error"]("cannot fetch profile", {
        bot: bot.id,
        error: isUpstream ? describeError(error) : error,
        next_retry: describeDelay(nextMs),
      });
    }
    this.#nextAtMs.set(bot.id, clock.now() + nextMs);
  }
}

function toRetryMs(error: unknown): number {
  return error instanceof TelegramError ? (error.parameters?.retry_after ?? 0) * 1000 : 0;
}
