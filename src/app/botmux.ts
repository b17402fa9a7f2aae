import { join } from "node:path";
import process from "node:process";
import type { ArchiveService } from "../archive/archive_functions.ts";
import type { ForgottenUser } from "../archive/forget_user.ts";
import type { ArchiveRetention } from "../archive/archive_maintenance.ts";
import type { ChatRefresher } from "../archive/chat_refresher.ts";
import { Archiving } from "./archiving.ts";
import { AccessWatch } from "../account/access_watch.ts";
import type { Accounts } from "../account/accounts.ts";
import type { Idempotency } from "../account/idempotency.ts";
import type { ScryptCost } from "../account/password_hash.ts";
import { AddressList } from "../base/address_list.ts";
import type { AddressRule } from "../base/address_rule.ts";
import { type Clock, systemClock } from "../base/clock.ts";
import { keepLines, LogRing } from "../base/log_ring.ts";
import type { Logger } from "../base/logger.ts";
import type { ProxySettings } from "../base/proxy.ts";
import { Serial } from "../base/serial.ts";
import { createCopyCheck } from "./backup_checking.ts";
import { createPhotoWatch, fetchPhoto } from "./wiring/bot_photos.ts";
import { createChatRefresher } from "./wiring/chat_refreshing.ts";
import { createMoveNotingSink } from "./wiring/chat_following.ts";
import { createFleetEvents } from "./wiring/fleet_events.ts";
import { Delivery } from "../delivery/delivery.ts";
import { HttpPoster } from "../delivery/push/http_poster.ts";
import { createEndpoints } from "../http/api/endpoints.ts";
import type { ApiPorts } from "../http/api/ports.ts";
import { EventHub } from "../http/event_hub.ts";
import { ProxyMetrics } from "../http/metrics/proxy_metrics.ts";
import { createShell, type Shell, type ShellOptions } from "../http/shell.ts";
import type { Outlet } from "../http/outlet.ts";
import type { BotStatus } from "../http/status.ts";
import { Traffic } from "../http/traffic.ts";
import { LiveTail } from "../http/tail/live_tail.ts";
import { createPages } from "../http/web/pages.ts";
import { HealthMonitor } from "../health/health_monitor.ts";
import { ProcessHealth } from "../health/process_health.ts";
import type { Journal } from "../journal/journal.ts";
import { noteKnownPrograms } from "./wiring/known_programs.ts";
import { type OpenData, openData } from "./open_data.ts";
import { createBotCaller, createFileOrigin, ownCaller } from "./wiring/operator_calls.ts";
import {
  createCallerLookup,
  createLocalMethods,
  createOverflow,
  createReplyRunner,
  maxOwnCalls,
} from "./wiring/program_door.ts";
import type { RegistryChange } from "../registry/change.ts";
import type { AccessToken } from "../registry/model.ts";
import type { ChatMoves } from "../registry/chat_moves.ts";
import type { BotDefaults, Registry } from "../registry/registry.ts";
import { checkPublicUrl } from "../registry/rules.ts";
import { watchStore } from "../registry/watch_store.ts";
import { LlmChooser, type LlmEndpoint } from "../routing/llm_chooser.ts";
import type { Routes } from "../routing/routes.ts";
import type { Place } from "../routing/job.ts";
import { Routing } from "../routing/routing.ts";
import { createDropGate, createRoutingCalls } from "./wiring/routing_calls.ts";
import { Statuses } from "./statuses.ts";
import type { Platform } from "../runtime/platform.ts";
import type { Sandbox } from "../sandbox/sandbox_interface.ts";
import { Backups } from "../storage/backups.ts";
import { DatabaseHealth } from "../storage/database_health.ts";
import type { OpenDatabase } from "../storage/driver.ts";
import { CallClient } from "../tgapi/exchange/call_client.ts";
import { type BotApiDoor, createBotApiDoor } from "../tgapi/door/door.ts";
import { FileCache } from "../tgapi/files/file_cache.ts";
import type { CallWitness } from "../tgapi/door/ports.ts";
import { ProgramWatch } from "../tgapi/door/program_watch.ts";
import { UpstreamClient } from "../upstream/client.ts";
import { type BotLookup, lookUpBot } from "../upstream/look_up_bot.ts";
import { Fleet } from "../upstream/fleet.ts";
import type { PhotoWatch } from "../upstream/photo_watch.ts";
import { HookDoor } from "../upstream/hook_door.ts";
import { version } from "../version.ts";

