import { asRecord, asText, type JsonRecord } from "../base/json_value.ts";
import { isRefusedAs } from "../telegram/telegram_meaning.ts";
import { type BotCalls, CallRefused } from "./bot_calls.ts";
import type { ChatIds } from "./chat_ids.ts";
import type { Job, OwnTopic } from "./job.ts";
import type { RoutingStore } from "./routing_store.ts";

/** Maximum length of the name of a topic, in characters. */
const maxNameLength = 128;

/** Options for {@linkcode OwnTopics}. */
interface OwnTopicsOptions {
  readonly store: Pick<RoutingStore, "ownTopic" | "saveTopic" | "removeTopic">;
  readonly calls: BotCalls;
  readonly chats: ChatIds;
}

/** The topics that rules make: one for each chat that messages come from. */
export class OwnTopics {
  readonly #store: OwnTopicsOptions["store"];
  readonly #calls: BotCalls;
  readonly #chats: ChatIds;

  constructor({ store, calls, chats }: OwnTopicsOptions) {
    this.#store = store;
    this.#calls = calls;
    this.#chats = chats;
  }

  /**
   * The topic for the chat that a message comes from; made when there is none.
   *
   * @throws {CallRefused} when it cannot be made, and as {@linkcode BotCalls.call}.
   */
  async of(job: Job, chat: number, message: JsonRecord, signal: AbortSignal): Promise<number> {
    const key = keyOf(job, chat);
    const known = await this.#find(key);
    if (known !== undefined) return known.topic;
    const result = await this.#calls.call(
      job.bot,
      "createForumTopic",
      { chat_id: chat, name: nameFor(message) },
      signal,
    );
    const topic = Object(result).message_thread_id;
    if (typeof topic !== "number") {
      throw new TypeError("Cannot use a new topic: upstream does not tell its id");
    }
    await this.#store.saveTopic({ ...key, topic });
    return topic;
  }

  /** Somebody has removed the topic. */
  async forget(job: Job, chat: number): Promise<void> {
    const known = await this.#find(keyOf(job, chat));
    if (known !== undefined) await this.#store.removeTopic(known);
  }

  /** A chat keeps its topic when it gets another id. */
  async #find(key: Omit<OwnTopic, "topic">): Promise<OwnTopic | undefined> {
    for (const sourceChat of this.#chats.allIds(key.sourceBot, [key.sourceChat])) {
      const known = await this.#store.ownTopic({ ...key, sourceChat });
      if (known !== undefined) return known;
    }
    return undefined;
  }
}

/** Whether a call was refused because its topic is not there. */
export function isTopicMissing(error: unknown): error is CallRefused {
  return error instanceof CallRefused && isRefusedAs("topic_missing", error.error);
}

function keyOf({ routeId, bot, source }: Job, chat: number): Omit<OwnTopic, "topic"> {
  return { routeId, bot, chat, sourceBot: source.bot, sourceChat: source.chat };
}

function nameFor({ chat }: JsonRecord): string {
  const { id, title, first_name, last_name, username } = asRecord(chat) ?? {};
  const name = asText(title) || [first_name, last_name].map(asText).join(" ").trim();
  const handle = asText(username);
  const whole = handle === "" ? name : `${name} @${handle}`.trim();
  return [...(whole || `Chat ${id}`)].slice(0, maxNameLength).join("");
}
