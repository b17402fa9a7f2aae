import { createHash } from "node:crypto";
import type { Clock } from "../base/clock.ts";
import { type AccessScope, type AccessToken, isExpired } from "./entities/access_token.ts";
import type { Bot } from "./entities/bot.ts";
import { type Consumer, defaultConsumerName } from "./entities/consumer.ts";
import type { Records } from "./records.ts";

/** Who is calling, once a token is recognised. */
export interface RegisteredCaller {
  readonly botId: number;
  /** The bot's token toward upstream. */
  readonly realToken: string;
  /** The token that was presented. */
  readonly presentedToken: string;
  readonly consumerId: number;
  /** Absent for the real token. */
  readonly accessTokenId: number | undefined;
  /** Empty for the real token. */
  readonly scope: AccessScope;
}

/** Maximum access tokens whose hash is remembered, so that a busy program's token is hashed once. */
const maxRemembered = 4_096;
/** What a real token stands for: no access token, no limit. */
const realToken = { id: undefined, scope: {} };

/** Recognises real tokens and access tokens. On the way of every call, hence the memory of hashes. */
export class CallerFinder {
  readonly #records: () => Records;
  readonly #clock: Clock;
  /** Hashes of access tokens by their texts. Only of tokens that were valid: guesses cannot fill it. */
  readonly #remembered = new Map<string, string>();

  /** @param records the records as they are now; asked for at each call. */
  constructor(records: () => Records, clock: Clock) {
    this.#records = records;
    this.#clock = clock;
  }

  /**
   * The caller behind `token`. `consumerName` picks a consumer of the real token; an access token is tied to its own.
   */
  find(token: string, consumerName?: string): RegisteredCaller | undefined {
    const records = this.#records();
    const bot = records.botByToken(token);
    if (bot !== undefined) {
      const consumer = records.consumerByName(bot.id, consumerName ?? defaultConsumerName);
      return consumer && toCaller(bot, consumer, token, realToken);
    }
    const accessToken = this.#findAccessToken(records, token);
    if (accessToken === undefined) return undefined;
    const owner = records.bots.get(accessToken.botId);
    const consumer = records.consumers.get(accessToken.consumerId);
    if (owner === undefined || consumer === undefined) return undefined;
    if (consumerName !== undefined && consumerName !== consumer.name) return undefined;
    return toCaller(owner, consumer, token, accessToken);
  }

  #findAccessToken(records: Records, token: string) {
    const remembered = this.#remembered.get(token);
    if (remembered !== undefined) {
      const accessToken = this.#findLive(records, remembered);
      if (accessToken === undefined) this.#remembered.delete(token);
      return accessToken;
    }
    // Not worth a hash when there is no such bot.
    if (!records.bots.has(Number(token.slice(0, token.indexOf(":"))))) return undefined;
    const hash = hashAccessToken(token);
    const accessToken = this.#findLive(records, hash);
    if (accessToken !== undefined) this.#remember(token, hash);
    return accessToken;
  }

  /** The access token with that hash, unless it has expired, or was rotated too long ago. */
  #findLive(records: Records, hash: string): AccessToken | undefined {
    const accessToken = records.accessTokenByHash(hash);
    if (accessToken === undefined) return undefined;
    const nowMs = this.#clock.now();
    if (isExpired(accessToken, nowMs)) return undefined;
    const { previousUntilMs = 0 } = accessToken;
    return hash === accessToken.hash || nowMs < previousUntilMs ? accessToken : undefined;
  }

  #remember(token: string, hash: string): void {
    if (this.#remembered.size >= maxRemembered) {
      for (const oldest of this.#remembered.keys()) {
        this.#remembered.delete(oldest);
        break;
      }
    }
    this.#remembered.set(token, hash);
  }
}

/** SHA-256 of an access token, lower-case hex. Its 210 random bits make a slow hash needless. */
export function hashAccessToken(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}

function toCaller(
  bot: Bot,
  consumer: Consumer,
  presentedToken: string,
  { id, scope }: Pick<AccessToken, "id" | "scope"> | typeof realToken,
): RegisteredCaller {
  return {
    botId: bot.id,
    realToken: bot.token,
    presentedToken,
    consumerId: consumer.id,
    accessTokenId: id,
    scope,
  };
}
