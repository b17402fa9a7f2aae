import { HttpClient } from "../wire/client/http_client.ts";
import { CallClient } from "../tgapi/exchange/call_client.ts";
import { WithoutOwnCredentials } from "../tgapi/exchange/own_credentials.ts";
import { join } from "node:path";
import type { ChatRefresher } from "../archive/chat_refresher.ts";
import { Delivery } from "../delivery/delivery.ts";
import { HttpPoster } from "../delivery/push/http_poster.ts";
import { Broadcasts } from "../broadcasting/broadcasts.ts";
import { LlmChooser } from "../routing/llm_chooser.ts";
import { Routing } from "../routing/routing.ts";
import { Backups } from "../storage/backups.ts";
import { CallListeners } from "../tgapi/calls/call_listeners.ts";
import { Calls } from "../tgapi/calls/calls.ts";
import { ProgramWatch } from "../tgapi/door/program_watch.ts";
import { FileCache } from "../tgapi/files/file_cache.ts";
import { UpstreamClient } from "../upstream/client.ts";
import { Fleet } from "../upstream/fleet.ts";
import { HookDoor } from "../upstream/hook_door.ts";
import type { ProfileWatch } from "../upstream/profile_watch.ts";
import { Archiving } from "./archiving.ts";
import { createCopyCheck } from "./backup_checking.ts";
import type { Foundation } from "./foundation.ts";
import { createMoveNotingSink } from "./wiring/chat_following.ts";
import type { Pacing } from "../pacing/pacing.ts";
import { createBroadcastCalls } from "./wiring/broadcast_calls.ts";
import { createBroadcastPeople } from "./wiring/broadcast_people.ts";
import { createPacing } from "./wiring/send_pacing.ts";
import { createShadow } from "./wiring/shadow_answers.ts";
import { createChatRefresher } from "./wiring/chat_refreshing.ts";
import { createConsumerRecords } from "./wiring/consumer_records.ts";
import { createFleetEvents } from "./wiring/fleet_events.ts";
import { MessageTopicFinder } from "./wiring/message_topics.ts";
import { createProfileWatch } from "./wiring/profile_watching.ts";
import { createBotCaller, createFileOrigin, ownCaller } from "./wiring/operator_calls.ts";
import { createDropGate, createRoutingCalls } from "./wiring/routing_calls.ts";
import { createReplyRunner } from "./wiring/webhook_replies.ts";

/** The parts that carry updates and calls, each made of those before it. */
export interface Parts {
  readonly programs: ProgramWatch;
  /** Told of every call; who wants to know is added. */
  readonly listeners: CallListeners;
  /** The way of calls and downloads to upstream. */
  readonly callClient: CallClient;
  /** Client of the language model's server, if there is one. */
  readonly languageModel: HttpClient | undefined;
  readonly pacing: Pacing;
  readonly topics: MessageTopicFinder;
  readonly calls: Calls;
  readonly delivery: Delivery;
  readonly routing: Routing;
  readonly broadcasts: Broadcasts;
  readonly archiving: Archiving | undefined;
  readonly backups: Backups;
  readonly client: UpstreamClient;
  readonly hooks: HookDoor;
  readonly fleet: Fleet;
  readonly profiles: ProfileWatch;
  readonly refresher: ChatRefresher | undefined;
  readonly files: FileCache;
}

export function createParts(foundation: Foundation): Parts {
  const { options, clock, logger, data } = foundation;
  const { registry, chatMoves, journal } = data;
  const listeners = new CallListeners();
  const upstreamUrl = options.upstream;
  const callClient = new CallClient({ upstreamUrl, proxy: options.proxy, clock });
  const languageModel = options.languageModel &&
    new HttpClient({ url: new URL(options.languageModel.url), clock });
  const pacing = createPacing(registry, clock);
  const topics = new MessageTopicFinder({
    registry,
    lookUp: async (botId, place) => await archiving?.archive.message(botId, place),
    clock,
    logger,
  });
  const calls = new Calls({
    sender: new WithoutOwnCredentials(callClient, options.apiKey),
    upstreamFiles: options.upstreamFiles,
    listener: listeners,
    shadow: createShadow(registry, clock),
    chatMoves,
    pacing,
    messageTopics: topics,
    logger,
    clock,
  });
  const delivery = createDelivery(foundation, calls);
  const routing = createRouting(foundation, calls, languageModel);
  journal.setGate(createDropGate(routing, registry, logger));
  const archiving = options.archive ? createArchiving(foundation) : undefined;
  if (archiving !== undefined) journal.setKeptFrom((botId) => archiving.openFrom(botId));
  const client = new UpstreamClient({ baseUrl: options.upstream, clock, proxy: options.proxy });
  const hooks = new HookDoor();
  const fleet = createFleet(foundation, { client, hooks, topics });
  const isHealthy = (botId: number) => fleet.health(botId)?.state === "ok";
  const callBot = createBotCaller(registry, calls);
  return {
    programs: new ProgramWatch(clock),
    listeners,
    callClient,
    languageModel,
    pacing,
    topics,
    calls,
    delivery,
    routing,
    broadcasts: createBroadcasts(foundation, calls, pacing, archiving),
    archiving,
    backups: createBackups(foundation, archiving),
    client,
    hooks,
    fleet,
    profiles: createProfileWatch({
      registry,
      client,
      isHealthy,
      hasPhotosWatched: options.refreshChats,
      clock,
      logger,
    }),
    refresher: options.refreshChats && archiving !== undefined
      ? createChatRefresher({ registry, archiving, isHealthy, callBot, clock, logger })
      : undefined,
    files: new FileCache({
      folder: join(options.dataDir, "files"),
      maxBytes: options.filesCacheBytes,
      origin: createFileOrigin(registry, calls),
      clock,
    }),
  };
}

