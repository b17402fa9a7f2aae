import type { JsonRecord } from "../base/json_value.ts";
import {
  type ArchivedRecord,
  type ChatRequest,
  listChats,
  listJoinRequests,
  listMembers,
  listMessages,
  listRecords,
  listUsers,
  messageHistory,
  type PeopleRequest,
  type UsersRequest,
} from "./browse.ts";
import { exportChat, type ExportPiece, type ExportRequest } from "./export_chat.ts";
import { forgetMessages } from "./forget_messages.ts";
import { forgetUser, type ForgottenUser } from "./forget_user.ts";
import { type LatestChat, type LatestChatsRequest, listLatestChats } from "./latest_chats.ts";
import type { Page, PageRequest } from "./page.ts";
import { type FoundMessage, searchArchive, type SearchRequest } from "./search.ts";
import { readStretch, type Stretch, type StretchRequest } from "./stretch.ts";
import { readStatistics, type Statistics, type StatisticsRequest } from "./statistics.ts";
import type { NumberedCall, SpooledStretch } from "./capture_ports.ts";
import { decodeCall, type PackedCalls, unpackCalls } from "./packed_calls.ts";
import { type PackedUpdates, unpackUpdates } from "./packed_updates.ts";
import { type CapturedCall, type KnownMessages, readCall } from "./read_call.ts";
import { readTopics, readWords } from "./read_message.ts";
import { readUpdate } from "./read_update.ts";
import { type ArchivedMessage, shownMessage, toArchivedMessage } from "./shown_message.ts";
import type {
  ArchivedBot,
  ArchiveStore,
  NamedCount,
  OwnRetention,
  StaleChat,
  StoredChat,
  StoredTopic,
  StoredUser,
  TakenAway,
  WriteProgress,
} from "./archive_store.ts";
import type { ArchiveBatch, ArchiveEntry, MemberFacts, MessagePlace, StoredJoinRequest } from "./facts.ts";

/** Records taken away in one transaction. */
const removalStep = 500;
/** Messages read once more in one transaction. */
const rereadingStep = 200;
/** Numbers packed in one transaction. */
const condensingStep = 5_000;

/** What became of a write. */
export interface WriteReceipt extends WriteProgress {
  /** Whether it was written; not where earlier writes are lost. */
  readonly isAccepted: boolean;
}

/** Reads calls from a spool; those that the disk lost are missing. It throws what the system says. */
type SpoolReader = (stretch: SpooledStretch) => readonly NumberedCall[];

/** What is archived, of all bots: written here, searched here, taken away here. The one owner of its store. */
export class Archive {
  readonly #store: ArchiveStore;
  readonly #readSpool: SpoolReader;

  constructor(store: ArchiveStore, readSpool: SpoolReader = () => []) {
    this.#store = store;
    this.#readSpool = readSpool;
  }

  /** Where the archive of each bot stands. */
  bots(): Promise<readonly ArchivedBot[]> {
    return this.#store.bots();
  }

  /**
   * Archives a batch of updates. What was archived before is passed over.
   *
   * @param session that of earlier writes that are not committed yet; when they are lost, this one is refused. Without
   * them, the one that stands when it is called.
   */
  async record(batch: PackedUpdates, session = this.#store.progress.session): Promise<WriteReceipt> {
    const { botId, nextPosition } = batch;
    const from = await this.#store.position(botId);
    const entries = unpackUpdates(batch, from).map((update) => readUpdate(botId, update));
    return await this.#write({ botId, nextPosition, entries }, session);
  }

  /** Archives calls that bots made. What was archived before is passed over; see {@linkcode record} for `session`. */
  capture(calls: PackedCalls, session = this.#store.progress.session): Promise<WriteReceipt> {
    return this.#capture(calls.spool, unpackCalls(calls), session);
  }

