import type { Clock } from "../base/clock.ts";
import { isAllowed } from "../telegram/get_updates.ts";
import { readUpdateFacts } from "../telegram/update_facts.ts";
import { lifetimeSec } from "../telegram/update_kinds.ts";
import type { Bot } from "./bot.ts";
import { Conversation } from "./conversation.ts";
import { FileStore } from "./file_store.ts";
import { personalise } from "./file_tag.ts";
import type { FloodLimits } from "./flood_limits.ts";
import { InlineMessages } from "./inline_messages.ts";
import { Invoices } from "./invoices.ts";
import { laneOf } from "../telegram/lane_of.ts";
import type { Fields, Message, User } from "./bot_api_objects.ts";
import type { StickerSet } from "./sticker_set.ts";
import { PendingQueries } from "./pending_queries.ts";
import { Polls } from "./polls.ts";
import { sandboxError } from "./sandbox_error.ts";

/** Bounds of what is kept in memory. */
export interface WorldLimits {
  /** Messages kept per chat. */
  readonly messagesPerChat: number;
  /** Largest upload, in bytes. */
  readonly requestBytes: number;
  /** Bytes of all files together; the oldest go first. */
  readonly fileBytes: number;
}

/** Options for {@linkcode World}. */
interface WorldOptions {
  readonly clock: Clock;
  readonly random: () => number;
  /** Carries webhooks and downloads of files sent by URL. */
  readonly fetch: typeof fetch;
  readonly limits: WorldLimits;
  /** Limits on sending; absent for none. */
  readonly flood?: FloodLimits | undefined;
}

const dayMs = 86_400_000;
const maxTimers = 10_000;

/** Everything there is: bots, people, chats, files, and the way updates take to the bots. */
export class World {
  readonly clock: Clock;
  readonly random: () => number;
  readonly fetch: typeof fetch;
  readonly limits: WorldLimits;
  readonly flood: FloodLimits | undefined;
  readonly bots: Map<number, Bot> = new Map();
  readonly people: Map<number, User> = new Map();
  /** Groups and channels by chat id. */
  readonly groups: Map<number, Conversation> = new Map();
  readonly files: FileStore;
  readonly queries: PendingQueries;
  readonly polls: Polls = new Polls();
  readonly invoices: Invoices = new Invoices();
  readonly inlineMessages: InlineMessages = new InlineMessages();
  readonly stickerSets: Map<string, StickerSet> = new Map();
  /** Business connections by id. */
  readonly businessConnections: Map<string, { readonly botId: number; readonly fields: Fields }> = new Map();
  readonly startedAtMs: number;

  readonly #timers = new Set<() => void>();

  constructor(options: WorldOptions) {
    this.clock = options.clock;
    this.random = options.random;
    this.fetch = options.fetch;
    this.limits = options.limits;
    this.flood = options.flood;
    this.files = new FileStore(options.limits.fileBytes);
    this.queries = new PendingQueries(options.clock, options.random);
    this.startedAtMs = options.clock.now();
  }

  /** Runs `callback` after `delayMs`, unless the world ends before or ten thousand others wait already. */
  later(callback: () => void, delayMs: number): void {
    if (this.#timers.size >= maxTimers) return;
    const cancel = this.clock.schedule(() => {
      this.#timers.delete(cancel);
      callback();
    }, delayMs);
    this.#timers.add(cancel);
  }

  /** Answers waiting polls and leaves no timer behind. */
  close(): void {
    for (const bot of this.bots.values()) bot.polls.close();
    for (const cancel of this.#timers) cancel();
    this.#timers.clear();
  }

  nowSec(): number {
    return Math.floor(this.clock.now() / 1000);
  }

  /** A person or a bot. */
  user(id: number): User | undefined {
    return this.people.get(id) ?? this.bots.get(id)?.user;
  }

  /** The private chat of a person with a bot; made when it is not there. */
  openPrivateChat(bot: Bot, person: User): Conversation {
    const known = bot.privateChats.get(person.id);
    if (known !== undefined) return known;
    const { id, first_name, last_name, username } = person;
    const opened = new Conversation({
      id,
      type: "private",
      first_name,
      ...(last_name === undefined ? {} : { last_name }),
      ...(username === undefined ? {} : { username }),
    }, { botId: bot.id, takeId: () => bot.takeMessageId(), keep: this.limits.messagesPerChat });
    bot.privateChats.set(person.id, opened);
    return opened;
  }

  /** The bots that see what happens in a chat. */
  audience(conversation: Conversation): Bot[] {
    if (conversation.botId !== undefined) {
      const bot = this.bots.get(conversation.botId);
      return bot === undefined ? [] : [bot];
    }
    return [...this.bots.values()].filter((bot) => conversation.isPresent(bot.id));
  }

  /** Tells every bot of the chat of a message by a person. */
  announce(conversation: Conversation, message: Message, isEdit = false): void {
    const noun = conversation.chat.type === "channel" ? "channel_post" : "message";
    const kind = isEdit ? `edited_${noun}` : noun;
    this.publishToAll(this.audience(conversation), kind, message);
  }

  /** Gives each of `bots` the same update. */
  publishToAll(bots: readonly Bot[], kind: string, body: object): void {
    const wanting = bots.filter((bot) => isAllowed(bot.allowed, kind) && !bot.isLoggedOut);
    if (wanting.length === 0) return;
    const tail = `${JSON.stringify(kind)}:${JSON.stringify(body)}}`;
    const { expiresAtMs, lane } = this.#classify(kind, body);
    if (expiresAtMs <= this.clock.now()) return;
    for (const bot of wanting) this.#enqueue(bot, { tail: personalise(tail, bot.id), expiresAtMs, lane });
  }

  /** Gives one bot an update, unless its allowed_updates exclude the kind. */
  publish(bot: Bot, kind: string, body: object): void {
    this.publishToAll([bot], kind, body);
  }

  /**
   * Stores an update as it is, whatever its kind, and lets it live from now on however old the dates inside are.
   *
   * @throws {SandboxError} when the queue is full, or the update too large or empty.
   */
  inject(bot: Bot, update: Readonly<Fields>): number {
    const { update_id: _, ...members } = update;
    const json = JSON.stringify(members);
    if (json === "{}") throw sandboxError("sandbox_update_empty");
    const facts = readUpdateFacts({ update_id: 0, ...members });
    const stored = this.#enqueue(bot, {
      tail: json.slice(1),
      expiresAtMs: this.clock.now() + lifetimeSec(facts.kind) * 1000,
      lane: laneOf(facts, () => members[facts.kind]),
    });
    if (stored === undefined) {
      throw sandboxError("sandbox_queue_full");
    }
    return stored;
  }

  #enqueue(bot: Bot, update: Parameters<Bot["queue"]["push"]>[0]): number | undefined {
    const stored = bot.queue.push(update);
    if (stored === undefined) return undefined;
    if (bot.webhook.settings === undefined) bot.polls.wake();
    else bot.webhook.onUpdate(stored);
    return stored.id;
  }

  #classify(kind: string, body: object): { expiresAtMs: number; lane: string } {
    const facts = readUpdateFacts({ update_id: 0, [kind]: body });
    const lifetimeMs = lifetimeSec(kind) * 1000;
    const hasOwnDate = facts.dateSec > 0 && lifetimeMs === dayMs;
    const bornAtMs = hasOwnDate ? facts.dateSec * 1000 : this.clock.now();
    return { expiresAtMs: bornAtMs + lifetimeMs, lane: laneOf(facts, () => body) };
  }
}
