import { encodeUtf8 } from "../../base/bytes.ts";
import { descriptions, TelegramError } from "../../telegram/envelope.ts";
import { parseJsonMembers } from "../../telegram/json_members.ts";
import { findMethodTarget, type MethodTarget } from "../../telegram/method_targets.ts";
import type { AccessScope } from "../../registry/entities/access_token.ts";
import { topicsByChat } from "../../registry/entities/scope_topics.ts";
import type { ParameterCheck } from "./scoped_body.ts";
import { type MessageTopics, TopicCheck } from "./topic_check.ts";
import { ambiguous, forbidden } from "./scope_refusals.ts";

/** Parameters that name what no list of chats can hold. */
const incomparable: ReadonlySet<string> = new Set(["business_connection_id", "inline_message_id"]);
/** Parameters that name somebody within the chat of the call. */
const members: ReadonlySet<string> = new Set(["sender_chat_id", "actor_chat_id"]);
/** Parameters whose JSON object may name a chat. */
const objects: ReadonlySet<string> = new Set(["reply_parameters", "scope"]);
const chatName = /(?:^|_)chat_ids?$/;

/** Chats and topics that an access token is limited to. */
type PlaceLimits = Pick<AccessScope, "chats" | "topics">;

/** Options for {@linkcode ChatCheck}. */
interface ChatCheckOptions {
  readonly limits: PlaceLimits;
  readonly botId: number;
  readonly messageTopics: MessageTopics;
}

/** Whether a scope limits where its bearer may write. */
export function limitsPlaces({ chats, topics }: PlaceLimits): boolean {
  return chats !== undefined || topics !== undefined;
}

/**
 * Checks whether everything that one call names is among the chats of its access token. What is among them:
 * - every `…chat_id`, inside `reply_parameters` and `scope` too, by its number: names (`@channel`) are outside. Senders
 *   and reactors within a chat are not looked at.
 * - `user_id`, where the method acts on a user or no `chat_id` is beside it.
 * - nothing at all (getMe, getFile, answerCallbackQuery): who wants to forbid these, limits the methods.
 *
 * Business accounts, inline messages and methods that are not known are outside. In chats that are limited to topics, a
 * {@linkcode TopicCheck} goes on.
 */
export class ChatCheck implements ParameterCheck {
  readonly #chats: ReadonlySet<number>;
  readonly #target: MethodTarget;
  readonly #topics: TopicCheck | undefined;
  readonly #values = new Map<string, string>();

  /**
   * @param method in lower case
   * @throws {TelegramError} 403 or 404 when no chat could make the method pass.
   */
  constructor({ limits: { chats = [], topics }, botId, messageTopics }: ChatCheckOptions, method: string) {
    const target = findMethodTarget(method);
    if (target === undefined) throw new TelegramError(404, descriptions.methodNotFound);
    if (target === "business") throw forbidden("may not act for a business account");
    const byChat = topics && topicsByChat(topics);
    this.#chats = new Set([...chats, ...byChat?.keys() ?? []]);
    this.#target = target;
    this.#topics = byChat && new TopicCheck({ topics: byChat, botId, messageTopics }, method);
  }

  /** Whether a parameter may say which chat the call is about. */
  looksAt(name: string): boolean {
    return this.#saysChat(name) || this.#topics?.looksAt(name) === true;
  }

  #saysChat(name: string): boolean {
    return name === "user_id" || objects.has(name) || incomparable.has(name) ||
      (chatName.test(name) && !members.has(name));
  }

  /**
   * Takes a parameter of the call, in the order in which the official server reads them.
   *
   * @throws {TelegramError} 403 when it is outside, 400 when it was given before with another value.
   */
  add(name: string, value: string): void {
    if (!this.looksAt(name)) return;
    const before = this.#values.get(name);
    if (before !== undefined) {
      if (before !== value) throw ambiguous(`${name} is given twice, with different values`);
      return;
    }
    this.#values.set(name, value);
    if (value === "" || !this.#saysChat(name)) return;
    if (incomparable.has(name)) throw forbidden(`may not use ${name}`);
    if (objects.has(name)) this.#checkObject(name, value);
    else if (name !== "user_id" || this.#target === "user") this.#checkIds(name, value);
  }

  /**
   * Tells that there are no more parameters.
   *
   * @throws {TelegramError} 403 when what they name together is outside.
   */
  finish(): Promise<void> | void {
    const user = this.#values.get("user_id");
    if (user && !this.#values.get("chat_id")) this.#checkId(user);
    return this.#topics?.finish(this.#values);
  }

  #checkObject(name: string, value: string): void {
    const members = parseJsonMembers(encodeUtf8(value));
    if (members === undefined || !/^[ \t\r\n]*(?:\{|null)/.test(value)) {
      throw forbidden(`may not use ${name} that is no JSON object`);
    }
    const seen = new Map<string, string>();
    for (const [member, text] of members) {
      if (!chatName.test(member) || text === "" || text === "null") continue;
      if ((seen.get(member) ?? text) !== text) throw ambiguous(`${member} stands twice in ${name}`);
      seen.set(member, text);
      this.#checkIds(member, text);
    }
  }

  #checkIds(name: string, value: string): void {
    if (!name.endsWith("_ids")) return this.#checkId(value);
    for (const id of parseIds(value)) this.#checkId(id);
  }

  /** Numbers in another spelling than their own may be read as others. */
  #checkId(text: string): void {
    if (/^(?:0|-?[1-9][0-9]{0,15})$/.test(text) && this.#chats.has(Number(text))) return;
    throw forbidden("may not use this chat");
  }
}

/** @throws {TelegramError} 403 unless it is a JSON array of ids. */
function parseIds(text: string): string[] {
  try {
    const ids: unknown = JSON.parse(text);
    const isPlain = Array.isArray(ids) && ids.every((id) => typeof id === "number" || typeof id === "string");
    if (isPlain) return ids.map(String);
  } catch {
    // Refused like any other value.
  }
  throw forbidden("may not use chats that are no JSON array of ids");
}
