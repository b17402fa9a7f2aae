import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import { join } from "node:path";
import process from "node:process";
import type { ArchiveService } from "./archive/archive_functions.ts";
import type { ForgottenUser } from "./archive/forget_user.ts";
import type { ArchiveRetention } from "./archive/retention.ts";
import { Archiving } from "./archiving.ts";
import type { AddressRule } from "./base/address_rule.ts";
import { type Clock, systemClock } from "./base/clock.ts";
import type { Logger } from "./base/logger.ts";
import { chooseProxy, type ProxySettings } from "./base/proxy.ts";
import { decodeUtf8 } from "./base/bytes.ts";
import { Delivery } from "./delivery/delivery.ts";
import { HttpPoster } from "./delivery/push/http_poster.ts";
import type { WebhookReply } from "./delivery/push/reply_desk.ts";
import type { PushMemory, PushStore } from "./delivery/push/store.ts";
import { ProxyMetrics } from "./http/metrics.ts";
import { createShell, type Shell } from "./http/shell.ts";
import type { BotStatus } from "./http/status.ts";
import { Journal } from "./journal/journal.ts";
import type { RegistryChange } from "./registry/change.ts";
import type { AccessToken, Consumer } from "./registry/model.ts";
import { type BotDefaults, Registry } from "./registry/registry.ts";
import { watchStore } from "./registry/watch_store.ts";
import type { Platform } from "./runtime/platform.ts";
import type { OpenDatabase } from "./storage/driver.ts";
import { journalMigrations } from "./storage/journal_migrations.ts";
import { SqliteJournalStore } from "./storage/journal_store.ts";
import { migrate } from "./storage/migrations.ts";
import { SqlitePushStore } from "./storage/push_store.ts";
import { openRegistryStore } from "./storage/open_registry.ts";
import { jsonContentType } from "./telegram/envelope.ts";
import { type BotApiDoor, createBotApiDoor } from "./tgapi/door.ts";
import { createNodeFetch } from "./tgapi/node_fetch.ts";
import type { Caller, CallerLookup, LocalMethods, Overflow } from "./tgapi/ports.ts";
import { AutoRegister } from "./upstream/auto_register.ts";
import { UpstreamClient } from "./upstream/client.ts";
import { Fleet } from "./upstream/fleet.ts";
import type { PollerEvents } from "./upstream/poller.ts";
import { TunnelAgent } from "./upstream/tunnel.ts";
import { version } from "./version.ts";

/** What a BotMux is made of. */
export interface BotmuxParts {
  readonly platform: Platform;
  readonly openDatabase: OpenDatabase;
  readonly dataDir: string;
  /** URL before `/bot<token>/`, without a slash at the end. */
  readonly upstreamUrl: string;
  readonly proxy: ProxySettings;
  /** Working folder of a self-hosted `--local` server; absent when there is none. */
  readonly upstreamFiles?: string | undefined;
  /** Whether unknown tokens are added when upstream accepts them. */
  readonly autoRegister: boolean;
  /** Which addresses updates may be pushed to. */
  readonly pushAddresses: AddressRule;
  readonly botDefaults: BotDefaults;
  /** How long and how much is archived; `undefined` when nothing is. */
  readonly archive: ArchiveRetention | undefined;
  readonly logger: Logger;
  readonly clock?: Clock | undefined;
}

/** How often botmux.db is asked whether a command in another process changed it. */
const watchMs = 1000;
/** Bun's fetch holds 256 requests at once for the whole process; beyond this many, node:http takes over. */
const fetchCapacity = 200;
const jsonHeaders = { headers: { "content-type": jsonContentType } };

/** What is opened before a BotMux is put together. */
interface Opened {
  readonly registry: Registry;
  readonly journal: Journal;
  readonly pushStore: PushStore;
  readonly memories: readonly PushMemory[];
  readonly closeDatabases: () => void;
}

/** A BotMux, put together. It answers requests through {@linkcode fetch}, and polls once it is started. */
export class Botmux {
  readonly registry: Registry;
  /** Answers one request; `clientAddress` tells the peer's IP address. */
  readonly fetch: Shell;
  readonly #parts: BotmuxParts;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #journal: Journal;
  readonly #delivery: Delivery;
  readonly #archiving: Archiving | undefined;
  readonly #client: UpstreamClient;
  readonly #fleet: Fleet;
  readonly #metrics = new ProxyMetrics();
  readonly #door: BotApiDoor;
  readonly #closeDatabases: () => void;
  readonly #stopping = new AbortController();
  #watching: Promise<void> | undefined;
  #isPolling = false;
  /** Changes of the registry are acted on one after the other. */
  #changes: Promise<void> = Promise.resolve();
  #stopped: Promise<void> | undefined;
  #closed: Promise<void> | undefined;

