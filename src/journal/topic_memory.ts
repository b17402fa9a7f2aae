import { asInteger, asRecord, type JsonRecord } from "../base/json_value.ts";
import { generalTopicId, topicIdOf } from "../telegram/forum_topics.ts";
import { bringsMessage } from "../telegram/update_kinds.ts";
import type { ReceivedUpdate } from "./received.ts";

/** Whether the topics of a chat's messages are wanted. */
type IsWatched = (botId: number, chatId: number) => boolean;

/** A message of a bot's. */
interface MessageKey {
  readonly chatId: number;
  readonly messageId: number;
}

/** Messages that are remembered of all bots together; about 100 bytes each. */
const defaultMaxMessages = 20_000;

/**
 * Remembers in which topic the latest messages of some chats stand: reactions, and presses of buttons under messages
 * that are too old to be shown, do not say.
 */
export class TopicMemory {
  readonly #isWatched: IsWatched;
  readonly #maxMessages: number;
  /** Topics by bot, chat and message, the oldest first. */
  readonly #topics = new Map<string, number>();

  constructor(isWatched: IsWatched, maxMessages: number = defaultMaxMessages) {
    this.#isWatched = isWatched;
    this.#maxMessages = maxMessages;
  }

  /** The id of the topic, `generalTopicId` for the General one; `undefined` when it is not remembered. */
  find(botId: number, chatId: number, messageId: number): number | undefined {
    return this.#topics.get(`${botId} ${chatId} ${messageId}`);
  }

  /** Remembers a Message object that upstream sent. */
  note(botId: number, message: JsonRecord): void {
    this.remember(
      botId,
      asInteger(asRecord(message.chat)?.id),
      asInteger(message.message_id),
      topicIdOf(message),
    );
  }

  /** Remembers the topic of a message; 0 stands for the General one. */
  remember(botId: number, chatId: number, messageId: number, topicId: number): void {
    if (messageId === 0 || !this.#isWatched(botId, chatId)) return;
    const key = `${botId} ${chatId} ${messageId}`;
    this.#topics.delete(key);
    this.#topics.set(key, topicId || generalTopicId);
    if (this.#topics.size <= this.#maxMessages) return;
    for (const oldest of this.#topics.keys()) {
      this.#topics.delete(oldest);
      break;
    }
  }

  /** Remembers the messages of updates, and gives the updates with the topics that are known of others. */
  complete(botId: number, updates: readonly ReceivedUpdate[]): readonly ReceivedUpdate[] {
    return updates.map((update) => {
      const body = this.#bodyOf(botId, update);
      if (body === undefined) return update;
      const { facts } = update;
      if (bringsMessage(facts.kind)) {
        this.note(botId, body);
        return update;
      }
      const message = asRecord(body.message);
      if (message !== undefined && isShown(message)) this.note(botId, message);
      const topicId = this.find(botId, facts.chatId, messageIdOf(body)) ?? 0;
      return { ...update, facts: { ...facts, topicId } };
    });
  }

  /** Messages that updates are about, and whose topics are not remembered. */
  unknownIn(botId: number, updates: readonly ReceivedUpdate[]): readonly MessageKey[] {
    return updates.flatMap((update) => {
      const body = this.#bodyOf(botId, update);
      if (body === undefined || bringsMessage(update.facts.kind)) return [];
      const message = asRecord(body.message);
      const messageId = messageIdOf(body);
      const { chatId } = update.facts;
      const isKnown = messageId === 0 || (message !== undefined && isShown(message)) ||
        this.find(botId, chatId, messageId) !== undefined;
      return isKnown ? [] : [{ chatId, messageId }];
    });
  }

  /** What an update from a watched chat holds. */
  #bodyOf(botId: number, { facts, parsed }: ReceivedUpdate): JsonRecord | undefined {
    return this.#isWatched(botId, facts.chatId) ? asRecord(asRecord(parsed)?.[facts.kind]) : undefined;
  }
}

/** A message that is too old to be shown is dated 0, and tells of no topic. */
function isShown(message: JsonRecord): boolean {
  return message.date !== 0;
}

/** The message that a button stands under, or that a reaction is to. */
function messageIdOf(body: JsonRecord): number {
  return asInteger(asRecord(body.message)?.message_id ?? body.message_id);
}
