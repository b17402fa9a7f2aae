import { fault } from "../faults/fault.ts";
import type { Clock } from "../base/clock.ts";
import { withoutNulls } from "../telegram/bot_api_json.ts";
import type { Logger } from "../base/logger.ts";
import { Serial } from "../base/serial.ts";
import type { KeptUpdate } from "../journal/collected.ts";
import type { JournalEntry } from "../journal/journal_store.ts";
import { type BotCallPort, BotCalls } from "./bot_calls.ts";
import { type CompiledRule, compileRule, isMatch } from "./compiled_rules.ts";
import type { ChatIds } from "./chat_ids.ts";
import { ChatNames } from "./chat_names.ts";
import { JobWorker } from "./job_worker.ts";
import { DeletionWatch } from "./deletion_watch.ts";
import type { NewJob, Place } from "./job.ts";
import { type FollowedJournal, JournalReader } from "./journal_reader.ts";
import type { FailingLane } from "./lane_trouble.ts";
import { type LaneCounts, maxWaiting, RoutingLanes } from "./routing_lanes.ts";
import { runRoutingMaintenance } from "./routing_maintenance.ts";
import type { MatchedLeaf } from "./matcher.ts";
import { type Plan, Planner } from "./planner.ts";
import type { Route } from "./rule.ts";
import type { Routes } from "./routes.ts";
import { mayConcernLinks } from "./link_hint.ts";
import { type Chooser, Selector } from "./selector.ts";
import type { RoutingStore, TraceFilter } from "./routing_store.ts";
import type { NewTrace, Trace } from "./trace.ts";
import { readUpdateView, type UpdateView, type ViewingBot } from "./update_view.ts";
import { drops, hiddenFrom } from "./rule_matches.ts";

/** Options for {@linkcode Routing}. */
interface RoutingOptions {
  readonly routes: Routes;
  readonly store: RoutingStore;
  readonly journal: FollowedJournal & { hasLog(botId: number): boolean };
  /** The way of calls to Telegram. */
  readonly calls: BotCallPort;
  /** A managed bot; `undefined` for others. */
  readonly bot: (botId: number) => ViewingBot | undefined;
  /** Which ids are the same chat. */
  readonly chats: ChatIds;
  /** Chooses where no rule matched; absent for never. */
  readonly chooser: Chooser | undefined;
  /** How long the way back of a message is remembered, in milliseconds. */
  readonly linkAgeMs: number;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly random: () => number;
}

/** Status of routing for one bot. */
export interface RoutingState extends Readonly<LaneCounts> {
  /** What waits to be sent by it. */
  readonly waiting: number;
  /** Updates of it that rules are still to be asked about. */
  readonly lag: number;
}

/** What rules say of an update that somebody tries them with. */
interface Trial {
  readonly rules: readonly {
    readonly route: Route;
    readonly matches: boolean;
    readonly leaves: readonly MatchedLeaf[];
  }[];
  readonly plan: Plan;
}

/** Carries messages from bot to bot as rules say, and the answers back. */
export class Routing {
  readonly #options: RoutingOptions;
  readonly #reader: JournalReader;
  readonly #lanes: RoutingLanes;
  readonly #planner: Planner;
  /** Takes note of the calls that programs make. */
  readonly deletions: DeletionWatch;
  readonly #stopping = new AbortController();
  /** Rules made ready, until they change. */
  #compiled = new Map<number, readonly CompiledRule[]>();
  #isRunning = false;
  #keeping: Promise<void> | undefined;
  readonly #follows = new Serial();

