import type { AccessToken, Bot, Consumer } from "./model.ts";

/** All that the registry remembers. */
export interface RegistrySnapshot {
  readonly bots: readonly Bot[];
  readonly consumers: readonly Consumer[];
  readonly accessTokens: readonly AccessToken[];
}

/** Where the registry keeps its records. Each call is one transaction. */
export interface RegistryStore {
  load(): Promise<RegistrySnapshot>;
  /** Adds or replaces. */
  saveBot(bot: Bot): Promise<void>;
  /** Removes the bot, its consumers and its access tokens. */
  deleteBot(botId: number): Promise<void>;
  /** Adds, and gives the id. */
  insertConsumer(consumer: Omit<Consumer, "id">): Promise<Consumer>;
  saveConsumer(consumer: Consumer): Promise<void>;
  /** Removes the consumer and its access tokens. */
  deleteConsumer(consumerId: number): Promise<void>;
  /** Adds, and gives the id. */
  insertAccessToken(token: Omit<AccessToken, "id">): Promise<AccessToken>;
  deleteAccessToken(tokenId: number): Promise<void>;
  /** A number that changes when another process wrote to the same store. */
  version(): Promise<number>;
}
