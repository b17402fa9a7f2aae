import { type Fault, fault, type RequestFaultCode } from "../faults/fault.ts";
import type { Clock } from "../base/clock.ts";
import { UsageError, usageError } from "../base/errors.ts";
import type { ChatMoves } from "../registry/chat_moves.ts";
import type { Tag, TaggedUser, TagRefusal, TagStore } from "./tag_store.ts";

/** Tells the id that a chat goes by now. */
export type CurrentChats = Pick<ChatMoves, "current">;

/** Maximum length of the name of a tag, in characters. */
export const maxTagNameLength = 50;
/** Maximum tags of one bot, those of its chats among them. */
export const maxTagsPerBot = 200;
/** Maximum users with one tag. */
export const maxUsersPerTag = 10_000;

/** Tags of bots, and who has them. They are the operators' own: neither archive nor retention takes them away. */
export class Tags {
  readonly #store: TagStore;
  readonly #clock: Clock;
  readonly #chats: CurrentChats;

  /** @param chats a tag of a group that became a supergroup is shown as the supergroup's; unless given, none did. */
  constructor(store: TagStore, clock: Clock, chats: CurrentChats = { current: (_, chatId) => chatId }) {
    this.#store = store;
    this.#clock = clock;
    this.#chats = chats;
  }

  /** Up to `limit` tags of a bot with ids above `after`, ascending. */
  async list(botId: number, after: number, limit: number): Promise<readonly Tag[]> {
    return (await this.#store.tags(botId, after, limit)).map((tag) => this.#moved(tag));
  }

  async find(botId: number, id: number): Promise<Tag | undefined> {
    const tag = await this.#store.tag(botId, id);
    return tag && this.#moved(tag);
  }

  /**
   * Adds a tag.
   *
   * @throws {UsageError} when the bot has one of this name for this chat, or too many.
   */
  async add(wanted: Omit<Tag, "id" | "addedAtMs">): Promise<Tag> {
    const tag = this.#moved({ ...wanted, addedAtMs: this.#clock.now() });
    return orThrow(await this.#store.insertTag(tag, maxTagsPerBot));
  }

  /**
   * Changes a tag; what is absent stays.
   *
   * @throws {UsageError} when there is none with this id, or the bot has another of this name for this chat.
   */
  async change(botId: number, id: number, patch: Partial<Pick<Tag, "name" | "color">>): Promise<Tag> {
    return this.#moved(orThrow(await this.#store.updateTag(botId, id, patch)));
  }

  /** Removes a tag, from all users too; false when there is none with this id. */
  remove(botId: number, id: number): Promise<boolean> {
    return this.#store.deleteTag(botId, id);
  }

  /**
   * Gives a user a tag; false when there is no such tag.
   *
   * @throws {UsageError} when too many have it.
   */
  async give(botId: number, id: number, userId: number): Promise<boolean> {
    const user = { userId, taggedAtMs: this.#clock.now() };
    const refusal = await this.#store.tagUser(botId, id, user, maxUsersPerTag);
    if (refusal === "too-many") {
      throw usageError("tag_full", { count: maxUsersPerTag });
    }
    return refusal === undefined;
  }

  /** Takes a tag from a user; false when they do not have it. */
  take(botId: number, id: number, userId: number): Promise<boolean> {
    return this.#store.untagUser(botId, id, userId);
  }

  /** Up to `limit` users with a tag and ids above `after`, ascending. */
  users(botId: number, id: number, after: number, limit: number): Promise<readonly TaggedUser[]> {
    return this.#store.taggedUsers(botId, id, after, limit);
  }

  /** The tags of each of these users who has any, by name. */
  async ofUsers(botId: number, userIds: readonly number[]): Promise<ReadonlyMap<number, readonly Tag[]>> {
    const found = await this.#store.tagsOf(botId, userIds);
    return new Map([...found].map(([userId, tags]) => [userId, tags.map((tag) => this.#moved(tag))]));
  }

  /** Takes all tags of a bot from a user. */
  forgetUser(botId: number, userId: number): Promise<void> {
    return this.#store.untagEverywhere(botId, userId);
  }

  /** The tag with the id that its chat goes by now. */
  #moved<T extends Pick<Tag, "botId" | "chatId">>(tag: T): T {
    return { ...tag, chatId: this.#chats.current(tag.botId, tag.chatId) };
  }
}

const refusals: Readonly<Record<TagRefusal, Fault<RequestFaultCode>>> = {
  "name-taken": fault("tag_name_taken"),
  "too-many": fault("tag_limit", { count: maxTagsPerBot }),
  absent: fault("tag_gone"),
};

function orThrow(result: Tag | TagRefusal): Tag {
  if (typeof result === "string") throw new UsageError(refusals[result]);
  return result;
}
