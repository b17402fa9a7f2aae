import type { Clock } from "../base/clock.ts";
import { usageError } from "../base/errors.ts";
import { Serial } from "../base/serial.ts";
import { createAccessTokenText, parseToken } from "../telegram/token.ts";
import { AccessTokenUses, type AccessTokenUsesOptions } from "./access_token_uses.ts";
import { CallerFinder, hashAccessToken, type RegisteredCaller } from "./caller_finder.ts";
import { createRecord, type GivenName } from "./entities/entity.ts";
import { compareSnapshots, isSameRecord, type RegistryChange } from "./change.ts";
import { type AccessToken, type AccessTokenPatch, patchedToken } from "./entities/access_token.ts";
import { type Bot, bot as botEntity } from "./entities/bot.ts";
import { type Consumer, consumer as consumerEntity, defaultConsumerName } from "./entities/consumer.ts";
import { Records } from "./records.ts";
import {
  checkConsumer,
  checkLabel,
  checkSignInBot,
  isDefaultConsumer,
  maxAccessTokensPerConsumer,
  maxConsumersPerBot,
} from "./rules.ts";
import { alreadyThere, nameTaken, noConsumer } from "./registry_faults.ts";
import type { RegistryStore } from "./registry_store.ts";

const { id: _id, ...newConsumerFields } = consumerEntity;

/** What a bot begins with, where its owner says nothing else. */
export type BotDefaults =
  & Pick<Bot, "retentionMs" | "maxJournalBytes">
  & Partial<Pick<Bot, GivenName<typeof botEntity> | "addedBy">>;
/** What may be changed of a bot. */
export type BotPatch = Partial<Omit<Bot, "id" | "addedBy" | "addedAtMs" | "archivedSinceMs">>;
/** What is said of a consumer that is to be made. */
export type NewConsumer = Pick<Consumer, "name"> & Partial<Omit<Consumer, "id" | "botId" | "addedAtMs">>;
/** What may be changed of a consumer; where it started is history. */
export type ConsumerPatch = Partial<Omit<Consumer, "id" | "botId" | "start" | "addedAtMs">>;

/**
 * Bots, consumers and access tokens: held in memory, written through to the store. Reading costs a look into a map.
 * Writes run one after the other; memory changes when the store has kept them, and listeners hear of it after that.
 */
export class Registry {
  readonly #store: RegistryStore;
  readonly #clock: Clock;
  /** When access tokens were last used. */
  readonly tokenUses: AccessTokenUses;
  readonly #finder: CallerFinder;
  readonly #listeners = new Set<(change: RegistryChange) => void>();
  readonly #writes = new Serial();
  #records: Records;
  #version: number;

  private constructor(
    store: RegistryStore,
    clock: Clock,
    { records, version, uses }: {
      readonly records: Records;
      readonly version: number;
      readonly uses: AccessTokenUsesOptions["uses"];
    },
  ) {
    this.#store = store;
    this.#clock = clock;
    this.#records = records;
    this.#version = version;
    this.#finder = new CallerFinder(() => this.#records, clock);
    const isKnown = (tokenId: number) => this.#records.accessTokens.has(tokenId);
    this.tokenUses = new AccessTokenUses({ store, clock, uses, isKnown });
  }

  /** A registry with all that `store` holds. */
  static async open(store: RegistryStore, clock: Clock): Promise<Registry> {
    // The version first: a write in between then counts as unseen, and is read twice at worst.
    const version = await store.version();
    const records = new Records(await store.load());
    return new Registry(store, clock, { records, version, uses: await store.accessTokenUses() });
  }

