import type { JsonRecord } from "../base/json_value.ts";
import type {
  ArchiveBatch,
  Direction,
  MemberFacts,
  MessageFacts,
  MessagePlace,
  RecordFacts,
  StoredJoinRequest,
  TopicFacts,
} from "./facts.ts";

/** Where the archive of one bot stands. */
export interface ArchivedBot {
  readonly botId: number;
  /** Every update before this position is archived. */
  readonly position: number;
  readonly records: number;
  /** Bytes of the records' raw JSON. */
  readonly bytes: number;
  readonly retention: OwnRetention;
  /** Updates that were skipped because they cannot be archived. */
  readonly skipped: number;
  /** When one was skipped last, in milliseconds since the epoch; 0 for never. */
  readonly skippedAtMs: number;
}

/** How long and how much the archive of one bot keeps, where its owner said so; the rest is as the settings say. */
export interface OwnRetention {
  readonly maxAgeMs: number | undefined;
  readonly maxBytes: number | undefined;
}

/** A message as it is shown. */
export interface StoredMessage extends Omit<MessageFacts, "words" | "names" | "command"> {
  /** Unique in this archive, and rising in the order of archiving. */
  readonly id: number;
  readonly botId: number;
  /** 0 while it stands. */
  readonly deletedAtMs: number;
  /** Kind and raw JSON of the newest record that shows the message. */
  readonly kind: string;
  readonly raw: Uint8Array;
}

/** A record as it is shown. */
export interface StoredRecord extends RecordFacts {
  readonly id: number;
}

/** A chat as it is shown. */
export interface StoredChat {
  readonly botId: number;
  readonly chatId: number;
  /** `private`, `group`, `supergroup` or `channel`; empty while unknown. */
  readonly type: string;
  readonly name: string;
  readonly username: string;
  /** Everything known of it: the fields of a Chat or ChatFullInfo, and `member_count`. */
  readonly facts: JsonRecord;
  /** The bot's own ChatMember object; `undefined` while unknown. */
  readonly membership: JsonRecord | undefined;
  readonly incoming: number;
  readonly outgoing: number;
  readonly firstAtMs: number;
  readonly lastAtMs: number;
}

/** A chat of which little new was told. */
export interface StaleChat {
  readonly chatId: number;
  /** As in {@linkcode StoredChat}. */
  readonly type: string;
}

/** A user as it is shown. */
export interface StoredUser {
  readonly botId: number;
  readonly userId: number;
  readonly name: string;
  readonly username: string;
  readonly facts: JsonRecord;
  readonly firstAtMs: number;
  readonly lastAtMs: number;
}

/** A forum topic as it is shown. */
export interface StoredTopic {
  readonly topicId: number;
  readonly facts: JsonRecord;
}

/** What messages must have to be found. Lists are alternatives; absent ones let everything through. */
export interface MessageFilter {
  readonly bots?: readonly number[] | undefined;
  readonly chats?: readonly number[] | undefined;
  readonly users?: readonly number[] | undefined;
  /** Contents, such as `photo`. */
  readonly contents?: readonly string[] | undefined;
  readonly direction?: Direction | undefined;
  /** From this moment on. */
  readonly fromMs?: number | undefined;
  /** Before this moment. */
  readonly untilMs?: number | undefined;
}

/** Phrases, each a row of words that stand side by side; the last word of an open one may go on. */
export type WantedPhrase = { readonly words: readonly string[]; readonly isOpen: boolean };

/** Statistics of one hour, in messages. */
export interface HourCount {
  /** Hours since the epoch. */
  readonly hour: number;
  readonly incoming: number;
  readonly outgoing: number;
}

/** What is counted for each day, besides messages: see {@linkcode ArchiveStore.countsOf}. */
type CountedThing = "content" | "command" | "answer";

/** A count over days. */
export interface NamedCount {
  readonly name: string;
  readonly count: number;
}

/** Who wrote in a span of days. */
export interface Contributors {
  /** Days since the epoch (UTC) on which people wrote, ascending, and how many different ones did. */
  readonly days: readonly { readonly day: number; readonly users: number }[];
  /** Who wrote most: ids of users and numbers of messages. */
  readonly top: readonly { readonly userId: number; readonly messages: number }[];
}

