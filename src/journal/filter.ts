import type { ConsumerFilter } from "../registry/entities/consumer_filter.ts";
import { type TopicsByChat, topicsByChat } from "../registry/entities/scope_topics.ts";
import { generalTopicId } from "../telegram/forum_topics.ts";
import { bringsMessage } from "../telegram/update_kinds.ts";
import { type AllowedUpdates, isAllowed } from "../telegram/get_updates.ts";
import { PositionSet } from "./position_set.ts";
import { kindCount, kindName, kindTableSize } from "./kind_table.ts";

/** A setting of `allowed_updates` and the first position it holds for: it acts on updates that come after it. */
export interface AllowedSince {
  readonly position: number;
  readonly allowed: AllowedUpdates;
}

/** What a filter looks at. */
interface FilterSubject {
  readonly position: number;
  readonly kindId: number;
  readonly chatId: number;
  readonly topicId: number;
  readonly userId: number;
}

/** What an access token lets its bearer see; what is absent hides nothing. */
export interface ViewLimits {
  /** Kinds of update. */
  readonly updates?: readonly string[] | undefined;
  /** Chats that are seen whole; looked at where `topics` is there. */
  readonly chats?: readonly number[] | undefined;
  /** Topics of other chats, by chat. Updates from anywhere else are hidden. */
  readonly topics?: readonly string[] | undefined;
}

/** How many settings of `allowed_updates` are remembered for updates still waiting; beyond it the oldest merge. */
export const maxAllowedHistory = 16;

/** Nothing is hidden; never added to. */
const nothing = new PositionSet();

/** Chats, and topics of others. */
class Places {
  readonly #chats: ReadonlySet<number>;
  readonly #topics: TopicsByChat;

  constructor(chats: readonly number[], topics: TopicsByChat) {
    this.#chats = new Set(chats);
    this.#topics = topics;
  }

  has(chatId: number, topicId: number, kindId: number): boolean {
    const topics = this.#topics.get(chatId);
    if (topics === undefined) return this.#chats.has(chatId);
    if (topicId !== 0) return topics.has(topicId);
    // A message without a topic stands in the General one. Of what is about a message, the topic is not known.
    return topics.has(generalTopicId) && bringsMessage(kindName(kindId));
  }
}

/** A consumer's filter, made ready for the hot path: kinds are one table look-up, ids one set look-up. */
export class CompiledFilter {
  readonly #history: readonly AllowedSince[];
  readonly #owner: ConsumerFilter;
  readonly #hidden: PositionSet;
  readonly #tables: Uint8Array[];
  readonly #chats: ReadonlySet<number> | undefined;
  readonly #topics: ReadonlySet<number> | undefined;
  readonly #users: ReadonlySet<number> | undefined;
  #kindsSeen = 0;
  #letsAllThrough = false;
  readonly #places: Places | undefined;
  /** Whether only kinds matter. */
  readonly #kindsOnly: boolean;

  /**
   * @param owner what the owner of the consumer set.
   * @param history what the program asked for, oldest first, at least one entry.
   * @param hidden positions that are not let through, looked at each time: it may grow
   * @param places where updates have to come from
   */
  constructor(
    owner: ConsumerFilter,
    history: readonly AllowedSince[],
    hidden: PositionSet = nothing,
    places?: Places,
  ) {
    this.#owner = owner;
    this.#hidden = hidden;
    this.#history = history;
    this.#tables = history.map(() => new Uint8Array(kindTableSize));
    this.#chats = owner.chats && new Set(owner.chats);
    this.#topics = owner.topics && new Set(owner.topics);
    this.#users = owner.users && new Set(owner.users);
    this.#places = places;
    this.#kindsOnly = !this.#chats && !this.#topics && !this.#users && !places;
  }

  /** A filter that lets everything through: kinds one must ask for and kinds of the future too. */
  static everything(): CompiledFilter {
    const filter = new CompiledFilter({}, [{ position: 0, allowed: "default" }]);
    filter.#letsAllThrough = true;
    return filter;
  }

  /** The same filter with the limits of an access token. */
  narrowed({ updates: kinds, chats = [], topics }: ViewLimits): CompiledFilter {
    const { updates } = this.#owner;
    const both = updates === undefined || kinds === undefined
      ? updates ?? kinds
      : kinds.filter((kind) => updates.includes(kind));
    const owner = { ...this.#owner, ...(both === undefined ? {} : { updates: both }) };
    const places = topics && new Places(chats, topicsByChat(topics));
    return new CompiledFilter(owner, this.#history, this.#hidden, places);
  }

  matches(subject: FilterSubject): boolean {
    return this.accepts(subject.position, subject.kindId, subject.chatId, subject.topicId, subject.userId);
  }

  /** {@linkcode matches} with its subject spread out, for columns. */
  accepts(position: number, kindId: number, chatId: number, topicId: number, userId: number): boolean {
    if (this.#kindsSeen !== kindCount()) this.#fillTables();
    let segment = this.#history.length - 1;
    while (segment > 0 && position < this.#history[segment]!.position) segment--;
    if (this.#tables[segment]![kindId] === 0) return false;
    if (this.#hidden.count > 0 && this.#hidden.has(position)) return false;
    return this.#kindsOnly ||
      ((this.#chats === undefined || this.#chats.has(chatId)) &&
        (this.#topics === undefined || this.#topics.has(topicId)) &&
        (this.#users === undefined || this.#users.has(userId)) &&
        (this.#places === undefined || this.#places.has(chatId, topicId, kindId)));
  }

  #fillTables(): void {
    this.#kindsSeen = kindCount();
    if (this.#letsAllThrough) {
      for (const table of this.#tables) table.fill(1);
      return;
    }
    const owned = this.#owner.updates;
    for (const [segment, { allowed }] of this.#history.entries()) {
      const table = this.#tables[segment]!;
      for (let id = 0; id < kindTableSize; id++) {
        const kind = kindName(id);
        // The owner's list stands in for Telegram's default set: what it names need not be asked for again.
        const asked = owned !== undefined && allowed === "default" ? true : isAllowed(allowed, kind);
        table[id] = asked && (owned === undefined || owned.includes(kind)) ? 1 : 0;
      }
    }
  }
}