  private constructor(parts: BotmuxParts, opened: Opened) {
    const { registry, journal, pushStore, memories, closeDatabases } = opened;
    const clock = parts.clock ?? systemClock;
    this.#parts = parts;
    this.#clock = clock;
    this.#logger = parts.logger;
    this.registry = registry;
    this.#journal = journal;
    this.#closeDatabases = closeDatabases;
    this.#delivery = new Delivery({
      journal,
      records: {
        consumer: (id) => registry.consumer(id) ?? raise(new RangeError(`Cannot find consumer ${id}`)),
        saveConsumer: async ({ id, mode, push, switchedOff }) =>
          void await registry.updateConsumer(id, { mode, push, switchedOff }),
        kindsInScope: (accessTokenId) => registry.accessToken(accessTokenId)?.scope.updates,
      },
      store: pushStore,
      memories,
      createPoster: (target, url) =>
        new HttpPoster({ ...target, url, addresses: parts.pushAddresses, clock }),
      runReply: (consumer, reply, signal) => this.#runReply(consumer, reply, signal),
      clock,
      logger: parts.logger,
      random: Math.random,
    });
    const { dataDir, logger, archive: retention } = parts;
    this.#archiving = retention && new Archiving({ dataDir, journal, retention, clock, logger });
    this.#client = new UpstreamClient({ baseUrl: parts.upstreamUrl, clock, proxy: parts.proxy });
    this.#fleet = new Fleet({
      client: this.#client,
      sink: journal,
      events: this.#pollerEvents(),
      clock,
      logger: parts.logger,
      random: Math.random,
    });
    this.#door = this.#createDoor();
    this.fetch = this.#createShell();
  }

  /**
   * Opens the data folder and everything on it. Nothing is polled yet.
   *
   * @throws {OperationalError} when the folder cannot be used.
   */
  static async open(parts: BotmuxParts): Promise<Botmux> {
    const path = join(parts.dataDir, "journal.db");
    const journalDatabase = parts.openDatabase(path, { synchronous: "FULL", exclusive: true });
    const opened: { close(): void }[] = [journalDatabase];
    const closeAll = () => opened.forEach((each) => each.close());
    try {
      migrate(journalDatabase, journalMigrations, path);
      const registryStore = openRegistryStore(parts.openDatabase, parts.dataDir);
      opened.push(registryStore);
      const clock = parts.clock ?? systemClock;
      const registry = await Registry.open(registryStore.store, clock);
      const store = new SqliteJournalStore(journalDatabase);
      const journal = await Journal.open({ store, clock, logger: parts.logger });
      const pushStore = new SqlitePushStore(journalDatabase);
      const memories = await pushStore.loadMemories();
      const botmux = new Botmux(parts, { registry, journal, pushStore, memories, closeDatabases: closeAll });
      await botmux.#openAll();
      return botmux;
    } catch (error) {
      closeAll();
      throw error;
    }
  }

  /** What a new bot begins with. */
  get botDefaults(): BotDefaults {
    return this.#parts.botDefaults;
  }

  /** Everything that may be asked of the archive; `undefined` when nothing is archived. */
  get archive(): ArchiveService | undefined {
    return this.#archiving?.archive;
  }

  /**
   * Takes everything about a user out of a bot's journal and archive. What others wrote about the user leaves the
   * journal with its retention.
   */
  async forgetUser(botId: number, userId: number): Promise<ForgottenUser> {
    await this.#journal.forgetUser(botId, userId);
    return await this.#archiving?.forgetUser(botId, userId) ?? { removed: 0, rewritten: 0 };
  }

  /** Starts polling every bot, and watching for what commands in other processes change. */
  start(): void {
    if (this.#isPolling || this.#stopping.signal.aborted) return;
    this.#isPolling = true;
    this.#enqueue("start", () => this.#delivery.start());
    this.#enqueue("archive", () => this.#startArchiving());
    for (const bot of this.registry.bots()) this.#fleet.add(bot);
    this.#watching = watchStore(this.registry, {
      clock: this.#clock,
      intervalMs: watchMs,
      signal: this.#stopping.signal,
      onError: (error) => this.#logger.error("Cannot look for changed settings; trying again", { error }),
    });
  }

  /** Resolves when everything that was changed in the registry so far has taken effect. */
  async settled(): Promise<void> {
    for (let seen; seen !== this.#changes;) await (seen = this.#changes);
  }

  /** How every bot and consumer fares. */
  status(): BotStatus[] {
    return this.registry.bots().map((bot) => ({
      bot,
      health: this.#fleet.health(bot.id),
      log: this.#journal.logState(bot.id),
      archive: this.#archiving?.state(bot.id),
      consumers: this.registry.consumers(bot.id).flatMap((consumer) => {
        const cursor = this.#journal.cursor(consumer.id);
        if (cursor === undefined) return [];
        const push = this.#delivery.pushReport(consumer.id);
        return [{ consumer, lag: this.#journal.lag(cursor), lost: cursor.lost, push }];
      }),
    }));
  }

  /** Ends the polls toward upstream and answers those who wait. Calls still pass. Calling it again waits too. */
  stop(): Promise<void> {
    return this.#stopped ??= this.#stop();
  }

  /** Stops, writes everything down and closes the data folder; no request may come any more. */
  close(): Promise<void> {
    return this.#closed ??= this.#close();
  }

  async #stop(): Promise<void> {
    this.#stopping.abort();
    await this.#watching;
    await this.#fleet.stop();
    this.#client.close();
    await this.settled();
    await this.#delivery.stop();
  }

  async #close(): Promise<void> {
    await this.stop();
    await this.#archiving?.close();
    await this.#journal.close();
    this.#closeDatabases();
  }

  async #openAll(): Promise<void> {
    for (const bot of this.registry.bots()) {
      this.#openLog(bot.id);
      for (const consumer of this.registry.consumers(bot.id)) await this.#delivery.open(consumer);
    }
    await this.#journal.removeUnclaimed();
    this.registry.subscribe((change) => this.#enqueue(change.type, () => this.#apply(change)));
  }

  #startArchiving(): Promise<void> {
    const bots = this.registry.bots();
    // One that was just added may still wait for its turn.
    for (const bot of bots) this.#openLog(bot.id);
    this.#archiving?.start(bots);
    return Promise.resolve();
  }

  #enqueue(change: string, work: () => Promise<void>): void {
    this.#changes = this.#changes.then(work).catch((error) => {
      this.#logger.error("A change of the settings could not take effect", { change, error });
    });
  }

  #openLog(botId: number): void {
    const bot = this.registry.bot(botId);
    if (bot === undefined) return;
    this.#journal.openLog(botId, { retentionMs: bot.retentionMs, maxBytes: bot.maxJournalBytes });
  }

  async #apply(change: RegistryChange): Promise<void> {
    switch (change.type) {
      case "bot-added":
      case "bot-changed":
        this.#openLog(change.bot.id);
        if (this.#isPolling && !this.#stopping.signal.aborted) {
          this.#fleet.update(change.bot);
          this.#archiving?.add(change.bot);
        }
        return;
      case "bot-removed":
        await this.#fleet.remove(change.bot.id);
        await this.#archiving?.remove(change.bot.id);
        return await this.#journal.removeLog(change.bot.id);
      case "consumer-added":
      case "consumer-changed":
        return await this.#delivery.open(change.consumer);
      case "consumer-removed":
        return await this.#delivery.close(change.consumer.id);
      case "access-token-removed":
        return await this.#silence(change.accessToken);
      default:
        // Access tokens are looked up at every call.
    }
  }

  /** Whoever held an access token gets nothing more at the URL it set, either. */
  async #silence({ id, consumerId }: AccessToken): Promise<void> {
    const consumer = this.registry.consumer(consumerId);
    if (consumer?.push?.accessTokenId !== id || consumer.switchedOff !== "") return;
    const switchedOff = "The access token that set its webhook was revoked";
    await this.registry.updateConsumer(consumerId, { switchedOff });
  }

  /** Calls what a backend's answer asks for, with the rights of whoever set the webhook. */
  async #runReply(consumer: Consumer, reply: WebhookReply, signal: AbortSignal): Promise<string> {
    const { botId, id: consumerId, push } = consumer;
    const accessTokenId = push?.accessTokenId ?? 0;
    const bot = this.registry.bot(botId);
    const scope = accessTokenId === 0 ? {} : this.registry.accessToken(accessTokenId)?.scope;
    if (bot === undefined || scope === undefined) return "Its access token is revoked";
    const caller = { botId, realToken: bot.token, consumerId, accessTokenId, scope };
    const body = { contentType: reply.contentType, bytes: reply.body };
    const outcome = await this.#door.reply(caller, body, signal);
    switch (outcome.kind) {
      case "refused":
        return `${outcome.method} ${outcome.why}`;
      case "failed":
        return `${outcome.method}: ${outcome.code} ${outcome.description}`;
      default:
        return "";
    }
  }

  #pollerEvents(): PollerEvents {
    const { registry } = this;
    const logger = this.#logger;
    return {
      async identified(botId, { username, name }) {
        await registry.updateBot(botId, { username, name });
      },
      async webhookFound(botId, url) {
        await registry.updateBot(botId, { previousWebhookUrl: url });
        logger.warn(
          "The bot had a webhook of its own; it is noted and removed, because BotMux polls now. Its program can poll " +
            "BotMux or call setWebhook through BotMux",
          { bot: botId, url },
        );
      },
      async statusChanged(botId, status) {
        await registry.updateBot(botId, { status });
      },
      unreadable(botId, bytes) {
        logger.error("Upstream sent something that is no update; this is all of it", {
          bot: botId,
          bytes: bytes.length,
          start: decodeUtf8(bytes.subarray(0, 2048)),
        });
      },
    };
  }

  #createDoor(): BotApiDoor {
    const { platform, upstreamUrl, upstreamFiles, proxy } = this.#parts;
    return createBotApiDoor({
      lookup: this.#callerLookup(),
      local: this.#localMethods(),
      upstreamUrl,
      upstreamFiles,
      fetch: platform.createFetch(proxy),
      overflow: createOverflow(this.#parts),
      replaysBodies: platform.name === "deno",
      lateBody: platform.lateBody,
      observer: this.#metrics,
      witness: this.#archiving?.capture,
      logger: this.#logger,
      clock: this.#clock,
    });
  }

  #createShell(): Shell {
    return createShell({
      door: this.#door,
      metrics: this.#metrics,
      version,
      logger: this.#logger,
      status: {
        bots: () => this.status(),
        waitingPolls: () => this.#delivery.waiting,
        ringBytes: () => this.#journal.ringBytes,
        captures: () => this.#archiving?.capture,
        residentBytes: () => process.memoryUsage.rss(),
      },
    });
  }

  #callerLookup(): CallerLookup {
    const { registry } = this;
    const { autoRegister, botDefaults } = this.#parts;
    const trials = new AutoRegister({
      client: this.#client,
      clock: this.#clock,
      signal: this.#stopping.signal,
      add: async (token) => {
        await registry.addBot(token, botDefaults);
        await this.settled();
      },
    });
    return {
      find: (token, consumerName) => registry.findCaller(token, consumerName),
      async register(token) {
        return autoRegister && await trials.try(token) ? registry.findCaller(token) : undefined;
      },
    };
  }

  #localMethods(): LocalMethods {
    const delivery = this.#delivery;
    const { platform } = this.#parts;
    const settled = () => this.settled();
    /** A consumer that was just added may still be opening. */
    const opened = async ({ consumerId }: Caller) => {
      if (!delivery.isOpen(consumerId)) await settled();
      return consumerId;
    };
    return {
      async getUpdates(caller, parameters, signal) {
        const { consumerId, scope } = caller;
        // Not opened(): on the way of every long poll, each wait counts.
        if (!delivery.isOpen(consumerId)) await settled();
        const body = await delivery.getUpdates(consumerId, parameters, scope.updates, signal);
        return new Response(platform.lateBody(body), jsonHeaders);
      },
      async setWebhook(caller, webhook) {
        const { url, secretToken, maxConnections, ipAddress, certificate } = webhook;
        return await delivery.setWebhook(await opened(caller), {
          target: {
            urls: [url],
            secretToken,
            headers: {},
            maxConnections,
            mostAttempts: 0,
            ipAddress,
            accessTokenId: caller.accessTokenId,
            certificate: certificate === undefined ? "" : decodeUtf8(certificate.bytes),
          },
          hasCertificate: certificate !== undefined,
          dropPendingUpdates: webhook.dropPendingUpdates,
        }, webhook.allowedUpdates);
      },
      async deleteWebhook(caller, { allowedUpdates, dropPendingUpdates }) {
        return await delivery.deleteWebhook(await opened(caller), dropPendingUpdates, allowedUpdates);
      },
      async getWebhookInfo(caller) {
        return await delivery.getWebhookInfo(await opened(caller));
      },
    };
  }
}

/** The second way upstream, where the runtime's `fetch` has a limit of its own. */
function createOverflow({ platform, upstreamUrl, proxy }: BotmuxParts): Overflow | undefined {
  if (platform.name !== "bun") return undefined;
  const url = new URL(upstreamUrl);
  const through = chooseProxy(url, proxy);
  // Plain HTTP through a proxy needs another form of request; that combination stays with fetch.
  if (through !== undefined && url.protocol === "http:") return undefined;
  const keep = { keepAlive: true };
  const https = through === undefined ? new HttpsAgent(keep) : new TunnelAgent(through, keep);
  return { above: fetchCapacity, fetch: createNodeFetch({ http: new HttpAgent(keep), https }) };
}

function raise(error: Error): never {
  throw error;
}