/** A span of days since the epoch (UTC), both included, in one chat of a bot or (0) in all of them. */
export interface CountedSpan {
  readonly botId: number;
  readonly chatId: number;
  readonly fromDay: number;
  readonly toDay: number;
}

/** A place in a list of chats or users that are ordered by their last activity. */
export interface ActivityMark {
  readonly atMs: number;
  readonly id: number;
}

/** What a step of taking away took. */
export interface TakenAway {
  readonly records: number;
  /** Whether there may be more to take. */
  readonly isMore: boolean;
}

/** How far what was written is committed. */
export interface WriteProgress {
  /** Another one whenever writes that were not committed are lost. */
  readonly session: string;
  /** Number of the last write of this session; all before it have lower ones. */
  readonly written: number;
  /** Writes up to this number are committed. */
  readonly committed: number;
}

/**
 * Where archives live. Batch-shaped; every call is all or nothing. What {@linkcode ArchiveStore.write} and
 * {@linkcode ArchiveStore.noteAsked} write is seen at once and committed later; what others write is committed when they
 * resolve, with all before it.
 */
export interface ArchiveStore {
  bots(): Promise<readonly ArchivedBot[]>;
  /** Every update of a bot before this position is written; 0 for a bot without any. */
  position(botId: number): Promise<number>;
  /** Number of the last call of a bot that is archived out of a spool; 0 for none, or when another spool came after. */
  capturedUpTo(botId: number, spool: string): Promise<number>;
  /** Writes a batch, and with it the place from which to read on. */
  write(batch: ArchiveBatch): Promise<void>;
  /** Commits all that was written; when it rejects, that is lost. */
  commit(): Promise<void>;
  readonly progress: WriteProgress;
  setPosition(botId: number, position: number): Promise<void>;
  /** The same behind an update that cannot be archived, and counts it. */
  skip(botId: number, position: number, atMs: number): Promise<void>;
  setRetention(botId: number, retention: OwnRetention): Promise<void>;

  /** Messages with these words and properties, newest first, archived before the one with id `before`. */
  search(
    phrases: readonly WantedPhrase[],
    filter: MessageFilter,
    before: number,
    limit: number,
  ): Promise<readonly StoredMessage[]>;
  /**
   * Messages of the chat of `before` that come before it by id and connection, the last ones first; of one forum topic,
   * or (0) of all.
   */
  messagesBefore(
    botId: number,
    before: MessagePlace,
    limit: number,
    topicId: number,
  ): Promise<readonly StoredMessage[]>;
  /** The same after a place, the first ones first. */
  messagesAfter(
    botId: number,
    after: MessagePlace,
    limit: number,
    topicId: number,
  ): Promise<readonly StoredMessage[]>;
  message(botId: number, place: MessagePlace): Promise<StoredMessage | undefined>;
  /** Everything recorded of a message, oldest first: its versions, reactions, presses of its buttons. */
  recordsOf(botId: number, place: MessagePlace, limit: number): Promise<readonly StoredRecord[]>;
  /** What is recorded of reactions to these messages of a chat, and of calls about them, oldest first. */
  reactionRecords(
    botId: number,
    chatId: number,
    messageIds: readonly number[],
    limit: number,
  ): Promise<readonly StoredRecord[]>;
  /** Records after an id, ascending. */
  records(botId: number, after: number, limit: number): Promise<readonly StoredRecord[]>;
  /** How many records there are of each kind. */
  countRecords(botId: number): Promise<readonly NamedCount[]>;