  /** The same for calls that wait in a spool; tells how many could be read, too. */
  async captureSpooled(
    stretch: SpooledStretch,
    spool: string,
    session = this.#store.progress.session,
  ): Promise<WriteReceipt & { readonly count: number }> {
    const calls = this.#readSpool(stretch).map(({ number, bytes }) => ({ ...decodeCall(bytes), number }));
    return { ...await this.#capture(spool, calls, session), count: calls.length };
  }

  async #capture(
    spool: string,
    calls: readonly (CapturedCall & { readonly number: number })[],
    session: string,
  ): Promise<WriteReceipt> {
    let receipt = this.#receipt(session);
    for (const [botId, all] of Map.groupBy(calls, (call) => call.botId)) {
      const archived = await this.#store.capturedUpTo(botId, spool);
      const ofBot = all.filter(({ number }) => number > archived);
      const entries: ArchiveEntry[] = [];
      const known: KnownMessages = {
        chatIdByUsername: (botId, username) => this.#store.chatIdByUsername(botId, username),
        messageAt: async (botId, place) => {
          // A bot may copy what it has just sent.
          const sent = entries.findLast(({ message }) =>
            message !== undefined && isSamePlace(message, place)
          );
          const stored = sent?.record ?? await this.#store.message(botId, place);
          return stored && shownMessage(stored);
        },
      };
      for (const call of ofBot) entries.push(...await readCall(call, known));
      if (entries.length === 0) continue;
      const captured = { spool, upTo: ofBot.at(-1)!.number };
      receipt = await this.#write({ botId, nextPosition: undefined, captured, entries }, session);
    }
    return receipt;
  }

  /** Commits what was archived; see {@linkcode record} for `session`. When it rejects, what was not committed is lost. */
  async commit(session = this.#store.progress.session): Promise<WriteReceipt> {
    await this.#store.commit();
    return this.#receipt(session);
  }

  /** From here on a bot's updates are archived next. */
  async setPosition(botId: number, position: number): Promise<void> {
    await this.#store.setPosition(botId, position);
  }

  /** The same behind an update that cannot be archived, and counts it. */
  async skip(botId: number, position: number, atMs: number): Promise<void> {
    await this.#store.skip(botId, position, atMs);
  }

  /** How long and how much the archive of a bot keeps; what is `undefined` is as the settings say. */
  setRetention(botId: number, retention: OwnRetention): Promise<void> {
    return this.#store.setRetention(botId, retention);
  }

