import type { JsonRecord } from "../base/json_value.ts";

/** One update, or one captured call, as the archive keeps it for good. */
export interface RecordFacts {
  /** Position in the bot's journal; 0 for a captured call. */
  readonly position: number;
  /** Kind of update; `call` for a captured call. */
  readonly kind: string;
  readonly atMs: number;
  /** Ids are 0 where there is none. */
  readonly chatId: number;
  readonly userId: number;
  readonly messageId: number;
  /** Which numbering the message id belongs to; see {@linkcode MessagePlace}. */
  readonly connection: string;
  /** The update object as upstream sent it, or `{"method", "result", ...}` of a call: JSON in UTF-8. */
  readonly raw: Uint8Array;
}

/** Where a message stands. */
export interface MessagePlace {
  readonly chatId: number;
  readonly messageId: number;
  /**
   * Message ids count apart in each business connection, and in chats a bot sees as a guest: the id of the connection,
   * `guest`, or an empty text for the bot's own chats.
   */
  readonly connection: string;
}

/** Who sent a message: somebody, or the bot itself. */
export type Direction = "in" | "out";

/** What is known of one message after a record. */
export interface MessageFacts extends MessagePlace {
  /** Forum topic, 0 for none. */
  readonly topicId: number;
  readonly userId: number;
  /** The chat that speaks instead of a user, 0 for none. */
  readonly senderChatId: number;
  readonly direction: Direction;
  /** Name of the field with its content: `text`, `photo`, `new_chat_members` … */
  readonly content: string;
  /** `media_group_id`; empty for none. */
  readonly albumId: string;
  readonly atMs: number;
  /** 0 when it was not edited. */
  readonly editedAtMs: number;
  /** Words of its content, as the index takes them. */
  readonly words: string;
  /** Words of what surrounds it: names of its sender and its origin, what it answers. */
  readonly names: string;
  /** Command it begins with; empty for none. */
  readonly command: string;
}

/** Messages that a record says are gone. */
export interface RemovedMessages {
  readonly chatId: number;
  readonly connection: string;
  readonly messageIds: readonly number[];
}

/** Facts of a chat. What is not among them stays as it is; `null` takes a fact away. */
export interface ChatFacts {
  readonly chatId: number;
  readonly facts: JsonRecord;
}

/** Facts of a user, as in {@linkcode ChatFacts}. */
export interface UserFacts {
  readonly userId: number;
  readonly facts: JsonRecord;
}

/** A ChatMember object as it stands now. */
export interface MemberFacts {
  readonly chatId: number;
  readonly userId: number;
  readonly atMs: number;
  readonly member: JsonRecord;
}

/** Somebody's wish to join a chat, or the end of it. */
export interface JoinRequestFacts {
  readonly chatId: number;
  readonly userId: number;
  readonly atMs: number;
  /** A ChatJoinRequest object; `undefined` once it was answered, by whomever. */
  readonly request: JsonRecord | undefined;
}

/** Somebody who waits to be let into a chat. */
export interface StoredJoinRequest {
  readonly userId: number;
  readonly atMs: number;
  /** A ChatJoinRequest object. */
  readonly request: JsonRecord;
}

/** Facts of a forum topic, as in {@linkcode ChatFacts}. */
export interface TopicFacts {
  readonly chatId: number;
  readonly topicId: number;
  readonly facts: JsonRecord;
  /** Whether a message in the topic implies them: they hold only as far as nothing else is known. */
  readonly isImplied: boolean;
}

/** A Poll object as it stands now; the place is that of the message that shows it, when the record says. */
export interface PollFacts {
  readonly pollId: string;
  readonly place: MessagePlace | undefined;
  readonly poll: JsonRecord;
}

/** A record and all that it tells. */
export interface ArchiveEntry {
  /** Absent for what is worth no record of its own, such as the answer of `getChat`. */
  readonly record: RecordFacts | undefined;
  readonly message: MessageFacts | undefined;
  readonly removed: RemovedMessages | undefined;
  readonly chats: readonly ChatFacts[];
  readonly users: readonly UserFacts[];
  readonly members: readonly MemberFacts[];
  readonly joinRequests: readonly JoinRequestFacts[];
  readonly topics: readonly TopicFacts[];
  readonly polls: readonly PollFacts[];
}

/** What is written in one transaction. */
export interface ArchiveBatch {
  readonly botId: number;
  /** From here on the next updates are to be read; absent for captured calls. */
  readonly nextPosition: number | undefined;
  /** The last captured call that is archived with it, by its number in a spool; absent for updates. */
  readonly captured?: { readonly spool: string; readonly upTo: number };
  /** Gone through once. */
  readonly entries: Iterable<ArchiveEntry>;
}
