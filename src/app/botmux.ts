import type { ArchiveService } from "../archive/archive_functions.ts";
import { closeAll } from "../base/close_all.ts";
import type { ForgottenUser } from "../archive/forget_user.ts";
import type { Shell } from "../http/shell.ts";
import type { WireDoor } from "../tgapi/door/wire_door.ts";
import type { BotStatus } from "../http/status.ts";
import type { BotDefaults, Registry } from "../registry/registry.ts";
import { checkPublicUrl } from "../registry/rules.ts";
import { watchStore } from "../registry/watch_store.ts";
import type { Routes } from "../routing/routes.ts";
import type { Environment } from "./environment.ts";
import { forgetUser } from "./forget_user.ts";
import { type Foundation, openFoundation } from "./foundation.ts";
import { createMonitoring, type Monitoring } from "./monitoring.ts";
import { type BotmuxOptions, resolveOptions } from "./options.ts";
import { createParts, type Parts } from "./parts.ts";
import { RegistryFollower } from "./registry_follower.ts";
import { createSurface } from "./surface.ts";
import { addCallListeners } from "./wiring/call_listeners.ts";
import { noteKnownPrograms } from "./wiring/known_programs.ts";

/** How often botmux.db is asked whether a command in another process changed it, in milliseconds. */
const watchMs = 1000;

/** A BotMux, put together. It answers requests through {@linkcode fetch}, and polls once it is started. */
export class Botmux {
  /** Answers one request; `clientAddress` tells the peer's IP address. */
  readonly fetch: Shell;
  /** Answers on the wire what needs no `Request`; `undefined` for what is left to {@linkcode fetch}. */
  readonly handle: WireDoor["handle"];
  readonly #foundation: Foundation;
  readonly #parts: Parts;
  readonly #monitoring: Monitoring;
  readonly #follower: RegistryFollower;
  #isStarted = false;
  /** What runs until BotMux stops. */
  #running: readonly (Promise<void> | undefined)[] = [];
  #stopped: Promise<void> | undefined;
  #closed: Promise<void> | undefined;

  private constructor(foundation: Foundation) {
    this.#foundation = foundation;
    this.#parts = createParts(foundation);
    this.#monitoring = createMonitoring(foundation, this.#parts);
    addCallListeners({ ...this.#parts, ...this.#monitoring, registry: this.registry });
    this.#follower = new RegistryFollower(foundation, this.#parts, this.#monitoring);
    const { fetch, door } = createSurface(foundation, this.#parts, this.#monitoring);
    this.fetch = fetch;
    this.handle = (exchange) => door.handle(exchange);
  }

  /**
   * Opens the data folder and everything on it. Nothing is polled yet. Bots and rules among the options are left to
   * the caller.
   *
   * @throws {OperationalError} when the folder cannot be used.
   * @throws {UsageError} when an option cannot be used.
   */
  static async open(options: BotmuxOptions, environment: Environment): Promise<Botmux> {
    const foundation = await openFoundation(resolveOptions(options), environment);
    try {
      const botmux = new Botmux(foundation);
      await botmux.#follower.open();
      return botmux;
    } catch (error) {
      await closeAll([() => foundation.databases.close(), () => foundation.data.close()]);
      throw error;
    }
  }

  get registry(): Registry {
    return this.#foundation.data.registry;
  }

  /** The rules of routing. */
  get routes(): Routes {
    return this.#foundation.data.routes;
  }

  /** What a new bot begins with. */
  get botDefaults(): BotDefaults {
    return this.#foundation.options.botDefaults;
  }

  /** Everything that may be asked of the archive; `undefined` when nothing is archived. */
  get archive(): ArchiveService | undefined {
    return this.#parts.archiving?.archive;
  }

  /** Takes everything about a user out of all that is kept of a bot. */
  forgetUser(botId: number, userId: number): Promise<ForgottenUser> {
    return forgetUser(this.#foundation, this.#parts, botId, userId);
  }

  /**
   * Starts receiving for every bot, and watching for what commands in other processes change.
   *
   * @throws {UsageError} when a bot is to receive by webhook and there is no public URL.
   */
  start(): void {
    const { options, clock, logger, changes, stopping: { signal }, data: { registry, journal } } =
      this.#foundation;
    const { delivery, routing, broadcasts, programs, refresher, profiles } = this.#parts;
    if (this.#isStarted || signal.aborted) return;
    checkPublicUrl(registry.bots().filter(({ status }) => status !== "removing"), options.publicUrl);
    this.#isStarted = true;
    for (const watch of this.#watches()) watch.start();
    changes.enqueue("start", () => delivery.start());
    changes.enqueue("archive", () => Promise.resolve(this.#follower.startArchiving()));
    changes.enqueue("routing", () => routing.start());
    changes.enqueue("broadcasts", () => broadcasts.start());
    changes.enqueue("programs", () => noteKnownPrograms({ registry, journal, programs }));
    this.#follower.startReceiving();
    const watching = watchStore(registry, {
      clock,
      intervalMs: watchMs,
      signal,
      logger,
    });
    this.#running = [watching, registry.tokenUses.run(signal), refresher?.run(signal), profiles.run(signal)];
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
    this.#parts.fleet.add(bot);
    await end.promise;
    unsubscribe();
    signal.removeEventListener("abort", onAbort);
    await this.settled();
  }

  /** Resolves when everything that was changed in the registry so far has taken effect. */
  settled(): Promise<void> {
    return this.#foundation.changes.settled();
  }

  /** The secret of a link by which the first owner sets up; `undefined` when somebody can sign in already. */
  renewSetupLink(): Promise<string | undefined> {
    return this.#foundation.data.accounts.setupLink.renew();
  }

  /** Status of every bot and consumer. */
  status(): BotStatus[] {
    return this.#monitoring.statuses.all();
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
    const { fleet, client, delivery, routing, broadcasts } = this.#parts;
    this.#foundation.stopping.abort();
    for (const watch of [this.#monitoring.events, this.#monitoring.tail, ...this.#watches()]) watch.close();
    await closeAll([
      () => Promise.all(this.#running),
      () => fleet.stop(),
      () => client.close(),
      () => this.settled(),
      () => Promise.all([delivery.stop(), routing.stop(), broadcasts.stop()]),
    ]);
  }

  async #close(): Promise<void> {
    const { databases, closing, data } = this.#foundation;
    const { backups, archiving, files, callClient, languageModel } = this.#parts;
    await closeAll([
      () => this.stop(),
      () => backups.stop(),
      () => databases.close(),
      () => archiving?.close(),
      () => closing.abort(),
      () => files.close(),
      () => data.idempotency.settled(),
      () => callClient.close(),
      () => languageModel?.close(),
      () => data.journal.close(),
      () => data.close(),
      () => backups.close(),
    ]);
  }

  /** What counts and judges while BotMux runs. */
  #watches() {
    const { inflow, outflow, health } = this.#monitoring;
    return [inflow, outflow, health];
  }
}
