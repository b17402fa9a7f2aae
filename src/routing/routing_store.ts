import type { Job, LaneKey, Link, NewJob, OwnTopic, Place } from "./job.ts";
import type { Route } from "./rule.ts";
import type { NewTrace, Trace } from "./trace.ts";

/** Where rules are kept. Each call is one transaction. */
export interface RouteStore {
  /** By bot and place. */
  loadRoutes(): Promise<readonly Route[]>;
  /** Adds, and gives the id; `undefined` when the bot is gone or has a rule of that name. */
  insertRoute(route: Omit<Route, "id">): Promise<Route | undefined>;
  /** Replaces all of these. */
  saveRoutes(routes: readonly Route[]): Promise<void>;
  /** Removes it with its waiting jobs; replies that wait stay. */
  deleteRoute(routeId: number): Promise<void>;
}

/** What came of a piece of a journal. */
export interface Planned {
  readonly bot: number;
  /** Every update before it is dealt with. */
  readonly position: number;
  readonly jobs: readonly NewJob[];
  readonly traces: readonly NewTrace[];
}

/** What is known after jobs are done: all of it is kept, or nothing. */
export interface Finished {
  readonly jobs: readonly Job[];
  readonly links: readonly Link[];
  readonly traces: readonly NewTrace[];
  /** What follows from them. */
  readonly next?: readonly NewJob[];
  /** Links whose copies are gone. */
  readonly cut?: readonly Place[];
}

/** Which traces are asked for. */
export interface TraceFilter {
  readonly bot: number;
  /** Those before this id; absent for the newest. */
  readonly before?: number | undefined;
  readonly routeId?: number | undefined;
  readonly results?: readonly string[] | undefined;
  /** Bots that whoever asks has access to; absent for all. */
  readonly knownBots?: readonly number[] | undefined;
}

/** Limits of one step of maintenance. */
export interface PruneOptions {
  /** Links older than this go: milliseconds since the epoch. */
  readonly linksBeforeMs: number;
  /** Traces of a bot that stay. */
  readonly maxTraces: number;
  /** Maximum of each that go in one step. */
  readonly limit: number;
}

/** Where the work of routing is kept, so that it survives a crash. Each call is one transaction. */
export interface RoutingStore {
  positions(): Promise<ReadonlyMap<number, number>>;
  setPosition(bot: number, position: number): Promise<void>;
  removePosition(bot: number): Promise<void>;
  /** Keeps jobs and traces together with the place in the journal. */
  plan(planned: Planned): Promise<void>;
  /** Keeps jobs that come from no journal. */
  addJobs(jobs: readonly NewJob[]): Promise<void>;
  /** How many wait in each queue. */
  lanes(): Promise<readonly (LaneKey & { readonly waiting: number })[]>;
  /** The first of a queue that are not under way. */
  waiting(lane: LaneKey, limit: number): Promise<readonly Job[]>;
  /** Notes that these are about to be sent. */
  begin(jobs: readonly Job[], nowMs: number): Promise<void>;
  /** Notes that these were not sent and wait again. */
  putBack(jobs: readonly Job[]): Promise<void>;
  finish(finished: Finished): Promise<void>;
  /** Those that were begun and neither finished nor put back. */
  begun(): Promise<readonly Job[]>;
  /** Queues in which something waits, or is under way, because of a message, with the chats it goes to. */
  jobsOf(source: Place): Promise<readonly Job[]>;
  /** Links that have a message at one of their ends. */
  linksAt(place: Place): Promise<readonly Link[]>;
  /** Whether any link has an end at this bot. */
  hasLinks(bot: number): Promise<boolean>;
  /** The link whose copy is a message, whatever the bot; for chats whose message ids are the same to all. */
  linkTo(chat: number, message: number): Promise<Link | undefined>;
  ownTopic(key: Omit<OwnTopic, "topic">): Promise<OwnTopic | undefined>;
  /** Whose topic it is. */
  topicOwner(bot: number, chat: number, topic: number): Promise<OwnTopic | undefined>;
  saveTopic(topic: OwnTopic): Promise<void>;
  removeTopic(topic: OwnTopic): Promise<void>;
  /** The newest first. */
  traces(filter: TraceFilter, limit: number): Promise<readonly Trace[]>;
  /** One step of maintenance, topics of removed rules included; whether there may be more to remove. */
  prune(options: PruneOptions): Promise<boolean>;
  /**
   * Takes out what is kept of a user's private chat with a bot, and of what the user wrote and waits; gives where copies
   * of messages of that chat stand, and copies of those.
   */
  forgetUser(bot: number, user: number): Promise<readonly Place[]>;
}
