import type { AccessToken } from "./entities/access_token.ts";
import type { Bot } from "./entities/bot.ts";
import type { Consumer } from "./entities/consumer.ts";

/** All that the registry remembers. */
export interface RegistrySnapshot {
  readonly bots: readonly Bot[];
  readonly consumers: readonly Consumer[];
  readonly accessTokens: readonly AccessToken[];
}

/** Where the registry keeps its records. Each call is one transaction. */
export interface RegistryStore {
  load(): Promise<RegistrySnapshot>;
  /** Adds a bot with its first consumer, and gives that its id; `undefined` when the bot is there already. */
  insertBot(bot: Bot, consumer: Omit<Consumer, "id">): Promise<Consumer | undefined>;
  /** Replaces. */
  saveBot(bot: Bot): Promise<void>;
  /** Removes the bot, its consumers and its access tokens. */
  deleteBot(botId: number): Promise<void>;
  /** Adds, and gives the id; `undefined` when the bot is gone or has a consumer of that name. */
  insertConsumer(consumer: Omit<Consumer, "id">): Promise<Consumer | undefined>;
  /** Replaces. */
  saveConsumer(consumer: Consumer): Promise<void>;
  /** Removes the consumer and its access tokens. */
  deleteConsumer(consumerId: number): Promise<void>;
  /** Adds, and gives the id; `undefined` when the consumer is gone. */
  insertAccessToken(token: Omit<AccessToken, "id">): Promise<AccessToken | undefined>;
  /** Replaces. */
  saveAccessToken(token: AccessToken): Promise<void>;
  deleteAccessToken(tokenId: number): Promise<void>;
  /** When access tokens were last used, in milliseconds since the epoch, by id; those never used are left out. */
  accessTokenUses(): Promise<ReadonlyMap<number, number>>;
  /** Notes when access tokens were used; those that are gone are passed over. */
  noteAccessTokenUses(uses: ReadonlyMap<number, number>): Promise<void>;
  /** A number that changes when another process wrote to the same store. */
  version(): Promise<number>;
}
