import Type, { type Static } from "typebox";
import type { ArchivedRecord } from "../../archive/browse.ts";
import { toMessageLine } from "../../archive/message_line.ts";
import type { ArchivedMessage } from "../../archive/shown_message.ts";
import type { StoredChat, StoredUser } from "../../archive/archive_store.ts";
import type { Tag } from "../../account/tag_store.ts";
import { TagAnswer, toTagAnswer } from "./tag_wire.ts";
import { MessageId, UserId } from "./telegram_wire.ts";
import { toMoment } from "../../base/moment.ts";
import { BotId, Count, Moment, nullable, RecordId } from "./wire.ts";

/** The id of a chat; an archive knows it by nothing else. */
export const ArchivedChatId = Type.Integer({
  minimum: Number.MIN_SAFE_INTEGER,
  maximum: Number.MAX_SAFE_INTEGER,
});
/** Path of a chat in the archive of a bot. */
export const archivedChatPath = { bot: BotId, chat: ArchivedChatId };
/** Path of a message in it. */
export const archivedMessagePath = { ...archivedChatPath, message: MessageId };
/** Path of a user in it. */
export const archivedUserPath = { bot: BotId, user: UserId };

/** Asks for the next page; made by the archive, and of no meaning elsewhere. */
const Cursor = Type.String({ minLength: 1, maxLength: 1_000 });
/** Which page is wanted. */
export const paging = {
  cursor: Type.Optional(Cursor),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, default: 50 })),
};
/** `next` of a page. */
export const NextCursor = Type.String({ description: "Pass it as `cursor` to get the next page" });
/** A part of a name that is looked for. */
export const NamePart = Type.Optional(Type.String({
  maxLength: 256,
  description: "Part of the name or username, ignoring case",
}));

/** An object of the Bot API, as Telegram gave it. */
const Facts = Type.Record(Type.String(), Type.Unknown());

const messageFields = {
  id: RecordId,
  chat_id: Type.Integer(),
  message_id: Type.Integer(),
  connection: nullable(Type.String({
    description: "Business connection that numbered the message, or `guest`",
  })),
  topic: nullable(Type.Integer()),
  user_id: nullable(Type.Integer()),
  sender_chat_id: nullable(Type.Integer()),
  direction: Type.Enum(["in", "out"]),
  content: Type.String({ description: "The field with its content: `text`, `photo`, `new_chat_members` …" }),
  album: nullable(Type.String()),
  at: Moment,
  edited_at: Moment,
  deleted_at: Moment,
  message: Type.Record(Type.String(), Type.Unknown(), {
    description: "Latest version, a Message of the Bot API",
  }),
};

/** A message. */
export const ArchivedMessageAnswer = Type.Object(messageFields, { title: "ArchivedMessage" });

const foundFields = {
  ...messageFields,
  snippet: Type.Object({
    text: Type.String({ description: "Plain text, never markup" }),
    highlights: Type.Array(Type.Array(Count, { minItems: 2, maxItems: 2 }), {
      description: "Start and end of each match, in UTF-16 code units",
    }),
  }),
};

/** A message that was found. */
export const FoundMessageAnswer = Type.Object(foundFields, { title: "FoundMessage" });

/** A message that was found among those of several bots. */
export const FoundElsewhereAnswer = Type.Object({ bot: BotId, ...foundFields }, { title: "FoundBotMessage" });

/** Something recorded of a message. */
export const ArchivedRecordAnswer = Type.Object({
  id: RecordId,
  kind: Type.String({ description: "Kind of the update, or `call`" }),
  position: nullable(Type.Integer({ description: "Position of the update in the journal" })),
  at: Moment,
  user_id: nullable(Type.Integer()),
  content: Type.Unknown({ description: "The update, or the call and its result" }),
}, { title: "ArchivedRecord" });

const chatFields = {
  chat_id: Type.Integer(),
  type: nullable(Type.String({ description: "`private`, `group`, `supergroup` or `channel`" })),
  name: Type.String(),
  username: nullable(Type.String()),
  incoming: Count,
  outgoing: Count,
  first_at: Moment,
  last_at: Moment,
};

/** A chat in a list. */
export const ArchivedChatAnswer = Type.Object(chatFields, { title: "ArchivedChat" });

/** A chat with all that is known of it. */
export const ArchivedChatDetails = Type.Object({
  ...chatFields,
  facts: Type.Record(Type.String(), Type.Unknown(), {
    description: "Known fields of a ChatFullInfo of the Bot API, and `member_count`",
  }),
  membership: nullable(Facts),
  topics: Type.Array(Type.Object({ topic: Type.Integer(), facts: Facts })),
  migrated_to: nullable(Type.Integer({ description: "Supergroup this group became" })),
  migrated_from: nullable(Type.Integer({ description: "Group this supergroup was" })),
}, { title: "ArchivedChatDetails" });

/** A user. */
export const ArchivedUserAnswer = Type.Object({
  user_id: Type.Integer(),
  name: Type.String(),
  username: nullable(Type.String()),
  first_at: Moment,
  last_at: Moment,
  facts: Facts,
  tags: Type.Array(TagAnswer, { description: "Their tags, in this bot or one of its chats" }),
  notes: Type.Integer({ minimum: 0, description: "Number of notes about them" }),
}, { title: "ArchivedUser" });

/** A message as the API writes it. */
export function toMessageAnswer(shown: ArchivedMessage): Static<typeof ArchivedMessageAnswer> {
  return { ...toMessageLine(shown) };
}

/** A record as the API writes it. */
export function toRecordAnswer(
  { id, kind, position, atMs, userId, content }: ArchivedRecord,
): Static<typeof ArchivedRecordAnswer> {
  return { id, kind, position: position || null, at: toMoment(atMs), user_id: userId || null, content };
}

/** A chat as the API writes it. */
export function toChatAnswer(chat: StoredChat): Static<typeof ArchivedChatAnswer> {
  return {
    chat_id: chat.chatId,
    type: chat.type || null,
    name: chat.name,
    username: chat.username || null,
    incoming: chat.incoming,
    outgoing: chat.outgoing,
    first_at: toMoment(chat.firstAtMs),
    last_at: toMoment(chat.lastAtMs),
  };
}

/** What operators noted about a user. */
export interface UserMarks {
  readonly tags: readonly Tag[];
  readonly notes: number;
}

/** A user as the API writes it. */
export function toUserAnswer(
  user: StoredUser,
  { tags, notes }: UserMarks,
): Static<typeof ArchivedUserAnswer> {
  return {
    user_id: user.userId,
    name: user.name,
    username: user.username || null,
    first_at: toMoment(user.firstAtMs),
    last_at: toMoment(user.lastAtMs),
    facts: user.facts,
    tags: tags.map(toTagAnswer),
    notes,
  };
}

/** A page of the archive as the API writes it. */
export function toPageAnswer<T, A>(
  { items, next }: { readonly items: readonly T[]; readonly next: string | undefined },
  toAnswer: (item: T) => A,
): { items: A[]; next: string | null } {
  return { items: items.map(toAnswer), next: next ?? null };
}
