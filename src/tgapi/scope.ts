import { encodeUtf8 } from "../base/bytes.ts";
import type { AccessScope } from "../registry/model.ts";
import { descriptions, TelegramError } from "../telegram/envelope.ts";
import { readJsonMembers } from "../telegram/json_members.ts";
import { parseJsonObject } from "./json_object.ts";

/** Parameters that say, or may say, which chat a call is about. */
export const chatParameters: ReadonlySet<string> = new Set([
  "chat_id",
  "from_chat_id",
  "user_id",
  "reply_parameters",
  "scope",
  "business_connection_id",
  "inline_message_id",
]);

/** Part of {@linkcode chatParameters}: names of no chat that could be compared with a list. */
const incomparable = ["business_connection_id", "inline_message_id"];

/** Whether the method, in lower case, is in scope. */
export function isMethodInScope({ methods }: AccessScope, method: string): boolean {
  return methods === undefined || methods.includes(method);
}

/**
 * Lets a method, in lower case, pass that is in scope.
 *
 * @throws {TelegramError} 404, as if there were no such method.
 */
export function checkMethod(scope: AccessScope, method: string): void {
  if (!isMethodInScope(scope, method)) throw new TelegramError(404, descriptions.methodNotFound);
}

/**
 * Whether every chat a call names is among `chats`: `chat_id`, `from_chat_id`, the `chat_id` inside
 * `reply_parameters` and `scope`, and `user_id` where no `chat_id` stands beside it. Names (`@channel`) match no
 * number and are outside; calls on behalf of a business account and on inline messages name no chat and are
 * outside too. A call that names no chat at all (getMe, getFile, answerCallbackQuery) is inside: who wants to forbid
 * it, limits the methods.
 *
 * @throws {TelegramError} 403.
 */
export function checkChats(chats: readonly number[], get: (name: string) => string | undefined): void {
  for (const name of incomparable) {
    if (get(name)) throw forbidden(`may not use ${name}`);
  }
  const chat = get("chat_id");
  const ids = [chat, get("from_chat_id"), chat ? undefined : get("user_id")];
  for (const id of ids) {
    if (id) checkId(chats, id);
  }
  for (const name of ["reply_parameters", "scope"]) checkNested(chats, name, get(name));
}

/** The refusal of a call whose chat stands where it cannot be seen in time. */
export function chatTooLate(): TelegramError {
  return forbidden("must be told the chat before the files: send the other parameters first");
}

function checkNested(chats: readonly number[], name: string, text: string | undefined): void {
  if (!text) return;
  if (parseJsonObject(text) === undefined) throw forbidden(`may not use ${name} that is no JSON object`);
  for (const [member, value] of readJsonMembers(encodeUtf8(text))) {
    if (member === "chat_id" && value !== "") checkId(chats, value);
  }
}

function checkId(chats: readonly number[], text: string): void {
  if (/^-?[0-9]{1,16}$/.test(text) && chats.includes(Number(text))) return;
  throw forbidden("may not use this chat");
}

function forbidden(what: string): TelegramError {
  return new TelegramError(403, `Forbidden: this access token ${what}`);
}