/** Options for {@linkcode Botmux}. */
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
  /** Through which proxy pushes go, if any. */
  readonly pushProxy?: ProxySettings | undefined;
  readonly botDefaults: BotDefaults;
  /** How long and how much is archived; nothing is without it. */
  readonly archive?: ArchiveRetention | undefined;
  /** How long routed messages have a way back, in milliseconds; 90 days unless said otherwise. */
  readonly routeRetentionMs?: number | undefined;
  /** Chooses rules where none matched; absent for none. */
  readonly languageModel?: LlmEndpoint | undefined;
  /** Whether upstream is asked now and then what archived chats and the bots look like; no unless said otherwise. */
  readonly refreshChats?: boolean | undefined;
  /** Most bytes of files of bots that are kept for viewing. */
  readonly filesCacheBytes: number;
  /** An API key with every right, for as long as the settings give it. */
  readonly apiKey?: string | undefined;
  /** URL at which upstream reaches BotMux, without a slash at the end; absent when it cannot. */
  readonly publicUrl?: string | undefined;
  /** URI of whoever takes reports of security faults, for security.txt. */
  readonly securityContact?: string | undefined;
  /** The made-up Telegram that is upstream, of a demo: operators act as its people. */
  readonly sandbox?: Sandbox | undefined;
  readonly logger: Logger;
  readonly clock?: Clock | undefined;
  /** What hashing a password costs; the usual unless given. */
  readonly passwordCost?: ScryptCost | undefined;
  /** The proxies that are believed what they say of their clients; none unless given. */
  readonly trustedProxies?: AddressList;
  /** Public key (Ed25519, lower-case hex) by which Telegram signs for Mini Apps; that of production unless given. */
  readonly telegramPublicKey?: string | undefined;
}

/** How long the way back of a routed message is remembered: 90 days. */
const defaultLinkAgeMs = 90 * 86_400_000;
/** How often botmux.db is asked whether a command in another process changed it. */
const watchMs = 1000;
/** Changes of the registry that may wait to take effect; each is small, and none may be lost. */
const maxWaitingChanges = 1_000_000;

/** A BotMux, put together. It answers requests through {@linkcode fetch}, and polls once it is started. */
export class Botmux {
  readonly registry: Registry;
  /** The rules of routing. */
  readonly routes: Routes;
  /** Answers one request; `clientAddress` tells the peer's IP address. */
  readonly fetch: Shell;
  readonly #chatMoves: ChatMoves;
  readonly #parts: BotmuxParts;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #log: LogRing;
  readonly #accounts: Accounts;
  readonly #idempotency: Idempotency;
  readonly #backups: Backups;
  readonly #events: EventHub;
  readonly #inflow: Traffic<number>;
  readonly #outflow: Traffic<Outlet>;
  readonly #tail: LiveTail;
  readonly #statuses: Statuses;
  readonly #journal: Journal;
  readonly #delivery: Delivery;
  readonly #archiving: Archiving | undefined;
  readonly #routing: Routing;
  readonly #refresher: ChatRefresher | undefined;
  readonly #photos: PhotoWatch | undefined;
  readonly #client: UpstreamClient;
  readonly #hooks = new HookDoor();
  readonly #fleet: Fleet;
  readonly #metrics = new ProxyMetrics();
  /** Parts that may be in trouble by themselves are added to it as sources. */
  readonly #processHealth = new ProcessHealth();
  readonly #databases: DatabaseHealth;
  readonly #health: HealthMonitor;
  readonly #programs: ProgramWatch;
  readonly #callClient: CallClient;
  readonly #door: BotApiDoor;
  readonly #files: FileCache;
  readonly #closeDatabases: () => void;
  readonly #stopping = new AbortController();
  readonly #closing = new AbortController();
  #watching: Promise<void> | undefined;
  #refreshing: readonly (Promise<void> | undefined)[] = [];
  #isPolling = false;
  /** Changes of the registry are acted on one after the other. */
  readonly #changes = new Serial({ maxWaiting: maxWaitingChanges });
  #stopped: Promise<void> | undefined;
  #closed: Promise<void> | undefined;

