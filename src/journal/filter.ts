import type { ConsumerFilter } from "../registry/entities/consumer_filter.ts";
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

/** How many settings of `allowed_updates` are remembered for updates still waiting; beyond it the oldest merge. */
export const maxAllowedHistory = 16;

/** Nothing is hidden; never added to. */
const nothing = new PositionSet();

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
  /** Whether only kinds matter. */
  readonly #kindsOnly: boolean;

  /**
   * @param owner what the owner of the consumer set.
   * @param history what the program asked for, oldest first, at least one entry.
   * @param hidden positions that are not let through, looked at each time: it may grow
   */
  constructor(owner: ConsumerFilter, history: readonly AllowedSince[], hidden: PositionSet = nothing) {
    this.#owner = owner;
    this.#hidden = hidden;
    this.#history = history;
    this.#tables = history.map(() => new Uint8Array(kindTableSize));
    this.#chats = owner.chats && new Set(owner.chats);
    this.#topics = owner.topics && new Set(owner.topics);
    this.#users = owner.users && new Set(owner.users);
    this.#kindsOnly = !this.#chats && !this.#topics && !this.#users;
  }

  /** A filter that lets everything through: kinds one must ask for and kinds of the future too. */
  static everything(): CompiledFilter {
    const filter = new CompiledFilter({}, [{ position: 0, allowed: "default" }]);
    filter.#letsAllThrough = true;
    return filter;
  }

  /** The same filter, limited to `kinds`. */
  narrowed(kinds: readonly string[]): CompiledFilter {
    const { updates } = this.#owner;
    const both = updates === undefined ? kinds : kinds.filter((kind) => updates.includes(kind));
    return new CompiledFilter({ ...this.#owner, updates: both }, this.#history, this.#hidden);
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
        (this.#users === undefined || this.#users.has(userId)));
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
