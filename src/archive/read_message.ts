import { asArray, asInteger, asRecord, asText, type JsonRecord } from "../base/json_value.ts";
import { readCommand } from "../telegram/message_command.ts";
import { contentOf } from "../telegram/message_content.ts";
import { namesOf, textOf } from "./content.ts";
import type { ChatFacts, MessageFacts, PollFacts, TopicFacts } from "./store.ts";
import { foldText } from "./words.ts";

/** Whether `value` has the shape of a Message of the Bot API: an id, a chat and a date. */
export function isMessage(value: unknown): value is JsonRecord {
  const message = asRecord(value);
  return message !== undefined && asInteger(message.message_id) !== 0 && asInteger(message.date) !== 0 &&
    asInteger(asRecord(message.chat)?.id) !== 0;
}

/** How a message was come by. */
export interface MessageSource {
  /** The bot that sees it. */
  readonly botId: number;
  /** Whether a call of the bot brought it about. */
  readonly isSent: boolean;
  /** Numbering of its id, when it is neither a business connection's nor the bot's own. */
  readonly connection?: string | undefined;
}

/** What a Message object tells of itself. */
export function readMessage(message: JsonRecord, source: MessageSource): MessageFacts {
  const from = asInteger(asRecord(message.from)?.id);
  const isOwn = source.isSent || from === source.botId ||
    asInteger(asRecord(message.sender_business_bot)?.id) === source.botId;
  return {
    chatId: asInteger(asRecord(message.chat)?.id),
    messageId: asInteger(message.message_id),
    connection: source.connection ?? asText(message.business_connection_id),
    topicId: topicOf(message),
    userId: from,
    senderChatId: asInteger(asRecord(message.sender_chat)?.id),
    direction: isOwn ? "out" : "in",
    content: contentOf(message),
    albumId: asText(message.media_group_id),
    atMs: asInteger(message.date) * 1000,
    editedAtMs: asInteger(message.edit_date) * 1000,
    words: foldText(textOf(message)),
    names: foldText(namesOf(message)),
    command: readCommand(message)?.name ?? "",
  };
}

function topicOf(message: JsonRecord): number {
  return message.is_topic_message === true ? asInteger(message.message_thread_id) : 0;
}

/** What a message tells of its chat: the chat itself, and what service messages change of it. */
export function readChatChanges(message: JsonRecord): ChatFacts[] {
  const chat = asRecord(message.chat);
  const chatId = asInteger(chat?.id);
  if (chat === undefined || chatId === 0) return [];
  const changes: Record<string, unknown> = {};
  if (message.new_chat_title !== undefined) changes.title = asText(message.new_chat_title);
  if (message.new_chat_photo !== undefined) changes.photo = toChatPhoto(asArray(message.new_chat_photo));
  if (message.delete_chat_photo === true) changes.photo = null;
  if (asInteger(message.migrate_to_chat_id) !== 0) changes.migrate_to_chat_id = message.migrate_to_chat_id;
  if (asInteger(message.migrate_from_chat_id) !== 0) {
    changes.migrate_from_chat_id = message.migrate_from_chat_id;
  }
  const timer = asRecord(message.message_auto_delete_timer_changed);
  if (timer !== undefined) changes.message_auto_delete_time = timer.message_auto_delete_time;
  return [{ chatId, facts: Object.keys(changes).length === 0 ? chat : { ...chat, ...changes } }];
}

/** The sizes of a new photo, in the form of a ChatPhoto: ids of the smallest and the largest. */
function toChatPhoto(sizes: readonly unknown[]): JsonRecord {
  const small = asRecord(sizes[0]);
  const big = asRecord(sizes.at(-1));
  return {
    small_file_id: small?.file_id,
    small_file_unique_id: small?.file_unique_id,
    big_file_id: big?.file_id,
    big_file_unique_id: big?.file_unique_id,
  };
}

/** What a message tells of forum topics. */
export function readTopics(message: JsonRecord): TopicFacts[] {
  const topicId = asInteger(message.message_thread_id);
  const chatId = asInteger(asRecord(message.chat)?.id);
  const general: Record<string, unknown> = {};
  if (message.general_forum_topic_hidden !== undefined) general.is_hidden = true;
  if (message.general_forum_topic_unhidden !== undefined) general.is_hidden = false;
  if (chatId !== 0 && Object.keys(general).length > 0) {
    return [{ chatId, topicId: generalTopicId, facts: general }];
  }
  const facts: Record<string, unknown> = {
    ...asRecord(message.forum_topic_created),
    ...asRecord(message.forum_topic_edited),
  };
  if (message.forum_topic_closed !== undefined) facts.is_closed = true;
  if (message.forum_topic_reopened !== undefined) facts.is_closed = false;
  return chatId === 0 || topicId === 0 || Object.keys(facts).length === 0 ? [] : [{ chatId, topicId, facts }];
}

/** The id of a forum's General topic. */
const generalTopicId = 1;

/** The poll that a message shows. */
export function readPolls(message: JsonRecord, place: MessageFacts): PollFacts[] {
  const poll = asRecord(message.poll);
  const pollId = asText(poll?.id);
  if (poll === undefined || pollId === "") return [];
  const { chatId, messageId, connection } = place;
  return [{ pollId, place: { chatId, messageId, connection }, poll }];
}