  bots(): readonly Bot[] {
    return [...this.#records.bots.values()];
  }

  bot(botId: number): Bot | undefined {
    return this.#records.bots.get(botId);
  }

  consumers(botId: number): readonly Consumer[] {
    return this.#records.consumersOf(botId);
  }

  consumer(consumerId: number): Consumer | undefined {
    return this.#records.consumers.get(consumerId);
  }

  consumerByName(botId: number, name: string): Consumer | undefined {
    return this.#records.consumerByName(botId, name);
  }

  accessTokens(consumerId: number): readonly AccessToken[] {
    return this.#records.accessTokensOf(consumerId);
  }

  accessToken(tokenId: number): AccessToken | undefined {
    return this.#records.accessTokens.get(tokenId);
  }

  /**
   * The caller behind a real token or an access token, or `undefined` when it is not known. `consumerName` picks a
   * consumer of the real token; an access token is tied to its own and knows no other.
   */
  findCaller(token: string, consumerName?: string): RegisteredCaller | undefined {
    return this.#finder.find(token, consumerName);
  }

  /** Calls `listener` after every change; it must not throw. The returned function ends that. */
  subscribe(listener: (change: RegistryChange) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * Adds a bot with its default consumer. An owner adds it, unless `defaults` says otherwise.
   *
   * @throws {TypeError} when `token` has not the shape of a bot token.
   * @throws {UsageError} when the bot is there already.
   */
  addBot(token: string, defaults: BotDefaults): Promise<Bot> {
    return this.#write(async () => {
      const { botId, token: text } = parseToken(token);
      // The official server knows ids up to 2^54; above 2^53 a number cannot hold them, and no bot has one.
      if (!Number.isSafeInteger(botId)) {
        throw new TypeError("Cannot use this as a bot token: its bot id is too large");
      }
      const addedAtMs = this.#clock.now();
      const bot = createRecord(botEntity, { ...defaults, id: botId, token: text, addedAtMs });
      checkSignInBot(bot);
      const first = newConsumer(botId, { name: defaultConsumerName, sharing: "independent" }, addedAtMs);
      const known = this.#records.bots.get(botId);
      const consumer = known ? undefined : await this.#store.insertBot(bot, first);
      if (consumer === undefined) throw alreadyThere(botId);
      this.#records.putBot(bot);
      this.#records.putConsumer(consumer);
      this.#emit([{ type: "bot-added", bot }, { type: "consumer-added", consumer }]);
      return bot;
    });
  }

  /**
   * Changes a bot. Where it is not known who added it, whoever gives its token is its owner.
   *
   * @throws {UsageError} when there is no such bot, the new token is another bot's, or people are to sign in with a bot
   * that no owner added.
   */
  updateBot(botId: number, patch: BotPatch): Promise<Bot> {
    return this.#write(async () => {
      const before = this.#requireBot(botId);
      const isArchivedAgain = !before.isArchived && patch.isArchived === true;
      const bot: Bot = {
        ...before,
        ...patch,
        ...(before.addedBy === "unknown" && patch.token !== undefined ? { addedBy: "owner" } : {}),
        ...(isArchivedAgain ? { archivedSinceMs: this.#clock.now() } : {}),
      };
      if (parseToken(bot.token).botId !== botId) {
        throw usageError("bot_token_taken", { bot: botId });
      }
      checkSignInBot(bot);
      if (isSameRecord(before, bot)) return before;
      await this.#store.saveBot(bot);
      this.#records.putBot(bot);
      this.#emit([{ type: "bot-changed", bot, before }]);
      return bot;
    });
  }