  /** Chats whose name or username holds `part` (folded), the last active first, from behind `before` on. */
  chats(botId: number, part: string, before: ActivityMark, limit: number): Promise<readonly StoredChat[]>;
  /** The same of several bots or (`undefined`) of all, and of some types of chats or of all. */
  latestChats(
    wanted: {
      readonly bots: readonly number[] | undefined;
      readonly part: string;
      readonly types: readonly string[] | undefined;
    },
    before: ActivityMark & { readonly botId: number },
    limit: number,
  ): Promise<readonly StoredChat[]>;
  chat(botId: number, chatId: number): Promise<StoredChat | undefined>;
  /** The id of the chat with this username (in lower case, without `@`); 0 when it is not known. */
  chatIdByUsername(botId: number, username: string): Promise<number>;
  /** The chat that was active last, among those active since, and not asked about since, these moments. */
  staleChat(botId: number, activeSinceMs: number, askedBeforeMs: number): Promise<StaleChat | undefined>;
  /** Notes that upstream was asked about a chat. */
  noteAsked(botId: number, chatId: number, atMs: number): Promise<void>;
  topics(botId: number, chatId: number): Promise<readonly StoredTopic[]>;
  members(botId: number, chatId: number, afterUserId: number, limit: number): Promise<readonly MemberFacts[]>;
  /** Who waits to be let into a chat, by id. */
  joinRequests(
    botId: number,
    chatId: number,
    afterUserId: number,
    limit: number,
  ): Promise<readonly StoredJoinRequest[]>;
  /** Takes a wish to join away. */
  removeJoinRequest(botId: number, chatId: number, userId: number): Promise<void>;
  /** Users as {@linkcode chats}; `among` leaves out all others. */
  users(
    botId: number,
    wanted: { readonly part: string; readonly among: readonly number[] | undefined },
    before: ActivityMark,
    limit: number,
  ): Promise<readonly StoredUser[]>;
  user(botId: number, userId: number): Promise<StoredUser | undefined>;
  /** Poll object by id; `undefined` when it was never seen. */
  poll(botId: number, pollId: string): Promise<JsonRecord | undefined>;

  hours(botId: number, chatId: number, fromHour: number, toHour: number): Promise<readonly HourCount[]>;
  /** Sums over a span of days, the largest first. */
  countsOf(span: CountedSpan, thing: CountedThing, limit: number): Promise<readonly NamedCount[]>;
  /** Who wrote, and the `most` who wrote most. */
  contributors(span: CountedSpan, max: number): Promise<Contributors>;
  /**
   * Packs up to `limit` numbers of who wrote how much on days before one, so that they take less room and are read at
   * once; gives whether there may be more. What is read stays the same.
   */
  condense(botId: number, beforeDay: number, limit: number): Promise<boolean>;

  /**
   * Reads up to `limit` of the messages once more that were archived by an older version, the newest first, and writes
   * what `read` gives of each; gives whether there may be more.
   */
  reread(limit: number, read: (message: StoredMessage) => RereadMessage): Promise<boolean>;

  /** Takes away up to `limit` of a bot's oldest records: those before `beforeMs`, and as long as it holds more bytes. */
  prune(botId: number, beforeMs: number, maxBytes: number, limit: number): Promise<TakenAway>;
  /** Takes away up to `limit` records of a chat with its messages; at the end all that was known of the chat. */
  removeChat(botId: number, chatId: number, limit: number): Promise<TakenAway>;
  /** Takes away up to `limit` records of a bot; at the end all that was known of it. */
  removeBot(botId: number, limit: number): Promise<TakenAway>;
  /** Takes away records, with the messages they show. */
  removeRecords(botId: number, ids: readonly number[]): Promise<void>;
  /** Puts other raw JSON into records, and other words into the index for the messages they show. */
  rewriteRecords(botId: number, records: readonly RewrittenRecord[]): Promise<void>;
  /**
   * Takes away what is known of a user apart from records: facts, memberships, statistics, and the private chat. Gives
   * whether there may be more to take.
   */
  removeUser(botId: number, userId: number): Promise<boolean>;
}

/** What a message is found by, and the topics it tells of. */
export interface RereadMessage extends Pick<MessageFacts, "words" | "names"> {
  readonly topics: readonly TopicFacts[];
}

/** A record with something taken out of it. */
export interface RewrittenRecord {
  readonly id: number;
  readonly raw: Uint8Array;
  /** The message as it reads now; absent when the record shows none. */
  readonly message: MessageFacts | undefined;
}
