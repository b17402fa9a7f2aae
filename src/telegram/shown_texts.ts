import { asArray, asInteger, asRecord, asText, type JsonRecord } from "../base/json_value.ts";
import { mediaKinds } from "./media_kinds.ts";
import { contentOf, messageEnvelope } from "./message_content.ts";
import { personName, personNames } from "./person_name.ts";
import { richMessageText } from "./rich_text.ts";
import { serviceKinds } from "./service_kinds.ts";

/**
 * The texts people see of a message: what the console shows of it is read here, and what search finds it by. A text that
 * is to be shown is added here, or search does not find it.
 */

/** Fields whose text a person reads, wherever in a content they stand. */
const readable: ReadonlySet<string> = new Set([
  "text",
  "caption",
  "title",
  "description",
  "question",
  "explanation",
  "file_name",
  "performer",
  "phone_number",
  "address",
  "name",
  "custom_title",
  "data",
  "button_text",
  "option_text",
  "comment",
  "emoji",
  "alternative_text",
  "prize_description",
  "reason",
  "web_app_name",
  "theme_name",
]);
/** Parts of a content that are nothing to read. */
const unread = /entities$|^(thumbnail|reply_markup)$/;
const knownKinds: ReadonlySet<string> = new Set(["text", "rich_message", ...mediaKinds, ...serviceKinds]);
/** Deeper than Telegram nests anything. */
const maxDepth = 64;
/** More values than a content has; what comes behind them is not read. */
const maxValues = 20_000;
/** More text than a message may hold, in UTF-16 units; what lies beyond is neither shown nor found. */
export const maxText = 65_536;
/** More options, tasks, or buttons of a row than a message has, and more rows of them. */
const maxParts = 300;
/** Maximum length of the text of what is answered or pinned, in UTF-16 units. */
const maxLine = 200;

/** The texts of one content of a message, such as `poll`, in the order they are read. */
export function contentTexts(content: string, value: unknown): string[] {
  if (content === "passport_data") return [];
  if (content === "rich_message") return [richMessageText(value)];
  if (content === "pinned_message") return [messageLine(asRecord(value) ?? {})];
  const reader = new TextReader();
  if (knownKinds.has(content)) reader.read(value, true, 0);
  else reader.readAll(value, 0);
  return reader.texts;
}

/** Everything a message holds to read, its parts on lines of their own: text, caption, titles, options, buttons … */
export function messageText(message: JsonRecord): string {
  const { text, caption, reply_markup: markup } = message;
  // What most messages are.
  if (typeof text === "string" && markup === undefined) return text.slice(0, maxText);
  const parts = new Set([asText(text), asText(caption)]);
  for (const [name, value] of Object.entries(message)) {
    if (name === "text" || messageEnvelope.has(name)) continue;
    for (const part of contentTexts(name, value)) parts.add(part);
  }
  for (const { text } of readButtons(markup).flat()) parts.add(asText(text));
  parts.delete("");
  return [...parts].join("\n").slice(0, maxText);
}

/** What a message holds, in one line; empty for one without words. */
export function messageLine(message: JsonRecord): string {
  const { reply_markup: _markup, pinned_message: _pinned, ...held } = message;
  return messageText(held).replaceAll(/\s+/g, " ").slice(0, maxLine);
}

/** What surrounds a message's own words: who wrote it, where it came from, what it answers. */
export function surroundingText(message: JsonRecord): string {
  const reply = readReply(message);
  return [
    ...personNames(speakerOf(message)),
    ...personNames(message.from),
    asText(message.author_signature),
    asText(message.sender_tag),
    ...originNames(message.forward_origin),
    ...personNames(message.via_bot),
    ...(reply === undefined ? [] : [...reply.names, reply.text]),
  ].filter((text) => text !== "").join("\n");
}

/** Who speaks in a message: a chat, a user, or the channel it is in. */
export function speakerOf(message: JsonRecord): JsonRecord | undefined {
  return asRecord(message.sender_chat) ?? asRecord(message.from) ?? asRecord(message.chat);
}

/** The name of where a message was forwarded from; empty when there is none to tell. */
export function originName(origin: unknown): string {
  const { sender_user, sender_chat, chat, sender_user_name, author_signature } = asRecord(origin) ?? {};
  return personName(asRecord(sender_user) ?? asRecord(sender_chat) ?? asRecord(chat)) ||
    asText(sender_user_name) || asText(author_signature);
}

function originNames(value: unknown): string[] {
  const origin = asRecord(value);
  return origin === undefined ? [] : [
    ...personNames(origin.sender_user),
    ...personNames(origin.sender_chat ?? origin.chat),
    asText(origin.sender_user_name),
    asText(origin.author_signature),
  ];
}