  /**
   * Removes a bot with its consumers and access tokens.
   *
   * @throws {UsageError} when there is no such bot.
   */
  removeBot(botId: number): Promise<void> {
    return this.#write(async () => {
      this.#requireBot(botId);
      await this.#store.deleteBot(botId);
      this.#forget((records) => records.removeBot(botId));
    });
  }

  /**
   * Adds a named consumer: by default one that polls, starts now, sees everything, and whose newest caller wins.
   *
   * @throws {UsageError} when the bot is not there, the name is taken or no name, or the bot has too many.
   */
  addConsumer(botId: number, consumer: NewConsumer): Promise<Consumer> {
    return this.#write(async () => {
      this.#requireBot(botId);
      const wanted = newConsumer(botId, consumer, this.#clock.now());
      checkConsumer(wanted);
      if (this.#records.countConsumersOf(botId) >= maxConsumersPerBot) {
        throw usageError("consumer_limit", { bot: botId, count: maxConsumersPerBot });
      }
      const known = this.#records.consumerByName(botId, wanted.name);
      const added = known ? undefined : await this.#store.insertConsumer(wanted);
      if (added === undefined) throw nameTaken(botId, wanted.name);
      this.#records.putConsumer(added);
      this.#emit([{ type: "consumer-added", consumer: added }]);
      return added;
    });
  }

  /**
   * Changes a consumer.
   *
   * @param patch what is different, or how that follows from what the consumer is when its turn comes.
   * @throws {UsageError} when it is not there, or the change is not possible; and what `patch` throws.
   */
  updateConsumer(
    consumerId: number,
    patch: ConsumerPatch | ((before: Consumer) => ConsumerPatch),
  ): Promise<Consumer> {
    return this.#write(async () => {
      const before = this.#requireConsumer(consumerId);
      const consumer: Consumer = { ...before, ...(typeof patch === "function" ? patch(before) : patch) };
      checkConsumer(consumer);
      if (consumer.name !== before.name) this.#checkRename(before, consumer.name);
      if (isSameRecord(before, consumer)) return before;
      await this.#store.saveConsumer(consumer);
      this.#records.putConsumer(consumer);
      this.#emit([{ type: "consumer-changed", consumer, before }]);
      return consumer;
    });
  }

  /**
   * Removes a named consumer with its access tokens.
   *
   * @throws {UsageError} when it is not there, or is the default one.
   */
  removeConsumer(consumerId: number): Promise<void> {
    return this.#write(async () => {
      const consumer = this.#requireConsumer(consumerId);
      if (isDefaultConsumer(consumer)) {
        throw usageError("consumer_is_default");
      }
      await this.#store.deleteConsumer(consumerId);
      this.#forget((records) => records.removeConsumer(consumerId));
    });
  }

  /**
   * Makes an access token of a consumer. Its text is given back this once; only a hash is kept.
   *
   * @throws {UsageError} when the consumer is not there or has too many, or the label is too long.
   */
  createAccessToken(
    consumerId: number,
    options: { readonly [K in "label" | "scope" | "expiresAtMs"]?: AccessToken[K] | undefined } = {},
  ): Promise<{ readonly record: AccessToken; readonly token: string }> {
    return this.#write(async () => {
      const { botId, name } = this.#requireConsumer(consumerId);
      const { label = "", scope = {}, expiresAtMs } = options;
      checkLabel(label);
      if (this.#records.countAccessTokensOf(consumerId) >= maxAccessTokensPerConsumer) {
        throw usageError("access_token_limit", { consumer: name, count: maxAccessTokensPerConsumer });
      }
      const token = createAccessTokenText(botId);
      const record = await this.#store.insertAccessToken({
        ...{ botId, consumerId, label, expiresAtMs, scope },
        ...{ hash: hashAccessToken(token), previousHash: undefined, previousUntilMs: undefined },
        addedAtMs: this.#clock.now(),
      });
      if (record === undefined) throw noConsumer(consumerId);
      this.#records.putAccessToken(record);
      this.#emit([{ type: "access-token-added", accessToken: record }]);
      return { record, token };
    });
  }

  /**
   * Changes what is known of an access token; its text stays.
   *
   * @param patch what is different. Limits that it does not name stay; those that are `undefined` in it are taken away.
   * @throws {UsageError} when there is no such token, or the label is too long.
   */
  updateAccessToken(tokenId: number, patch: AccessTokenPatch): Promise<AccessToken> {
    return this.#changeToken(tokenId, (before) => patchedToken(before, patch));
  }

  /**
   * Gives an access token another text; its id, its limits and the webhook it set stay. The new text is given back this
   * once. The old one works for `overlapMs` more; one that was replaced before that stops working.
   *
   * @throws {UsageError} when there is no such token.
   */
  async rotateAccessToken(
    tokenId: number,
    overlapMs: number,
  ): Promise<{ readonly record: AccessToken; readonly token: string }> {
    let token = "";
    const record = await this.#changeToken(tokenId, (before) => {
      token = createAccessTokenText(before.botId);
      const previous = overlapMs > 0
        ? { previousHash: before.hash, previousUntilMs: this.#clock.now() + overlapMs }
        : { previousHash: undefined, previousUntilMs: undefined };
      return { ...before, ...previous, hash: hashAccessToken(token) };
    });
    return { record, token };
  }

  #changeToken(tokenId: number, change: (before: AccessToken) => AccessToken): Promise<AccessToken> {
    return this.#write(async () => {
      const before = this.#records.accessTokens.get(tokenId);
      if (before === undefined) throw usageError("access_token_gone", { id: tokenId });
      const record = change(before);
      checkLabel(record.label);
      await this.#store.saveAccessToken(record);
      this.#records.putAccessToken(record);
      this.#emit([{ type: "access-token-changed", accessToken: record }]);
      return record;
    });
  }

  /**
   * Revokes an access token immediately.
   *
   * @throws {UsageError} when there is no such token.
   */
  revokeAccessToken(tokenId: number): Promise<void> {
    return this.#write(async () => {
      if (!this.#records.accessTokens.has(tokenId)) {
        throw usageError("access_token_gone", { id: tokenId });
      }
      await this.#store.deleteAccessToken(tokenId);
      this.#forget((records) => records.removeAccessToken(tokenId));
    });
  }

  /** Takes over what another process wrote since the last time, if it did. Costs little when it did not. */
  async refresh(): Promise<void> {
    if (await this.#store.version() !== this.#version) await this.reload();
  }

  /** Reads the store again and tells the listeners what is different. */
  reload(): Promise<void> {
    return this.#writes.run(() => this.#reload());
  }

  async #reload(): Promise<void> {
    const version = await this.#store.version();
    const snapshot = await this.#store.load();
    const before = this.#records.toSnapshot();
    this.#records = new Records(snapshot);
    this.#version = version;
    this.#emit(compareSnapshots(before, snapshot));
  }

  /** Runs `work` after all earlier writes, on records that hold what other processes wrote. */
  #write<T>(work: () => Promise<T>): Promise<T> {
    return this.#writes.run(async () => {
      if (await this.#store.version() !== this.#version) await this.#reload();
      return await work();
    });
  }

  /** Removes from memory, and tells of all that went with it. */
  #forget(remove: (records: Records) => void): void {
    const before = this.#records.toSnapshot();
    remove(this.#records);
    this.#emit(compareSnapshots(before, this.#records.toSnapshot()));
  }

  #emit(changes: readonly RegistryChange[]): void {
    for (const change of changes) {
      for (const listener of this.#listeners) listener(change);
    }
  }

  #requireBot(botId: number): Bot {
    const bot = this.#records.bots.get(botId);
    if (bot === undefined) throw usageError("bot_unknown", { bot: botId });
    return bot;
  }

  #requireConsumer(consumerId: number): Consumer {
    const consumer = this.#records.consumers.get(consumerId);
    if (consumer === undefined) throw noConsumer(consumerId);
    return consumer;
  }

  #checkRename(consumer: Consumer, name: string): void {
    if (isDefaultConsumer(consumer)) {
      throw usageError("consumer_name_fixed", { name: consumer.name });
    }
    if (this.#records.consumerByName(consumer.botId, name)) throw nameTaken(consumer.botId, name);
  }
}

function newConsumer(botId: number, consumer: NewConsumer, addedAtMs: number): Omit<Consumer, "id"> {
  return createRecord(newConsumerFields, { ...consumer, botId, addedAtMs });
}
