import type { Chat, ChatMember, Fields, Message, ReactionType, User } from "./bot_api_objects.ts";

/** A forum topic. */
export interface Topic {
  readonly id: number;
  name: string;
  readonly iconColor: number;
  iconEmojiId?: string;
  isClosed: boolean;
}

/** A reply keyboard below the field of a chat. */
export interface ReplyKeyboard {
  /** Texts of its buttons. */
  readonly rows: readonly (readonly string[])[];
  /** Whether it goes when somebody writes. */
  readonly isOneTime: boolean;
}

/** Where message ids come from. */
type MessageIds = () => number;

/** Who reacted how to one message, by user id. */
type Reactions = Map<number, readonly ReactionType[]>;

const pinsKept = 100;

/** A chat with its latest messages and, in groups and channels, its members. */
export class Conversation {
  readonly chat: Chat;
  /** The bot of a private chat. */
  readonly botId: number | undefined;
  readonly members: Map<number, ChatMember> = new Map();
  readonly topics: Map<number, Topic> = new Map();
  readonly reactions: Map<number, Reactions> = new Map();
  readonly inviteLinks: Map<string, Fields> = new Map();
  readonly joinRequests: Map<number, User> = new Map();
  /** Ids of channels that may not write here. */
  readonly bannedSenders: Set<number> = new Set();
  /** Further fields of `ChatFullInfo`. */
  readonly details: Fields = {};
  /** Ids of pinned messages, the latest last. */
  pinned: number[] = [];
  /** What the bots put below the field last, if it is still there. */
  replyKeyboard: ReplyKeyboard | undefined;
  /** The person blocked the bot of this private chat. */
  isBlocked = false;
  /** Scores of games by message and user. */
  readonly #scores = new Map<number, Map<number, number>>();
  readonly #messages = new Map<number, Message>();
  readonly #takeId: MessageIds;
  readonly #keep: number;

  constructor(chat: Chat, options: { botId?: number; takeId?: MessageIds; keep: number }) {
    this.chat = chat;
    this.botId = options.botId;
    this.#keep = options.keep;
    let nextId = 1;
    this.#takeId = options.takeId ?? (() => nextId++);
  }

  takeMessageId(): number {
    return this.#takeId();
  }

  /** Keeps a message; the oldest goes when there are too many. */
  store(message: Message): void {
    this.#messages.set(message.message_id, message);
    if (this.#messages.size <= this.#keep) return;
    for (const oldest of this.#messages.keys()) return this.forget(oldest);
  }

  find(messageId: number): Message | undefined {
    return this.#messages.get(messageId);
  }

  /** Removes a message with all that hangs on it. */
  forget(messageId: number): void {
    this.#messages.delete(messageId);
    this.reactions.delete(messageId);
    this.#scores.delete(messageId);
    this.pinned = this.pinned.filter((id) => id !== messageId);
  }

  /** The messages kept, oldest first. */
  history(): Message[] {
    return [...this.#messages.values()];
  }

  /** Scores of the game in a message, by user id. */
  scoresOf(messageId: number): Map<number, number> {
    const known = this.#scores.get(messageId) ?? new Map<number, number>();
    this.#scores.set(messageId, known);
    return known;
  }

  pin(messageId: number): void {
    this.pinned = [...this.pinned.filter((id) => id !== messageId), messageId].slice(-pinsKept);
  }

  /** Status of a user here; `undefined` when the user never came. */
  member(userId: number): ChatMember | undefined {
    return this.members.get(userId);
  }

  isPresent(userId: number): boolean {
    const member = this.members.get(userId);
    return member !== undefined && isPresent(member);
  }

  isAdministrator(userId: number): boolean {
    const status = this.members.get(userId)?.status;
    return status === "creator" || status === "administrator";
  }

  /** Whether an administrator has `right`; the owner has them all. */
  hasRight(userId: number, right: string): boolean {
    const member = this.members.get(userId);
    return member?.status === "creator" || (member?.status === "administrator" && member[right] === true);
  }
}

/** Whether a member of this status is in the chat. */
export function isPresent(member: ChatMember): boolean {
  if (member.status === "restricted") return member.is_member === true;
  return member.status !== "left" && member.status !== "kicked";
}