  constructor(options: RoutingOptions) {
    const { store, routes, journal, clock, logger, random } = options;
    this.#options = options;
    const rules = (botId: number) => this.rules(botId);
    const rule = (routeId: number) => this.#rule(routeId);
    const viewer = (botId: number) => this.#viewer(botId);
    this.#planner = new Planner({
      store,
      rules,
      rule,
      chats: options.chats,
      isManaged: (botId) => options.bot(botId) !== undefined,
      canChoose: options.chooser !== undefined,
      settled: (chat) => this.#lanes.settled(chat),
    });
    const selector = new Selector({ chooser: options.chooser, planner: this.#planner, rules, viewer });
    const calls = new BotCalls(options.calls);
    const worker = new JobWorker({
      calls,
      store,
      rule,
      chats: options.chats,
      viewer,
      selector,
      now: () => clock.now(),
    });
    this.#lanes = new RoutingLanes({ store, worker, clock, logger, random });
    this.#reader = new JournalReader({
      journal,
      keeper: store,
      take: (botId, updates, nextPosition) => this.#take(botId, updates, nextPosition),
      clock,
      logger,
      random,
    });
    const names = new ChatNames({ calls, clock, signal: this.#stopping.signal });
    this.deletions = new DeletionWatch({
      concerns: (botId) => this.#reader.follows(botId),
      chatByName: (botId, name) => names.idOf(botId, name),
      deleted: async (places) => {
        const jobs = await this.#planner.planDeletion(places, clock.now());
        await store.addJobs(jobs);
        this.#lanes.added(jobs);
      },
      logger,
    });
    routes.subscribe(() => this.#onChange());
  }

  /** The rules of a bot, made ready. */
  rules(botId: number): readonly CompiledRule[] {
    const known = this.#compiled.get(botId);
    if (known !== undefined) return known;
    const { routes, chats } = this.#options;
    const compiled = routes.of(botId).map((route) => compileRule(route, chats));
    this.#compiled.set(botId, compiled);
    return compiled;
  }

  /**
   * Tells the names of the consumers that are not to see an update of a bot that has just come; `undefined` when no rule
   * of the bot hides anything.
   */
  hiddenFrom(
    botId: number,
  ): ((update: Pick<JournalEntry, "position" | "bytes" | "parsed">) => ReadonlySet<string>) | undefined {
    const rules = this.rules(botId);
    if (!rules.some(drops)) return undefined;
    return (update) => {
      const parsed = update.parsed ?? this.#options.journal.parsed.get(botId, update);
      const view = this.#view(botId, parsed, this.#options.clock.now());
      return view === undefined ? new Set() : hiddenFrom(rules, view);
    };
  }

  /** Goes on where it ended. Journals of bots that were just added must be open. */
  async start(): Promise<void> {
    if (this.#isRunning || this.#stopping.signal.aborted) return;
    this.#isRunning = true;
    await this.#lanes.start();
    await this.#follow();
    const { store, linkAgeMs, clock, logger } = this.#options;
    const { signal } = this.#stopping;
    this.#keeping = runRoutingMaintenance({
      store,
      linkAgeMs,
      onClean: () => this.#follow(),
      clock,
      logger,
      signal,
    });
  }

  /** A chat has got another id: what names it is made ready anew. */
  chatMoved(): void {
    this.#compiled = new Map();
  }

  /** A bot's journal is open now. */
  async botOpened(): Promise<void> {
    if (this.#isRunning) await this.#follow();
  }

  /** A bot is gone, and its rules with it. Its journal must still be open. */
  async botRemoved(botId: number): Promise<void> {
    await this.#reader.unfollow(botId);
    await this.#options.routes.forgetBot(botId);
  }

  /** Status of routing for a bot. */
  state(botId: number): RoutingState {
    return {
      ...this.#lanes.counts(botId),
      waiting: this.#lanes.waiting(botId),
      lag: this.#reader.lag(botId),
    };
  }

  /** The rules of bots that cannot send what they should. */
  failing(): readonly (FailingLane & { readonly route: Route })[] {
    return this.#lanes.failing().flatMap((lane) => {
      const route = this.#options.routes.route(lane.routeId);
      return route === undefined ? [] : [{ ...lane, route }];
    });
  }

  /** What became of messages, the newest first. */
  traces(filter: TraceFilter, limit: number): Promise<readonly Trace[]> {
    return this.#options.store.traces(filter, limit);
  }

  /**
   * What would be sent because of an update; nothing is.
   *
   * @throws {TypeError} when `update` is none.
   */
  async tryUpdate(botId: number, update: unknown): Promise<Trial> {
    const nowMs = this.#options.clock.now();
    const view = readUpdateView(withoutNulls(update), this.#viewer(botId), nowMs);
    const rules = this.rules(botId).map((rule) => ({
      route: rule.route,
      matches: isMatch(rule, view),
      leaves: rule.when?.explain(view) ?? [],
    }));
    return { rules, plan: await this.#planner.plan(view, nowMs) };
  }

  /** Takes out what is kept of a user; gives where copies stand of what was said in the private chat. */
  forgetUser(botId: number, userId: number): Promise<readonly Place[]> {
    return this.#options.store.forgetUser(botId, userId);
  }

  /** Takes up nothing new, and ends after what is under way. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#reader.stop();
    await this.deletions.settled();
    await this.#lanes.stop();
    await this.#keeping;
  }

  #rule(routeId: number): CompiledRule | undefined {
    const route: Route | undefined = this.#options.routes.route(routeId);
    return route && this.rules(route.botId).find((rule) => rule.route.id === routeId);
  }

  #viewer(botId: number): ViewingBot {
    return this.#options.bot(botId) ?? { id: botId, username: "" };
  }

  async #onChange(): Promise<void> {
    this.#compiled = new Map();
    this.#lanes.forgetFailures();
    await this.#reader.save();
    if (this.#isRunning && !this.#stopping.signal.aborted) await this.#follow();
  }

  /** Follows the bots that rules are about or send by, those that anything carried may come back to, and no others. */
  #follow(): Promise<void> {
    return this.#follows.run(() => this.#followNow());
  }

  async #followNow(): Promise<void> {
    const { routes, journal, store, bot } = this.#options;
    for (const botId of routes.bots()) if (journal.hasLog(botId)) await this.#reader.follow(botId);
    for (const botId of (await store.positions()).keys()) {
      if (routes.bots().has(botId)) continue;
      const mayComeBack = bot(botId) !== undefined && await store.hasLinks(botId);
      if (!mayComeBack && !routes.bots().has(botId)) await this.#reader.unfollow(botId);
      else if (journal.hasLog(botId)) await this.#reader.follow(botId);
    }
  }

  async #take(
    botId: number,
    updates: readonly KeptUpdate[],
    nextPosition: number,
  ): Promise<boolean> {
    const { store, journal, clock, logger } = this.#options;
    const nowMs = clock.now();
    const jobs: NewJob[] = [];
    const traces: NewTrace[] = [];
    const hasRules = this.rules(botId).length > 0;
    for (const update of updates) {
      // Of a bot that rules only send by, nothing matters but what may answer or follow something.
      if (!hasRules && !mayConcernLinks(update)) continue;
      const view = this.#view(botId, journal.parsed.get(botId, update), update.receivedAtMs);
      if (view === undefined) continue;
      const plan = await this.#planner.plan(view, nowMs, jobs);
      traces.push(...plan.traces);
      if (view.searched.isCutShort) {
        logger.warn("text too expensive for routing patterns, treating the rest as not matching", {
          bot: botId,
          chat: view.chatId,
          message: view.messageId,
        });
      }
      for (const job of plan.jobs) {
        if (this.#lanes.isFull(job)) traces.push(toRefusedTrace(job));
        else jobs.push(job);
      }
    }
    if (jobs.length === 0 && traces.length === 0) return false;
    await store.plan({ bot: botId, position: nextPosition, jobs, traces });
    this.#lanes.added(jobs);
    return true;
  }

  /** `undefined` for what is no update: the journal holds it all the same, and nobody can route it. */
  #view(botId: number, parsed: unknown, receivedAtMs: number): UpdateView | undefined {
    try {
      return readUpdateView(parsed, this.#viewer(botId), receivedAtMs);
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      this.#options.logger.warn("cannot route an unreadable update", { bot: botId, error });
      return undefined;
    }
  }
}

function toRefusedTrace({ routeId, source, position, bot, task, addedAtMs }: NewJob): NewTrace {
  return {
    atMs: addedAtMs,
    bot: source.bot,
    routeId,
    position,
    chat: source.chat,
    message: source.message,
    action: task.do,
    isReturn: "action" in task && task.action < 0,
    targetBot: bot,
    targetChat: "chat" in task ? task.chat : 0,
    targetMessage: 0,
    result: "failed",
    details: [fault("routing_queue_full", { count: maxWaiting })],
    latencyMs: 0,
  };
}
