import { asRecord, asText, type JsonRecord } from "../base/json_value.ts";
import { messageEnvelope } from "../telegram/message_content.ts";
import { foldText } from "./words.ts";

/** Content of a message that can be taken over by a copy of it, as `copyMessage` does. */
export function copyContent(message: JsonRecord): Record<string, unknown> {
  const taken = new Set([
    "caption",
    "caption_entities",
    "entities",
    "has_media_spoiler",
    "show_caption_above_media",
  ]);
  return Object.fromEntries(
    Object.entries(message).filter(([name]) => !messageEnvelope.has(name) || taken.has(name)),
  );
}

/** Fields whose text a person reads, wherever in a message's content they stand. */
const readable: ReadonlySet<string> = new Set([
  "text",
  "caption",
  "title",
  "description",
  "question",
  "explanation",
  "file_name",
  "performer",
  "first_name",
  "last_name",
  "phone_number",
  "address",
  "name",
  "new_chat_title",
  "custom_title",
  "data",
  "button_text",
  "username",
  "prize_description",
  "reason",
]);
/** Parts of a message that are not its own content. */
const foreign: ReadonlySet<string> = new Set([
  "from",
  "sender_chat",
  "sender_business_bot",
  "chat",
  "forward_origin",
  "reply_to_message",
  "external_reply",
  "quote",
  "reply_to_story",
  "via_bot",
  "guest_bot_caller_user",
  "guest_bot_caller_chat",
  "pinned_message",
  "reply_markup",
  "entities",
  "caption_entities",
  "text_entities",
  "link_preview_options",
  "thumbnail",
]);
const deepest = 16;
/** More text than a message may hold; what lies beyond is not searched. */
const mostText = 65_536;

/** The text a person reads in a message's content, its parts on lines of their own: text, caption, titles, options … */
export function textOf(message: JsonRecord): string {
  // The two that make up most of all messages.
  const { text, caption } = message;
  if (typeof text === "string") return text;
  const parts: string[] = typeof caption === "string" ? [caption] : [];
  for (const name of Object.keys(message)) {
    if (name === "new_chat_title") parts.push(asText(message[name]));
    else if (!messageEnvelope.has(name) && !foreign.has(name)) collectText(message[name], parts, 0);
  }
  return parts.join("\n").slice(0, mostText);
}

function collectText(value: unknown, parts: string[], depth: number, isRead = false): void {
  if (isRead && typeof value === "string") return void parts.push(value);
  if (depth > deepest || typeof value !== "object" || value === null) return;
  if (Array.isArray(value)) {
    for (const each of value) collectText(each, parts, depth + 1, isRead);
    return;
  }
  for (const [name, member] of Object.entries(value)) {
    if (!foreign.has(name)) collectText(member, parts, depth + 1, readable.has(name));
  }
}

/** The names by which a message can be found: of its sender, of where it was forwarded from, of its signature. */
export function namesOf(message: JsonRecord): string {
  const names: string[] = [];
  const origin = asRecord(message.forward_origin);
  collectNames(message.from, names);
  collectNames(message.sender_chat, names);
  collectName(message.author_signature, names);
  collectName(message.sender_tag, names);
  if (origin !== undefined) {
    collectNames(origin.sender_user, names);
    collectName(origin.sender_user_name, names);
    collectNames(origin.sender_chat ?? origin.chat, names);
  }
  collectNames(message.via_bot, names);
  return names.join("\n");
}

/** The names of a User or Chat object. */
export function personNames(value: unknown): string[] {
  const names: string[] = [];
  collectNames(value, names);
  return names;
}

function collectNames(value: unknown, names: string[]): void {
  const person = asRecord(value);
  if (person === undefined) return;
  collectName(person.title, names);
  collectName(person.first_name, names);
  collectName(person.last_name, names);
  collectName(person.username, names);
}

function collectName(value: unknown, names: string[]): void {
  if (typeof value === "string" && value !== "") names.push(value);
}

/** The names of a User or Chat object as they are compared. */
export function foldNames(person: JsonRecord): string {
  return foldText(personNames(person).join(" "));
}