  private constructor(parts: BotmuxParts, data: OpenData, databases: DatabaseHealth, log: LogRing) {
    const { registry, chatMoves, accounts, idempotency, journal, pushStore, memories, routes } = data;
    const clock = parts.clock ?? systemClock;
    this.#parts = parts;
    this.#clock = clock;
    this.#logger = parts.logger;
    this.#log = log;
    this.#databases = databases;
    this.#processHealth.addSource(databases);
    this.registry = registry;
    this.#chatMoves = chatMoves;
    this.routes = routes;
    this.#accounts = accounts;
    this.#idempotency = idempotency;
    this.#events = new EventHub({ bots: () => this.status(), clock });
    this.#inflow = new Traffic({ passed: () => this.#statuses.received(), clock });
    this.#outflow = new Traffic({ passed: () => this.#statuses.passedOn(), remembersMin: 1, clock });
    this.#tail = new LiveTail({
      bots: () => this.#statuses.newest(),
      collect: (botId, from, filter, limit) => journal.collect(botId, from, filter, limit),
      clock,
    });
    log.add({ atMs: clock.now(), level: "info", text: `BotMux ${version} begins` });
    this.#programs = new ProgramWatch(clock);
    this.#journal = journal;
    this.#closeDatabases = () => data.close();
    this.#delivery = new Delivery({
      journal,
      records: {
        consumer: (id) => registry.consumer(id) ?? raise(new RangeError(`Cannot find consumer ${id}`)),
        filterOf: ({ botId, filter }) => chatMoves.follow(botId, filter),
        saveConsumer: async ({ id, mode, push, disabledReason }) =>
          void await registry.updateConsumer(id, { mode, push, disabledReason }),
        kindsInScope: (accessTokenId) => registry.accessToken(accessTokenId)?.scope.updates,
      },
      store: pushStore,
      memories,
      createPoster: (target, url) =>
        new HttpPoster({ ...target, url, addresses: parts.pushAddresses, proxy: parts.pushProxy, clock }),
      runReply: createReplyRunner(registry, chatMoves, () => this.#door),
      clock,
      logger: parts.logger,
      random: Math.random,
    });
    const { dataDir, logger, archive: retention } = parts;
    this.#routing = new Routing({
      routes,
      store: data.routingStore,
      journal,
      calls: createRoutingCalls((botId) => ownCaller(registry, botId), () => this.#door),
      bot: (botId) => registry.bot(botId),
      chats: chatMoves,
      chooser: parts.languageModel && new LlmChooser({
        endpoint: parts.languageModel,
        fetch: parts.platform.createFetch({}),
        clock,
      }),
      linkAgeMs: parts.routeRetentionMs ?? defaultLinkAgeMs,
      clock,
      logger,
      random: Math.random,
    });
    this.#archiving = retention && new Archiving({
      dataDir,
      archiveId: data.archiveId,
      onOpened: () => data.noteArchive(),
      journal,
      retention,
      databases,
      isArchived: (botId) => registry.bot(botId)?.isArchived === true,
      clock,
      logger,
    });
    if (this.#archiving !== undefined) this.#processHealth.addSource(this.#archiving);
    journal.setGate(createDropGate(this.#routing, registry, logger));
    this.#backups = new Backups({
      folder: join(dataDir, "backups"),
      sources: data.backupSources,
      openDatabase: parts.openDatabase,
      check: createCopyCheck(logger),
      onDamage: (error) => databases.failed(error),
      clock,
    });
    this.#client = new UpstreamClient({ baseUrl: parts.upstreamUrl, clock, proxy: parts.proxy });
    this.#fleet = new Fleet({
      client: this.#client,
      sink: createMoveNotingSink(journal, chatMoves),
      events: createFleetEvents({ registry, journal, logger }),
      ingress: { door: this.#hooks, publicUrl: parts.publicUrl },
      clock,
      logger: parts.logger,
      random: Math.random,
    });
    this.#callClient = new CallClient({ upstreamUrl: parts.upstreamUrl, proxy: parts.proxy, clock });
    this.#door = this.#createDoor();
    const isWell = (botId: number) => this.#fleet.health(botId)?.state === "ok";
    this.#photos = parts.refreshChats
      ? createPhotoWatch({ registry, client: this.#client, isWell, clock, logger })
      : undefined;
    this.#refresher = parts.refreshChats && this.#archiving
      ? createChatRefresher({
        registry,
        archiving: this.#archiving,
        isWell,
        callBot: createBotCaller(registry, this.#door),
        clock,
        logger,
      })
      : undefined;
    this.#files = new FileCache({
      folder: join(dataDir, "files"),
      maxBytes: parts.filesCacheBytes,
      origin: createFileOrigin(registry, this.#door),
      clock,
    });
    this.#health = new HealthMonitor({ bots: () => this.#statuses.facts(), clock });
    this.#statuses = new Statuses({
      ...parts,
      registry,
      journal,
      fleet: this.#fleet,
      archiving: this.#archiving,
      routing: this.#routing,
      delivery: this.#delivery,
      programs: this.#programs,
      health: this.#health,
      files: this.#files,
      inflow: this.#inflow,
      outflow: this.#outflow,
      startedAtMs: clock.now(),
    });
    this.#chatMoves.subscribe((botId) => this.#followChats(botId));
    this.fetch = this.#createShell();
  }

  /**
   * Opens the data folder and everything on it. Nothing is polled yet.
   *
   * @throws {OperationalError} when the folder cannot be used.
   */
  static async open(parts: BotmuxParts): Promise<Botmux> {
    const { openDatabase, dataDir, apiKey, clock = systemClock, passwordCost, telegramPublicKey } = parts;
    const accounts = { passwordCost, telegramPublicKey };
    const log = new LogRing();
    const logger = keepLines(parts.logger, log, () => clock.now());
    const databases = new DatabaseHealth({ clock, logger });
    const data = await openData({
      openDatabase,
      databases,
      dataDir,
      hasArchive: parts.archive !== undefined,
      apiKey,
      clock,
      accounts,
      logger,
    });
    try {
      const botmux = new Botmux({ ...parts, logger }, data, databases, log);
      await botmux.#openAll();
      return botmux;
    } catch (error) {
      await databases.close();
      data.close();
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
   * Takes everything about a user out of a bot's journal and archive, their tags and notes, and all files of the bot
   * out of their cache: nobody knows whose they were; and copies of the private chat that routing made out of the
   * archives of other bots.
   */
  async forgetUser(botId: number, userId: number): Promise<ForgottenUser> {
    // One that was just added may still open.
    await this.settled();
    await this.#files.removeBot(botId);
    await this.#journal.forgetUser(botId, userId);
    this.#delivery.dropBuffered(botId);
    await this.#accounts.tags.forgetUser(botId, userId);
    await this.#accounts.notes.forgetUser(botId, userId);
    const copies = await this.#routing.forgetUser(botId, userId);
    const forgotten = await this.#archiving?.forgetUser(botId, userId) ?? { removed: 0, rewritten: 0 };
    return { ...forgotten, removed: forgotten.removed + await this.#forgetCopies(copies) };
  }

  /** Takes routed copies out of the archives of the bots that sent them. */
  async #forgetCopies(copies: readonly Place[]): Promise<number> {
    let removed = 0;
    for (const [botId, ofBot] of Map.groupBy(copies, ({ bot }) => bot)) {
      const places = ofBot.map(({ chat, message }) => ({ chatId: chat, messageId: message, connection: "" }));
      removed += await this.#archiving?.forgetMessages(botId, places) ?? 0;
    }
    return removed;
  }

  /**
   * Starts receiving for every bot, and watching for what commands in other processes change.
   *
   * @throws {UsageError} when a bot is to receive by webhook and there is no public URL.
   */
  start(): void {
    if (this.#isPolling || this.#stopping.signal.aborted) return;
    checkPublicUrl(this.registry.bots().filter(({ status }) => status !== "removing"), this.#parts.publicUrl);
    this.#isPolling = true;
    this.#inflow.start();
    this.#outflow.start();
    this.#health.start();
    this.#enqueue("start", () => this.#delivery.start());
    this.#enqueue("archive", () => this.#startArchiving());
    this.#enqueue("routing", () => this.#routing.start());
    this.#enqueue(
      "programs",
      () => noteKnownPrograms({ registry: this.registry, journal: this.#journal, programs: this.#programs }),
    );
    for (const bot of this.registry.bots()) this.#fleet.add(bot);
    const { signal } = this.#stopping;
    this.#refreshing = [this.#refresher?.run(signal), this.#photos?.run(signal)];
    this.#watching = watchStore(this.registry, {
      clock: this.#clock,
      intervalMs: watchMs,
      signal,
      logger: this.#logger,
    });
  }

  /** Finishes the removal of one bot and starts nothing else; resolves when it is removed or `signal` aborts. */
  async removeBot(botId: number, signal: AbortSignal): Promise<void> {
    const bot = this.registry.bot(botId);
    if (bot?.status !== "removing" || signal.aborted) return;
    const end = Promise.withResolvers<void>();
    const unsubscribe = this.registry.subscribe((change) => {
      if (change.type === "bot-removed" && change.bot.id === botId) end.resolve();
    });
    const onAbort = () => end.resolve();
    signal.addEventListener("abort", onAbort, { once: true });
    this.#fleet.add(bot);
    await end.promise;
    unsubscribe();
    signal.removeEventListener("abort", onAbort);
    await this.settled();
  }

  /** Resolves when everything that was changed in the registry so far has taken effect. */
  settled(): Promise<void> {
    return this.#changes.idle();
  }

  /** The secret of a link by which the first owner sets up; `undefined` when somebody can sign in already. */
  renewSetupLink(): Promise<string | undefined> {
    return this.#accounts.setupLink.renew();
  }

  /** How every bot and consumer fares. */
  status(): BotStatus[] {
    return this.#statuses.all();
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
    this.#events.close();
    this.#tail.close();
    this.#inflow.close();
    this.#outflow.close();
    this.#health.close();
    await this.#watching;
    await Promise.all(this.#refreshing);
    await this.#fleet.stop();
    this.#client.close();
    await this.settled();
    await Promise.all([this.#delivery.stop(), this.#routing.stop()]);
  }

  async #close(): Promise<void> {
    await this.stop();
    await this.#backups.stop();
    await this.#databases.close();
    await this.#archiving?.close();
    this.#closing.abort();
    await this.#files.close();
    await this.#idempotency.settled();
    this.#callClient.close();
    await this.#journal.close();
    this.#closeDatabases();
    this.#backups.close();
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
    this.#changes.run(work).catch((error) => {
      this.#logger.error("cannot apply changed settings", { change, error });
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
        // Its default consumer comes next: a webhook that the bot turns out to have needs it.
        this.#openLog(change.bot.id);
        return await this.#routing.botOpened();
      case "bot-changed":
        this.#openLog(change.bot.id);
        return await this.#updateFleet(change.bot.id);
      case "bot-removed":
        this.#chatMoves.forgetBot(change.bot.id);
        await this.#fleet.remove(change.bot.id);
        await this.#archiving?.remove(change.bot.id);
        await this.#routing.botRemoved(change.bot.id);
        await this.#journal.removeLog(change.bot.id);
        return await this.#files.removeBot(change.bot.id);
      case "consumer-added":
        await this.#delivery.open(change.consumer);
        return await this.#updateFleet(change.consumer.botId);
      case "consumer-changed":
        if (change.consumer.disabledReason !== "") this.#health.dropConsumer(change.consumer);
        return await this.#delivery.open(change.consumer);
      case "consumer-removed":
        this.#programs.forget(change.consumer.id);
        this.#health.dropConsumer(change.consumer);
        return await this.#delivery.close(change.consumer.id);
      case "access-token-removed":
        return await this.#silence(change.accessToken);
      default:
        // Access tokens are looked up at every call.
    }
  }

  /** Whoever held an access token gets nothing more: not by a call that waits, nor at the URL it set. */
  async #silence({ id, consumerId }: AccessToken): Promise<void> {
    this.#delivery.finishPolls(consumerId);
    const consumer = this.registry.consumer(consumerId);
    if (consumer?.push?.accessTokenId !== id || consumer.disabledReason !== "") return;
    const disabledReason = "The access token that set its webhook was revoked";
    await this.registry.updateConsumer(consumerId, { disabledReason });
  }

  /** A chat of a bot has got another id. */
  #followChats(botId: number): void {
    for (const consumer of this.registry.consumers(botId)) this.#delivery.chatMoved(consumer);
    this.#routing.chatMoved();
  }

  async #updateFleet(botId: number): Promise<void> {
    const bot = this.registry.bot(botId);
    if (bot === undefined || !this.#isPolling || this.#stopping.signal.aborted) return;
    this.#fleet.update(bot);
    await this.#archiving?.follow(bot);
  }

  #createDoor(): BotApiDoor {
    const { platform, upstreamUrl, upstreamFiles, apiKey, proxy, autoRegister, botDefaults } = this.#parts;
    return createBotApiDoor({
      lookup: createCallerLookup({
        registry: this.registry,
        chatMoves: this.#chatMoves,
        client: this.#client,
        defaults: autoRegister ? botDefaults : undefined,
        settled: () => this.settled(),
        signal: this.#stopping.signal,
        clock: this.#clock,
      }),
      local: createLocalMethods({
        registry: this.registry,
        delivery: this.#delivery,
        platform,
        settled: () => this.settled(),
        programs: this.#programs,
      }),
      upstreamUrl,
      upstreamFiles,
      apiKey,
      fetch: platform.createFetch(proxy),
      calls: this.#callClient,
      maxCalls: maxOwnCalls(platform),
      overflow: createOverflow(platform, upstreamUrl, proxy),
      replaysBodies: platform.name === "deno",
      lateBody: platform.lateBody,
      hiddenBody: platform.hiddenBody,
      observer: {
        proxied: (method, status, elapsedMs, botId, isOwn) => {
          this.#metrics.proxied(method, status, elapsedMs);
          if (!isOwn) this.#tail.ended(botId, method, status);
          if (status === 429) this.#refresher?.hold(botId);
          const isAccepted = !isOwn && method !== "file" && status >= 200 && status <= 299;
          if (isAccepted) this.#fleet.tokenAccepted(botId);
        },
      },
      witness: this.#witness(),
      chatMoves: this.#chatMoves,
      onlooker: this.#tail,
      programs: this.#programs,
      logger: this.#logger,
      clock: this.#clock,
    });
  }

  /** Who takes note of the calls that bots make. */
  #witness(): CallWitness {
    const { registry } = this;
    const capture = this.#archiving?.capture;
    const { deletions } = this.#routing;
    const tail = this.#tail;
    return {
      answered(call) {
        if (registry.bot(call.botId)?.isArchived) capture?.answered(call);
        deletions.answered(call);
        tail.answered(call);
      },
    };
  }

  #createShell(): Shell {
    const ports = this.#apiPorts();
    const { securityContact: contact, publicUrl } = this.#parts;
    return createShell({
      trustedProxies: this.#parts.trustedProxies ?? new AddressList(),
      door: this.#door,
      hooks: this.#hooks,
      metrics: this.#metrics,
      api: this.#apiParts(ports),
      pages: createPages({ ...ports, bots: () => this.status(), inflow: this.#inflow }),
      security: contact === undefined ? undefined : { contact, publicUrl },
      version,
      clock: this.#clock,
      logger: this.#logger,
      status: {
        bots: () => this.status(),
        processReasons: () => this.#processHealth.reasons(),
        waitingPolls: () => this.#delivery.waiting,
        ringBytes: () => this.#journal.ringBytes,
        captures: () => this.#archiving?.capture,
        archiveRestarts: () => this.#archiving?.restarts ?? 0,
        residentBytes: () => process.memoryUsage.rss(),
      },
    });
  }

  /** Upstream is asked who a bot is by an operator who gives its token: perhaps the one that it refused a while ago. */
  async #lookUpBot(token: string, signal: AbortSignal): Promise<BotLookup> {
    const found = await lookUpBot(this.#client, token, signal);
    if (this.registry.bot(found.identity.id)?.token === token) this.#fleet.tokenAccepted(found.identity.id);
    return found;
  }

  #apiPorts(): ApiPorts {
    const { registry } = this;
    return {
      registry,
      chatMoves: this.#chatMoves,
      accounts: this.#accounts,
      delivery: this.#delivery,
      callBot: createBotCaller(registry, this.#door),
      lookUpBot: (token, signal) => this.#lookUpBot(token, signal),
      fetchPhoto: (token, signal) =>
        fetchPhoto({ client: this.#client, door: this.#door, clock: this.#clock }, token, signal),
      files: this.#files,
      routes: this.routes,
      routing: this.#routing,
      archive: this.archive,
      forgetUser: (botId, userId) => this.forgetUser(botId, userId),
      clearArchive: (botId) => this.#archiving?.clear(botId),
      idempotency: this.#idempotency,
      closing: this.#closing.signal,
      botDefaults: this.botDefaults,
      hasPublicUrl: this.#parts.publicUrl !== undefined,
      backups: this.#backups,
      events: this.#events,
      tail: this.#tail,
      sandbox: this.#parts.sandbox,
      log: this.#log,
      system: () => this.#statuses.system(),
      processReasons: () => this.#processHealth.reasons(),
      bot: (botId) => this.#statuses.bot(botId),
      consumer: (id) => this.#statuses.consumer(id),
      settled: () => this.settled(),
      clock: this.#clock,
    };
  }

  #apiParts(ports: ApiPorts): ShellOptions["api"] {
    return {
      endpoints: createEndpoints(ports),
      authenticator: {
        apiKey: (text) => this.#accounts.apiKeys.authenticate(text),
        session: (secret) => this.#accounts.sessions.authenticate(secret),
      },
      audit: this.#accounts.audit,
      access: new AccessWatch({ ...this.#accounts, clock: this.#clock, logger: this.#logger }),
      hasBot: (botId) => this.registry.bot(botId) !== undefined,
    };
  }
}

function raise(error: Error): never {
  throw error;
}
