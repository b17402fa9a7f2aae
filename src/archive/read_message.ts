import { asArray, asInteger, asRecord, asText, type JsonRecord } from "../base/json_value.ts";
import { toDateMs } from "../telegram/date.ts";
import { generalTopicId, topicChanges, topicIdOf } from "../telegram/forum_topics.ts";
import { readCommand } from "../telegram/message_command.ts";
import { contentOf } from "../telegram/message_content.ts";
import { messageText, surroundingText } from "../telegram/shown_texts.ts";
import type { ChatFacts, MessageFacts, PollFacts, TopicFacts } from "./facts.ts";
import { foldText } from "./words.ts";

/** Whether `value` has the shape of a Message of the Bot API: an id, a chat and a date. */
export function isMessage(value: unknown): value is JsonRecord {
  const message = asRecord(value);
  return message !== undefined && asInteger(message.message_id) !== 0 && Boolean(message.date) &&
    asInteger(asRecord(message.chat)?.id) !== 0;
}

/** How a message was come by. */
interface MessageSource {
  /** The bot that sees it. */
  readonly botId: number;
  /** When it came: for messages whose date is invalid. */
  readonly receivedAtMs: number;
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
    topicId: topicIdOf(message),
    userId: from,
    senderChatId: asInteger(asRecord(message.sender_chat)?.id),
    direction: isOwn ? "out" : "in",
    content: contentOf(message),
    albumId: asText(message.media_group_id),
    atMs: toDateMs(message.date) || source.receivedAtMs,
    editedAtMs: toDateMs(message.edit_date),
    ...readWords(message),
    command: readCommand(message)?.name ?? "",
  };
}

/** The words that a message is found by. */
export function readWords(message: JsonRecord): Pick<MessageFacts, "words" | "names"> {
  return { words: foldText(messageText(message)), names: foldText(surroundingText(message)) };
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

/** What a message tells of forum topics: what it changes, and that there is the one it is in. */
export function readTopics(message: JsonRecord): TopicFacts[] {
  const chatId = asInteger(asRecord(message.chat)?.id);
  const topicId = topicIdOf(message);
  if (chatId === 0) return [];
  const topics: TopicFacts[] = [];
  if (topicId !== 0) {
    // Whatever answers nothing else answers what made the topic, which may be older than the archive.
    const facts = topicChanges(asRecord(message.reply_to_message) ?? {});
    topics.push({ chatId, topicId, facts, isImplied: true });
  }
  const changes = topicChanges(message);
  if (Object.keys(changes).length > 0) {
    // Only what happens in the General topic says nothing of where it happens.
    const changed = topicId || asInteger(message.message_thread_id) || generalTopicId;
    topics.push({ chatId, topicId: changed, facts: changes, isImplied: false });
  }
  return topics;
}

/** The poll that a message shows. */
export function readPolls(message: JsonRecord, place: MessageFacts): PollFacts[] {
  const poll = asRecord(message.poll);
  const pollId = asText(poll?.id);
  if (poll === undefined || pollId === "") return [];
  const { chatId, messageId, connection } = place;
  return [{ pollId, place: { chatId, messageId, connection }, poll }];
}
