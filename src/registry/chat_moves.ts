import type { Clock } from "../base/clock.ts";
import type { Logger } from "../base/logger.ts";
import type { ChatMove } from "../telegram/chat_move.ts";
import type { ChatMoveStore } from "./chat_move_store.ts";
import type { AccessScope } from "./entities/access_token.ts";
import type { ConsumerFilter } from "./entities/consumer_filter.ts";
import { chatOfPlace, topicOfPlace, toPlace } from "./entities/place.ts";

/** Options for {@linkcode ChatMoves}. */
interface ChatMovesOptions {
  readonly store: ChatMoveStore;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Maximum moves that are known of one bot; further ones are not followed. */
const maxMovesPerBot = 10_000;

/** What one bot knows. */
interface MovesOfBot {
  readonly byFrom: Map<number, number>;
  readonly byTo: Map<number, number>;
}

/**
 * Which ids are the same chat: a group that becomes a supergroup gets a new one. The one owner of that knowledge, per
 * bot; whoever compares a chat with a list, or writes to one, asks here. Reading costs a look into a map.
 */
export class ChatMoves {
  readonly #options: ChatMovesOptions;
  readonly #byBot = new Map<number, MovesOfBot>();
  readonly #listeners = new Set<(botId: number) => void>();

  private constructor(options: ChatMovesOptions) {
    this.#options = options;
  }

  /** All that the store knows. */
  static async open(options: ChatMovesOptions): Promise<ChatMoves> {
    const moves = new ChatMoves(options);
    for (const { botId, from, to } of await options.store.load()) moves.#put(botId, { from, to });
    return moves;
  }

  /** Calls `listener` after every move, before anybody sees an update that came with or after it; it must not throw. */
  subscribe(listener: (botId: number) => void): void {
    this.#listeners.add(listener);
  }

  /** Notes a move, and resolves when it would survive a power cut. A group moves once: what is known stays. */
  async note(botId: number, { from, to }: ChatMove): Promise<void> {
    if (this.#byBot.get(botId)?.byFrom.has(from)) return;
    const { store, clock, logger } = this.#options;
    if ((this.#byBot.get(botId)?.byFrom.size ?? 0) >= maxMovesPerBot) {
      logger.warn("too many groups became supergroups, not following this one", { bot: botId, chat: from });
      return;
    }
    await store.insert({ botId, from, to, atMs: clock.now() });
    if (this.#byBot.get(botId)?.byFrom.has(from)) return;
    this.#put(botId, { from, to });
    logger.info("group became a supergroup, following it", {
      bot: botId,
      chat: from,
      supergroup: to,
    });
    for (const listener of this.#listeners) listener(botId);
  }

  /** The id a chat goes by now. */
  current(botId: number, chatId: number): number {
    return this.#byBot.get(botId)?.byFrom.get(chatId) ?? chatId;
  }

  /** The supergroup that a group became; `undefined` for every other chat. */
  successor(botId: number, chatId: number): number | undefined {
    return this.#byBot.get(botId)?.byFrom.get(chatId);
  }

  /** The group that a supergroup was; `undefined` for every other chat. */
  predecessor(botId: number, chatId: number): number | undefined {
    return this.#byBot.get(botId)?.byTo.get(chatId);
  }

  /** These chats under all their ids, each id once; the very same list while none of them moved. */
  allIds(botId: number, chatIds: readonly number[]): readonly number[] {
    const moves = this.#byBot.get(botId);
    if (moves === undefined) return chatIds;
    const others = chatIds.flatMap((id) => moves.byFrom.get(id) ?? moves.byTo.get(id) ?? []);
    return others.length === 0 ? chatIds : [...new Set([...chatIds, ...others])];
  }

  /** A filter whose chats are listed under all their ids. */
  follow(botId: number, filter: ConsumerFilter): ConsumerFilter {
    return filter.chats === undefined ? filter : { ...filter, chats: this.allIds(botId, filter.chats) };
  }

  /** A scope whose chats are listed under all their ids. */
  followScope(botId: number, scope: AccessScope): AccessScope {
    const { chats, reads } = scope;
    if (chats === undefined && reads === undefined || !this.#byBot.has(botId)) return scope;
    return {
      ...scope,
      chats: chats && this.allIds(botId, chats),
      reads: reads?.flatMap((place) =>
        this.allIds(botId, [chatOfPlace(place)]).map((chatId) => toPlace(chatId, topicOfPlace(place)))
      ),
    };
  }

  /** The bot is gone. */
  forgetBot(botId: number): void {
    this.#byBot.delete(botId);
  }

  #put(botId: number, { from, to }: ChatMove): void {
    let moves = this.#byBot.get(botId);
    if (moves === undefined) this.#byBot.set(botId, moves = { byFrom: new Map(), byTo: new Map() });
    moves.byFrom.set(from, to);
    moves.byTo.set(to, from);
  }
}
