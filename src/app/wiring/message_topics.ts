/** How it is known in which topic of a forum a message stands, where access tokens are limited to topics. */
import type { ArchivedMessage } from "../../archive/shown_message.ts";
import type { MessagePlace } from "../../archive/facts.ts";
import { decodeUtf8 } from "../../base/bytes.ts";
import { decodeSmallContent } from "../../base/content_encoding.ts";
import type { Clock } from "../../base/clock.ts";
import { asArray, asInteger, asRecord, parseJson } from "../../base/json_value.ts";
import type { Logger } from "../../base/logger.ts";
import { TopicMemory } from "../../journal/topic_memory.ts";
import { topicsByChat } from "../../registry/entities/scope_topics.ts";
import type { Registry } from "../../registry/registry.ts";
import type { AnsweredCall } from "../../telegram/answered_call.ts";
import { generalTopicId } from "../../telegram/forum_topics.ts";
import { readParameters } from "../../telegram/parameters.ts";
import type { MessageTopics } from "../../tgapi/calls/topic_check.ts";
import { maxHeldBytes } from "../../tgapi/exchange/upstream_sender.ts";
import type { UpdateSink } from "../../upstream/poller.ts";

/** How long an update waits at most until the archive says in which topic its message stands, in milliseconds. */
const maxLookMs = 250;

/** Options for {@linkcode MessageTopicFinder}. */
interface MessageTopicFinderOptions {
  readonly registry: Registry;
  /** The archived message at a place; `undefined` when it is not archived. */
  readonly lookUp: (botId: number, place: MessagePlace) => Promise<ArchivedMessage | undefined>;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Finds the topics of messages: the latest ones in memory, others in the archive. */
export class MessageTopicFinder implements MessageTopics {
  readonly #options: MessageTopicFinderOptions;
  readonly #memory: TopicMemory;
  /** Chats by bot that some access token is limited to topics of; made when it is asked for. */
  readonly #watched = new Map<number, ReadonlySet<number>>();

  constructor(options: MessageTopicFinderOptions) {
    this.#options = options;
    this.#memory = new TopicMemory((botId, chatId) => this.#watchedOf(botId).has(chatId));
    options.registry.subscribe(() => this.#watched.clear());
  }

  find(botId: number, chatId: number, messageId: number): Promise<number | undefined> | number | undefined {
    return this.#memory.find(botId, chatId, messageId) ?? this.#lookUp(botId, chatId, messageId);
  }

  /** Remembers what a call sent, before its caller can act on it. Never throws. */
  answered(call: AnsweredCall): void {
    if (this.#watchedOf(call.botId).size === 0 || call.method.startsWith("get")) return;
    try {
      this.#note(call);
    } catch (error) {
      this.#options.logger.warn("cannot tell the topic of a sent message", { bot: call.botId, error });
    }
  }

  /** @throws {ContentEncodingError} when the answer cannot be decoded, {@link TelegramError} when the call cannot be read. */
  #note(call: AnsweredCall): void {
    const text = decodeUtf8(decodeSmallContent(call.answer, call.answerEncoding, maxHeldBytes));
    const result = asRecord(parseJson(text))?.result;
    for (const each of Array.isArray(result) ? asArray(result) : [result]) {
      const message = asRecord(each);
      if (message === undefined) continue;
      if (message.chat !== undefined) this.#memory.note(call.botId, message);
      else this.#noteCopy(call, asInteger(message.message_id));
    }
  }

  /** Says of updates that are about a message in which topic it stands. */
  completing(sink: UpdateSink): UpdateSink {
    return {
      append: async (botId, updates, order) => {
        if (this.#watchedOf(botId).size === 0) return await sink.append(botId, updates, order);
        await this.#lookUpUnknown(botId, this.#memory.unknownIn(botId, updates));
        return await sink.append(botId, this.#memory.complete(botId, updates), order);
      },
    };
  }

  /** The answer holds nothing but the id: a copy stands where the call says. A reply may stand elsewhere. */
  #noteCopy({ botId, query, contentType, contentEncoding, sent }: AnsweredCall, messageId: number): void {
    const bytes = sent && decodeSmallContent(sent, contentEncoding, maxHeldBytes);
    const parameters = readParameters(query, bytes && { contentType, bytes });
    const topicId = parameters.integer("message_thread_id", 0);
    if (topicId === 0 && parameters.get("reply_parameters") !== undefined) return;
    this.#memory.remember(botId, parameters.wideInteger("chat_id", 0), messageId, topicId);
  }

  async #lookUp(botId: number, chatId: number, messageId: number): Promise<number | undefined> {
    const message = await this.#options.lookUp(botId, { chatId, messageId, connection: "" });
    if (message === undefined) return undefined;
    this.#memory.remember(botId, chatId, messageId, message.topicId);
    return message.topicId || generalTopicId;
  }

  /** What is not found in time stays unknown: updates do not wait for a slow disk. */
  async #lookUpUnknown(
    botId: number,
    places: readonly Pick<MessagePlace, "chatId" | "messageId">[],
  ): Promise<void> {
    if (places.length === 0) return;
    const { clock, logger } = this.#options;
    const looking = places.map(({ chatId, messageId }) => this.#lookUp(botId, chatId, messageId));
    const found = Promise.all(looking).catch((error) =>
      logger.warn("cannot find the topics of messages", { bot: botId, error })
    );
    let cancel = () => {};
    const overdue = new Promise<void>((resolve) => cancel = clock.schedule(resolve, maxLookMs));
    await Promise.race([found, overdue]);
    cancel();
  }

  #watchedOf(botId: number): ReadonlySet<number> {
    const known = this.#watched.get(botId);
    if (known !== undefined) return known;
    const { registry } = this.#options;
    const watched = new Set<number>();
    for (const { id } of registry.consumers(botId)) {
      for (const { scope: { topics = [] } } of registry.accessTokens(id)) {
        for (const chatId of topicsByChat(topics).keys()) watched.add(chatId);
      }
    }
    this.#watched.set(botId, watched);
    return watched;
  }
}
