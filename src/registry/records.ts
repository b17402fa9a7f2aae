import type { AccessToken } from "./entities/access_token.ts";
import type { Bot } from "./entities/bot.ts";
import type { Consumer } from "./entities/consumer.ts";
import type { RegistrySnapshot } from "./registry_store.ts";

/** The registry's records in memory, found by id, by token, by name and by hash without a search. */
export class Records {
  readonly bots = new Map<number, Bot>();
  readonly consumers = new Map<number, Consumer>();
  readonly accessTokens = new Map<number, AccessToken>();
  readonly #botByToken = new Map<string, Bot>();
  readonly #consumersByBot = new Map<number, Map<string, Consumer>>();
  readonly #accessTokenByHash = new Map<string, AccessToken>();
  readonly #accessTokensByConsumer = new Map<number, Map<number, AccessToken>>();

  constructor(snapshot: RegistrySnapshot) {
    for (const bot of snapshot.bots) this.putBot(bot);
    for (const consumer of snapshot.consumers) this.putConsumer(consumer);
    for (const accessToken of snapshot.accessTokens) this.putAccessToken(accessToken);
  }

  /** The same as lists, for comparing. */
  toSnapshot(): RegistrySnapshot {
    return {
      bots: [...this.bots.values()],
      consumers: [...this.consumers.values()],
      accessTokens: [...this.accessTokens.values()],
    };
  }

  botByToken(token: string): Bot | undefined {
    return this.#botByToken.get(token);
  }

  consumersOf(botId: number): Consumer[] {
    return [...this.#consumersByBot.get(botId)?.values() ?? []];
  }

  countConsumersOf(botId: number): number {
    return this.#consumersByBot.get(botId)?.size ?? 0;
  }

  consumerByName(botId: number, name: string): Consumer | undefined {
    return this.#consumersByBot.get(botId)?.get(name);
  }

  /** Also by the hash before the last rotation, whether or not that still works. */
  accessTokenByHash(hash: string): AccessToken | undefined {
    return this.#accessTokenByHash.get(hash);
  }

  accessTokensOf(consumerId: number): AccessToken[] {
    return [...this.#accessTokensByConsumer.get(consumerId)?.values() ?? []];
  }

  countAccessTokensOf(consumerId: number): number {
    return this.#accessTokensByConsumer.get(consumerId)?.size ?? 0;
  }

  putBot(bot: Bot): void {
    const before = this.bots.get(bot.id);
    if (before !== undefined) this.#botByToken.delete(before.token);
    this.bots.set(bot.id, bot);
    this.#botByToken.set(bot.token, bot);
  }

  putConsumer(consumer: Consumer): void {
    const before = this.consumers.get(consumer.id);
    // Only when it is renamed: a consumer that changed otherwise keeps its place in lists.
    if (before !== undefined && before.name !== consumer.name) {
      this.#consumersByBot.get(before.botId)?.delete(before.name);
    }
    this.consumers.set(consumer.id, consumer);
    groupOf(this.#consumersByBot, consumer.botId).set(consumer.name, consumer);
  }

  putAccessToken(accessToken: AccessToken): void {
    const before = this.accessTokens.get(accessToken.id);
    for (const hash of hashesOf(before)) this.#accessTokenByHash.delete(hash);
    this.accessTokens.set(accessToken.id, accessToken);
    for (const hash of hashesOf(accessToken)) this.#accessTokenByHash.set(hash, accessToken);
    groupOf(this.#accessTokensByConsumer, accessToken.consumerId).set(accessToken.id, accessToken);
  }

  /** With its consumers and their access tokens. */
  removeBot(botId: number): void {
    for (const consumer of this.consumersOf(botId)) this.removeConsumer(consumer.id);
    this.#consumersByBot.delete(botId);
    const bot = this.bots.get(botId);
    if (bot !== undefined) this.#botByToken.delete(bot.token);
    this.bots.delete(botId);
  }

  /** With its access tokens. */
  removeConsumer(consumerId: number): void {
    for (const accessToken of this.accessTokensOf(consumerId)) this.removeAccessToken(accessToken.id);
    this.#accessTokensByConsumer.delete(consumerId);
    const consumer = this.consumers.get(consumerId);
    if (consumer !== undefined) this.#consumersByBot.get(consumer.botId)?.delete(consumer.name);
    this.consumers.delete(consumerId);
  }

  removeAccessToken(tokenId: number): void {
    const accessToken = this.accessTokens.get(tokenId);
    if (accessToken === undefined) return;
    for (const hash of hashesOf(accessToken)) this.#accessTokenByHash.delete(hash);
    this.#accessTokensByConsumer.get(accessToken.consumerId)?.delete(tokenId);
    this.accessTokens.delete(tokenId);
  }
}

function hashesOf(accessToken: AccessToken | undefined): string[] {
  return [accessToken?.hash, accessToken?.previousHash].filter((hash) => hash !== undefined);
}

function groupOf<K, V>(groups: Map<number, Map<K, V>>, id: number): Map<K, V> {
  let group = groups.get(id);
  if (group === undefined) groups.set(id, group = new Map<K, V>());
  return group;
}