  /** Searches messages. */
  search(request: SearchRequest): Promise<Page<FoundMessage>> {
    return searchArchive(this.#store, request);
  }

  /** Messages of a chat, the newest first. */
  messages(request: ChatRequest): Promise<Page<ArchivedMessage>> {
    return listMessages(this.#store, request);
  }

  /** Messages of a chat in their order, from any place on. */
  stretch(request: StretchRequest): Promise<Stretch> {
    return readStretch(this.#store, request);
  }

  /** The message at a place; `undefined` when it is not archived. */
  async message(botId: number, place: MessagePlace): Promise<ArchivedMessage | undefined> {
    const stored = await this.#store.message(botId, place);
    return stored && toArchivedMessage(stored);
  }

  /** Everything recorded of a message, oldest first: versions, reactions, presses of its buttons. */
  history(botId: number, place: MessagePlace): Promise<readonly ArchivedRecord[]> {
    return messageHistory(this.#store, botId, place);
  }

  /** All records of a bot, oldest first. */
  records(request: PageRequest & { readonly botId: number }): Promise<Page<ArchivedRecord>> {
    return listRecords(this.#store, request);
  }

  /** How many records a bot has of each kind. */
  countRecords(botId: number): Promise<readonly NamedCount[]> {
    return this.#store.countRecords(botId);
  }

  /** Chats of a bot, the last active first. */
  chats(request: PeopleRequest): Promise<Page<StoredChat>> {
    return listChats(this.#store, request);
  }

  /** Chats of several bots together, the last active first, each with its last message. */
  latestChats(request: LatestChatsRequest): Promise<Page<LatestChat>> {
    return listLatestChats(this.#store, request);
  }

  /** `undefined` when the chat is not known. */
  chat(botId: number, chatId: number): Promise<StoredChat | undefined> {
    return this.#store.chat(botId, chatId);
  }

  /** The chat that was active last, among those active since, and not asked about since, these moments. */
  staleChat(botId: number, activeSinceMs: number, askedBeforeMs: number): Promise<StaleChat | undefined> {
    return this.#store.staleChat(botId, activeSinceMs, askedBeforeMs);
  }

  /** Notes that upstream was asked about a chat. */
  noteAsked(botId: number, chatId: number, atMs: number): Promise<void> {
    return this.#store.noteAsked(botId, chatId, atMs);
  }

  /** Forum topics of a chat, by id. */
  topics(botId: number, chatId: number): Promise<readonly StoredTopic[]> {
    return this.#store.topics(botId, chatId);
  }

  /** Members of a chat, as far as updates and calls told of them, by id. */
  members(request: ChatRequest): Promise<Page<MemberFacts>> {
    return listMembers(this.#store, request);
  }

  /** Who waits to be let into a chat, as far as updates and calls told, by id. */
  joinRequests(request: ChatRequest): Promise<Page<StoredJoinRequest>> {
    return listJoinRequests(this.#store, request);
  }

  /** Takes a wish to join away that is over, as upstream says. */
  removeJoinRequest(botId: number, chatId: number, userId: number): Promise<void> {
    return this.#store.removeJoinRequest(botId, chatId, userId);
  }

  /** Users a bot has seen, the last active first. */
  users(request: UsersRequest): Promise<Page<StoredUser>> {
    return listUsers(this.#store, request);
  }

  /** `undefined` when the user is not known. */
  user(botId: number, userId: number): Promise<StoredUser | undefined> {
    return this.#store.user(botId, userId);
  }

  /** A Poll object as it stands; `undefined` when it was never seen. */
  poll(botId: number, pollId: string): Promise<JsonRecord | undefined> {
    return this.#store.poll(botId, pollId);
  }

  /** What went on in a span of days. */
  statistics(request: StatisticsRequest): Promise<Statistics> {
    return readStatistics(this.#store, request);
  }

  /** A piece of a chat's export. */
  exportChat(request: ExportRequest): Promise<ExportPiece> {
    return exportChat(this.#store, request);
  }

  /** Packs a step's worth of what was counted on days before one; gives whether there may be more. */
  condense(botId: number, beforeDay: number): Promise<boolean> {
    return this.#store.condense(botId, beforeDay, condensingStep);
  }

  /** Reads a step's worth of the messages once more that an older version archived; gives whether there may be more. */
  reread(): Promise<boolean> {
    return this.#store.reread(rereadingStep, (stored) => {
      const message = shownMessage(stored);
      return { ...readWords(message), topics: readTopics(message) };
    });
  }

  /** Takes away a step's worth of a bot's oldest records: those before `beforeMs`, and what is above `maxBytes`. */
  prune(botId: number, beforeMs: number, maxBytes: number): Promise<TakenAway> {
    return this.#store.prune(botId, beforeMs, maxBytes, removalStep);
  }

  /** Takes away a chat and all that was archived of it; what another bot knows of it stays. */
  async removeChat(botId: number, chatId: number): Promise<void> {
    while ((await this.#store.removeChat(botId, chatId, removalStep)).isMore) await pause();
  }

  /** Takes away everything about a user; see {@linkcode forgetUser}. */
  forgetUser(botId: number, userId: number): Promise<ForgottenUser> {
    return forgetUser(this.#store, botId, userId, pause);
  }

  /** Takes away all that is recorded of some messages; gives how many records that were. */
  forgetMessages(botId: number, places: readonly MessagePlace[]): Promise<number> {
    return forgetMessages(this.#store, botId, places, pause);
  }

  /** Takes away all that was archived of a bot, in small steps. */
  async removeBot(botId: number): Promise<void> {
    while ((await this.#store.removeBot(botId, removalStep)).isMore) await pause();
  }

  async #write(batch: ArchiveBatch, session: string): Promise<WriteReceipt> {
    if (this.#receipt(session).isAccepted) await this.#store.write(batch);
    return this.#receipt(session);
  }

  #receipt(session: string): WriteReceipt {
    const { progress } = this.#store;
    return { ...progress, isAccepted: session === progress.session };
  }
}

function isSamePlace(left: MessagePlace, right: MessagePlace): boolean {
  return left.chatId === right.chatId && left.messageId === right.messageId &&
    left.connection === right.connection;
}

/** Lets calls that wait have their turn. */
function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}