/** What a message answers. */
interface ReadReply {
  /** The message, when it is in the same chat. */
  readonly original: JsonRecord | undefined;
  /** How its writer is called, the first name as shown. */
  readonly names: readonly string[];
  /** What was quoted of it, else its words. */
  readonly text: string;
}

/** What a message answers; `undefined` for nothing. Every message of a topic answers the one that made the topic. */
export function readReply(message: JsonRecord): ReadReply | undefined {
  const quote = asText(asRecord(message.quote)?.text);
  const original = asRecord(message.reply_to_message);
  const elsewhere = asRecord(message.external_reply);
  if (original !== undefined) {
    if (contentOf(original) === "forum_topic_created") return undefined;
    const speaker = speakerOf(original);
    const name = personName(speaker) || asText(original.author_signature);
    return { original, names: [name, ...personNames(speaker)], text: quote || messageLine(original) };
  }
  if (elsewhere === undefined) return undefined;
  const names = [originName(elsewhere.origin), ...originNames(elsewhere.origin)];
  return { original: undefined, names, text: quote };
}

/** The buttons under a message, row by row. */
export function readButtons(replyMarkup: unknown): JsonRecord[][] {
  return asArray(asRecord(replyMarkup)?.inline_keyboard).slice(0, maxParts).map(readParts);
}

/** The options of a poll, the tasks of a checklist and their like. */
export function readParts(list: unknown): JsonRecord[] {
  return asArray(list).slice(0, maxParts).map((part) => asRecord(part) ?? {});
}

/** An amount of money as the Bot API writes it: in the smallest unit of its currency; empty where there is none. */
export function amountText({ currency, total_amount, amount = total_amount }: JsonRecord): string {
  const code = asText(currency);
  if (code === "" || typeof amount !== "number") return "";
  return code === "XTR" ? `${asInteger(amount)} ⭐` : `${asInteger(amount) / 100} ${code}`;
}

/** A place on earth; empty where a location is not known. */
export function coordinatesText(location: JsonRecord | undefined): string {
  const { latitude, longitude } = location ?? {};
  if (typeof latitude !== "number" || typeof longitude !== "number") return "";
  return `${latitude.toFixed(5)}, ${longitude.toFixed(5)}`;
}

/** Gathers texts in the order they stand, as many as there may be. */
class TextReader {
  readonly texts: string[] = [];
  #left = maxValues;

  /** The texts of a content that this BotMux knows. */
  read(value: unknown, isRead: boolean, depth: number): void {
    if (this.#left-- <= 0) return;
    if (typeof value === "string") {
      if (isRead) this.#add(value);
      return;
    }
    if (typeof value !== "object" || value === null || depth > maxDepth) return;
    if (Array.isArray(value)) {
      for (const each of value) this.read(each, isRead, depth + 1);
      return;
    }
    const record = value as JsonRecord; // An object that is no array.
    const isMessage = depth > 0 && record.message_id !== undefined && record.chat !== undefined;
    const person = isMessage ? "" : fullName(record);
    this.#add(person);
    for (const [name, member] of Object.entries(record)) {
      const isAround = isMessage && name !== "caption" && messageEnvelope.has(name);
      const isNamed = person !== "" && name === "title";
      if (!isAround && !isNamed && !unread.test(name)) this.read(member, readable.has(name), depth + 1);
    }
    if (asInteger(record.star_count) > 0) this.#add(`${asInteger(record.star_count)} ⭐`);
    this.#add(amountText(record));
    this.#add(coordinatesText(record));
  }

  /** Whatever is in a content that is newer than this BotMux, names of fields included: all of it is shown. */
  readAll(value: unknown, depth: number): void {
    if (this.#left-- <= 0 || depth > maxDepth) return;
    if (typeof value === "string" || typeof value === "number") this.#add(String(value));
    else if (Array.isArray(value)) { for (const each of value) this.readAll(each, depth + 1); }
    else {
      for (const [name, member] of Object.entries(asRecord(value) ?? {})) {
        this.#add(name);
        this.readAll(member, depth + 1);
      }
    }
  }

  #add(text: string): void {
    if (text !== "") this.texts.push(text);
  }
}

/** The name and the username of a User, a Contact or a public Chat; empty for everything else. */
function fullName(record: JsonRecord): string {
  const { first_name, last_name, username } = record;
  if (first_name === undefined && last_name === undefined && username === undefined) return "";
  const name = personName(record);
  const address = asText(username) === "" ? "" : `@${username}`;
  return name === address ? name : `${name} ${address}`.trim();
}
