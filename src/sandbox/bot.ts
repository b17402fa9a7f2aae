import type { Clock } from "../base/clock.ts";
import type { AllowedUpdates } from "../telegram/get_updates.ts";
import type { Conversation } from "./conversation.ts";
import { fileTagOf } from "./file_tag.ts";
import type { Fields, User } from "./bot_api_objects.ts";
import { PollLine } from "./poll_line.ts";
import { UpdateQueue } from "./update_queue.ts";
import { Webhook } from "./webhook.ts";

const shortSessionMs = 30 * 60_000;
/** How long a logged-out bot stays away: longer when it had come only recently. */
const recentLogOutMs = 1_800_000;
const oldLogOutMs = 1_000;
const transactionsKept = 10_000;

/** One bot of the sandbox and everything Telegram knows of it. */
export class Bot {
  readonly token: string;
  readonly user: User;
  readonly queue: UpdateQueue;
  readonly polls: PollLine;
  readonly webhook: Webhook;
  /** Sticky setting of getUpdates and setWebhook. */
  allowed: AllowedUpdates = "default";
  /** Its private chats, by the id of the other person. */
  readonly privateChats: Map<number, Conversation> = new Map();
  /** Texts and settings a bot stores about itself, by a key of the method family's own. */
  readonly settings: Map<string, unknown> = new Map();
  /** Its profile photos, each in all its sizes; the latest first. */
  photos: readonly (readonly Fields[])[] = [];
  /** Stars it owns. */
  starCount = 0;
  /** Payments and refunds, oldest first. */
  readonly starTransactions: Fields[] = [];
  /** The token is no longer valid. */
  isRevoked = false;
  /** When it was last started by a request; `undefined` while it is not loaded. */
  startedAtMs: number | undefined;
  readonly #clock: Clock;
  #loggedOutUntilMs = -Infinity;
  #nextMessageId = 1;

  constructor(token: string, user: User, clock: Clock, random: () => number) {
    this.token = token;
    this.user = user;
    this.#clock = clock;
    this.queue = new UpdateQueue(clock, random);
    this.polls = new PollLine(this.queue, clock);
    this.webhook = new Webhook();
  }

  get id(): number {
    return this.user.id;
  }

  /** Ten characters that tell this bot's file ids from another's. */
  get fileTag(): string {
    return fileTagOf(this.id);
  }

  get isLoggedOut(): boolean {
    return this.#clock.now() < this.#loggedOutUntilMs;
  }

  /** Message ids of all private chats of a bot come from one counter. */
  takeMessageId(): number {
    return this.#nextMessageId++;
  }

  /** Notes a payment or refund; the oldest goes when there are too many. */
  noteStars(transaction: Fields): void {
    this.starTransactions.push(transaction);
    if (this.starTransactions.length > transactionsKept) this.starTransactions.shift();
  }

  /** Forgets queue and webhook; the bot stays away for a while. */
  logOut(): void {
    const nowMs = this.#clock.now();
    const isRecent = nowMs - (this.startedAtMs ?? nowMs) < shortSessionMs;
    this.#loggedOutUntilMs = nowMs + (isRecent ? recentLogOutMs : oldLogOutMs);
    this.startedAtMs = undefined;
    this.polls.release();
    this.queue.clear();
    this.webhook.remove();
    this.allowed = "default";
  }
}