function createDelivery({ options, clock, logger, data }: Foundation, calls: Calls): Delivery {
  const { registry, chatMoves, journal, pushStore, memories } = data;
  return new Delivery({
    journal,
    records: createConsumerRecords(registry, chatMoves),
    store: pushStore,
    memories,
    createPoster: (target, url, botId) =>
      new HttpPoster({
        ...target,
        url,
        botId,
        addresses: options.pushAddresses,
        proxy: options.pushProxy,
        clock,
      }),
    runReply: createReplyRunner(registry, chatMoves, calls, clock),
    clock,
    logger,
    random: Math.random,
  });
}

function createRouting(
  { options, clock, logger, data }: Foundation,
  calls: Calls,
  languageModel: HttpClient | undefined,
): Routing {
  const { registry, chatMoves, journal, routes, routingStore } = data;
  return new Routing({
    routes,
    store: routingStore,
    journal,
    calls: createRoutingCalls((botId) => ownCaller(registry, botId), calls),
    bot: (botId) => registry.bot(botId),
    chats: chatMoves,
    chooser: options.languageModel && languageModel &&
      new LlmChooser({ endpoint: options.languageModel, client: languageModel, clock }),
    linkAgeMs: options.routeRetentionMs,
    clock,
    logger,
    random: Math.random,
  });
}

function createBroadcasts(
  { clock, logger, data: { registry, chatMoves, accounts, broadcastStore } }: Foundation,
  calls: Calls,
  pacing: Pacing,
  archiving: Archiving | undefined,
): Broadcasts {
  return new Broadcasts({
    store: broadcastStore,
    calls: createBroadcastCalls({ registry, calls, pacing, chatMoves }),
    people: createBroadcastPeople({ archive: archiving?.archive, tags: accounts.tags, clock }),
    botState: (botId) => registry.bot(botId)?.status,
    clock,
    logger,
    random: Math.random,
  });
}

function createArchiving({ options, clock, logger, data, databases }: Foundation): Archiving {
  return new Archiving({
    dataDir: options.dataDir,
    archiveId: data.archiveId,
    onOpened: () => data.noteArchive(),
    journal: data.journal,
    retention: { maxAgeMs: options.archiveRetentionMs, maxBytes: options.maxArchiveBytes },
    databases,
    isArchived: (botId) => data.registry.bot(botId)?.isArchived === true,
    clock,
    logger,
  });
}

function createBackups(
  { options, environment, clock, logger, data, databases }: Foundation,
  archiving: Archiving | undefined,
): Backups {
  return new Backups({
    folder: join(options.dataDir, "backups"),
    sources: data.backupSources,
    openDatabase: environment.openDatabase,
    prepare: async () => await archiving?.commit(),
    check: createCopyCheck(logger),
    onDamage: (error) => databases.failed(error),
    clock,
  });
}

function createFleet(
  { options, clock, logger, data: { registry, chatMoves, journal } }: Foundation,
  { client, hooks, topics }: Pick<Parts, "client" | "hooks" | "topics">,
): Fleet {
  return new Fleet({
    client,
    sink: topics.completing(createMoveNotingSink(journal, chatMoves)),
    events: createFleetEvents({ registry, journal, logger }),
    ingress: { door: hooks, publicUrl: options.publicUrl },
    clock,
    logger,
    random: Math.random,
  });
}
