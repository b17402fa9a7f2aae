import type { TopicsByChat } from "../../registry/entities/scope_topics.ts";
import { generalTopicId } from "../../telegram/forum_topics.ts";
import { parseJsonMembers } from "../../telegram/json_members.ts";
import { encodeUtf8 } from "../../base/bytes.ts";
import { findTopicUse, type TopicUse } from "../../telegram/topic_uses.ts";
import { ambiguous, forbidden } from "./scope_refusals.ts";

/** Knows in which topic of a forum a message stands. */
export interface MessageTopics {
  /** The id of the topic, {@linkcode generalTopicId} for the General one; `undefined` when it is not known. */
  find(botId: number, chatId: number, messageId: number): Promise<number | undefined> | number | undefined;
}

/** Parameters beside chats that say which topic a call is about. */
const names: ReadonlySet<string> = new Set([
  "message_thread_id",
  "direct_messages_topic_id",
  "message_id",
  "message_ids",
  "reply_to_message_id",
]);

/** More messages no method takes. */
const maxMessages = 100;

/** Parameters by name. */
type Values = ReadonlyMap<string, string>;

/** Options for {@linkcode TopicCheck}. */
interface TopicCheckOptions {
  /** Chats that are limited to topics, and to which. */
  readonly topics: TopicsByChat;
  readonly botId: number;
  readonly messageTopics: MessageTopics;
}

/**
 * Checks whether one call stays within topics, in those of its chats that are limited to some:
 * - a send names its topic; without one it is for the General topic
 * - a message that is replied to, edited, deleted, pinned, reacted to, forwarded or copied is known to stand in one
 * - what concerns the whole chat is outside, apart from reading about its members
 */
export class TopicCheck {
  readonly #options: TopicCheckOptions;
  readonly #use: TopicUse | undefined;

  /** @param method in lower case */
  constructor(options: TopicCheckOptions, method: string) {
    this.#options = options;
    this.#use = findTopicUse(method);
  }

  /** Whether a parameter may say which topic the call is about. */
  looksAt(name: string): boolean {
    return names.has(name);
  }

  /**
   * Judges a call whose chats are in scope.
   *
   * @param values the parameters that were looked at, and every one that names a chat or a user.
   * @throws {TelegramError} 403 when it is outside.
   */
  async finish(values: Values): Promise<void> {
    for (const [name, value] of values) {
      const topics = value === "" ? undefined : this.#topicsOf(value);
      if (name === "reply_parameters" || name === "scope") await this.#checkObject(name, values);
      else if (topics === undefined || names.has(name)) continue;
      else if (name === "chat_id") await this.#checkChat(Number(value), topics, values);
      else if (name === "from_chat_id") await this.#checkMessages(Number(value), values);
      // Somebody in the chat, or a chat that is about more than a topic.
      else if (name !== "user_id" || !values.get("chat_id")) throw wholeChat();
    }
    const replied = values.get("reply_to_message_id");
    if (replied) await this.#checkReplied(values.get("chat_id") ?? "", replied);
  }

  #topicsOf(chat: string): ReadonlySet<number> | undefined {
    return this.#options.topics.get(Number(chat));
  }

  async #checkChat(chatId: number, topics: ReadonlySet<number>, values: Values): Promise<void> {
    if (values.get("direct_messages_topic_id")) throw forbidden("may not use direct_messages_topic_id here");
    const thread = values.get("message_thread_id") || "0";
    switch (this.#use) {
      case "thread":
        return checkTopic(thread === "0" ? String(generalTopicId) : thread, topics);
      case "topic":
        return checkTopic(thread, topics);
      case "message":
        return await this.#checkMessages(chatId, values);
      case "general":
        return checkTopic(String(generalTopicId), topics);
      case "members":
        return;
      case undefined:
        throw wholeChat();
    }
  }

  async #checkMessages(chatId: number, values: Values): Promise<void> {
    const ids = [values.get("message_id") ?? "", ...parseIds(values.get("message_ids") ?? "")];
    const named = ids.filter((id) => id !== "");
    // Without one, the latest message of the chat may be meant.
    if (named.length === 0) throw forbidden("has to name the message here");
    for (const id of named) await this.#checkMessage(chatId, id);
  }

  async #checkMessage(chatId: number, text: string): Promise<void> {
    const topics = this.#options.topics.get(chatId);
    if (topics === undefined) return;
    if (!/^[1-9][0-9]{0,9}$/.test(text)) throw forbidden("may not use this message");
    const { botId, messageTopics } = this.#options;
    const topicId = await messageTopics.find(botId, chatId, Number(text));
    if (topicId === undefined) throw forbidden("may not use a message whose topic is not known");
    if (!topics.has(topicId)) throw forbidden("may not use a message of this topic");
  }

  /** What is replied to decides where a message without a topic goes, and is shown with it. */
  async #checkReplied(chat: string, messageId: string): Promise<void> {
    if (messageId !== "0") await this.#checkMessage(Number(chat), messageId);
  }

  async #checkObject(name: string, values: Values): Promise<void> {
    const members = readMembers(name, values.get(name) ?? "");
    const chat = members.get("chat_id") ?? values.get("chat_id") ?? "";
    if (name === "reply_parameters") return await this.#checkReplied(chat, members.get("message_id") ?? "0");
    if (this.#topicsOf(members.get("chat_id") ?? "") !== undefined) throw wholeChat();
  }
}

/** @throws {TelegramError} 400 when one is given twice, with different values. */
function readMembers(name: string, text: string): Values {
  const members = new Map<string, string>();
  for (const [member, value] of parseJsonMembers(encodeUtf8(text)) ?? []) {
    if ((members.get(member) ?? value) !== value) throw ambiguous(`${member} stands twice in ${name}`);
    members.set(member, value);
  }
  return members;
}

function checkTopic(text: string, topics: ReadonlySet<number>): void {
  if (/^[1-9][0-9]{0,9}$/.test(text) && topics.has(Number(text))) return;
  throw forbidden("may not use this topic");
}

function wholeChat() {
  return forbidden("is limited to topics of this chat");
}

/** @throws {TelegramError} 403 unless it is empty or a JSON array of ids. */
function parseIds(text: string): string[] {
  if (text === "") return [];
  try {
    const ids: unknown = JSON.parse(text);
    if (Array.isArray(ids) && ids.length <= maxMessages) return ids.map(String);
  } catch {
    // Refused like any other value.
  }
  throw forbidden("may not use message_ids that are no JSON array of ids");
}
