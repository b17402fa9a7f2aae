import { type Clock, systemClock } from "../base/clock.ts";
import { descriptions, errorResponse, TelegramError } from "../telegram/envelope.ts";
import type { Bot } from "./bot.ts";
import { answerMethod } from "./bot_door.ts";
import { answerFile } from "./file_door.ts";
import { Faults } from "./faults.ts";
import { FloodLimits } from "./flood_limits.ts";
import type { Chat, Fields, Message, User } from "./model.ts";
import {
  addBot,
  addGroup,
  addTopic,
  addUser,
  type NewBot,
  type NewGroup,
  type NewUser,
} from "./people/newcomers.ts";
import { groupOf, type Place, placeOf } from "./people/places.ts";
import { type Correction, editAs, speak, type Speech } from "./people/speak.ts";
import { setBlocked } from "./people/block.ts";
import { WebhookDelivery } from "./webhook_delivery.ts";
import { runWebhookReply } from "./webhook_reply.ts";
import { World, type WorldLimits } from "./world.ts";

/** How a sandbox is made. */
export interface SandboxOptions {
  readonly clock?: Clock;
  /** Numbers in [0, 1). */
  readonly random?: () => number;
  /** Carries webhooks and downloads of files that bots send by URL. */
  readonly fetch?: typeof fetch;
  /** Answers 429 above Telegram's documented limits on sending. Off by default. */
  readonly floodLimits?: boolean;
  readonly limits?: Partial<WorldLimits>;
}

/** A bot of the sandbox. */
export interface SandboxBot {
  readonly id: number;
  readonly token: string;
  readonly username: string;
  readonly name: string;
}

/** An emulated Telegram. Nothing reaches it but through {@linkcode Sandbox.fetch} and these methods. */
export interface Sandbox extends AsyncDisposable {
  /** The whole HTTP surface: `/bot<token>/<method>`, `/bot<token>/test/<method>`, `/file/bot<token>/<path>`, `/sandbox/…`. */
  fetch(request: Request): Promise<Response>;
  /** Registers a bot; without a token makes one. */
  addBot(bot: NewBot): SandboxBot;
  addUser(user: NewUser): User;
  /** Adds a supergroup; with `topics`, a forum. */
  addGroup(group: NewGroup): Chat;
  addChannel(channel: NewGroup): Chat;
  /** Adds a forum topic and returns its id. */
  addTopic(topic: { readonly chat: number; readonly name: string }): number;
  /** A person says something; every bot of the chat is told. */
  speak(speech: Speech): Message;
  /** A person changes what they said. */
  editAs(correction: Correction): Message;
  /** A person blocks a bot, or takes it back. */
  setBlocked(change: { readonly user: number; readonly bot: number; readonly isBlocked: boolean }): void;
  /** The messages kept of a chat, oldest first; `user` names the person of a private chat. */
  history(place: Place & { readonly user?: number }): Message[];
  /**
   * Puts an update into a bot's queue as it is, past `allowed_updates`, and returns its `update_id`. Its lifetime
   * counts from now. Cheap enough for load tests.
   *
   * @throws {RangeError} when the queue is full.
   */
  inject(botId: number, update: Readonly<Fields>): number;
  readonly faults: Faults;
  /** Ends parked polls, timers and webhook deliveries. */
  close(): Promise<void>;
}

const defaultLimits: WorldLimits = {
  messagesPerChat: 1_000,
  requestBytes: 64 * 1024 * 1024,
  fileBytes: 256 * 1024 * 1024,
};

/** Makes an empty sandbox. It does not listen: pass {@linkcode Sandbox.fetch} to a server. */
export function createSandbox(options: SandboxOptions = {}): Sandbox {
  return new EmulatedTelegram(options);
}

class EmulatedTelegram implements Sandbox {
  readonly faults: Faults;
  readonly #closing = new AbortController();
  readonly #main: World;
  readonly #test: World;
  readonly #deliveries: WebhookDelivery[] = [];

  constructor(options: SandboxOptions) {
    const clock = options.clock ?? systemClock;
    const worldOptions = {
      clock,
      random: options.random ?? Math.random,
      fetch: options.fetch ?? fetch,
      limits: { ...defaultLimits, ...options.limits },
    };
    const createWorld = () =>
      new World({
        ...worldOptions,
        flood: options.floodLimits === true ? new FloodLimits(clock) : undefined,
      });
    this.#main = createWorld();
    this.#test = createWorld();
    this.faults = new Faults(this.#main, this.#closing.signal);
  }

  async fetch(request: Request): Promise<Response> {
    const path = decodePath(new URL(request.url).pathname);
    if (path.startsWith("/bot")) {
      return await answerMethod({ main: this.#main, test: this.#test }, this.faults, request, path);
    }
    if (path.startsWith("/file/bot")) return await answerFile(this.#main, this.faults, request, path);
    return errorResponse(new TelegramError(404, descriptions.notFound));
  }

  addBot(bot: NewBot): SandboxBot {
    const added = addBot(this.#main, bot);
    const twin = addBot(this.#test, { ...bot, token: added.token });
    this.#deliver(this.#main, added);
    this.#deliver(this.#test, twin);
    return { id: added.id, token: added.token, username: bot.username, name: bot.name };
  }

  addUser(user: NewUser): User {
    return addUser(this.#main, user);
  }

  addGroup(group: NewGroup): Chat {
    return addGroup(this.#main, group, "supergroup").chat;
  }

  addChannel(channel: NewGroup): Chat {
    return addGroup(this.#main, channel, "channel").chat;
  }

  addTopic({ chat, name }: { chat: number; name: string }): number {
    return addTopic(groupOf(this.#main, chat), name).id;
  }

  speak(speech: Speech): Message {
    return speak(this.#main, speech);
  }

  editAs(correction: Correction): Message {
    return editAs(this.#main, correction);
  }

  setBlocked(change: { user: number; bot: number; isBlocked: boolean }): void {
    setBlocked(this.#main, change);
  }

  history(place: Place & { user?: number }): Message[] {
    return placeOf(this.#main, place, place.user ?? 0).history();
  }

  inject(botId: number, update: Readonly<Fields>): number {
    return this.#main.inject(this.#bot(botId), update);
  }

  close(): Promise<void> {
    this.#closing.abort();
    for (const world of [this.#main, this.#test]) {
      for (const bot of world.bots.values()) bot.polls.close();
    }
    for (const delivery of this.#deliveries) delivery.close();
    return Promise.resolve();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #deliver(world: World, bot: Bot): void {
    const signal = this.#closing.signal;
    this.#deliveries.push(
      new WebhookDelivery(world, bot, (caller, body) => runWebhookReply(world, caller, body, signal)),
    );
  }

  #bot(botId: number): Bot {
    const bot = this.#main.bots.get(botId);
    if (bot === undefined) throw new RangeError(`Cannot find bot ${botId} in the sandbox`);
    return bot;
  }
}

function decodePath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
