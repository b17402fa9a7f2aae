import { asArray, asInteger, asRecord, asText, type JsonRecord } from "../base/json_value.ts";
import { mediaKinds } from "../telegram/media_kinds.ts";
import { readCommand } from "../telegram/message_command.ts";
import { contentOf } from "../telegram/message_content.ts";
import { richMessageText } from "../telegram/rich_text.ts";
import { readUpdateFacts, type UpdateFacts } from "../telegram/update_facts.ts";
import { bringsMessage } from "../telegram/update_kinds.ts";
import { SearchedText } from "./searched_text.ts";

/** The bot that sees an update. */
export interface ViewingBot {
  readonly id: number;
  /** Without `@`; empty while it is not known. */
  readonly username: string;
}

/** The chat an update happened in. */
interface ChatView {
  readonly id: number;
  /** `private`, `group`, `supergroup` or `channel`; empty when the update does not say. */
  readonly type: string;
  /** Its title, or the name of the person it is with. */
  readonly title: string;
  /** Without `@`; empty when it has none. */
  readonly username: string;
}

/** Who caused an update: a user, or a chat in whose name somebody wrote. */
export interface SenderView {
  readonly id: number;
  /** Whether it is a user, so that it can be mentioned. */
  readonly isUser: boolean;
  /** Never for a chat: an anonymous administrator is a person. */
  readonly isBot: boolean;
  /** First and last name, or the chat's title. */
  readonly name: string;
  /** Without `@`; empty when there is none. */
  readonly username: string;
  /** IETF tag as Telegram gives it, in lower case; empty when it gives none. */
  readonly language: string;
  readonly isPremium: boolean;
}

/** What conditions, templates and actions look at of one update. Ids are 0 and texts empty where it has none. */
export interface UpdateView extends Omit<UpdateFacts, "dateSec"> {
  readonly bot: ViewingBot;
  /** When it happened, else when it came; milliseconds since the epoch. */
  readonly atMs: number;
  readonly chat: ChatView | undefined;
  readonly sender: SenderView | undefined;
  /** The Message object, for kinds that bring one. */
  readonly message: JsonRecord | undefined;
  /** The message it brings, or is about. */
  readonly messageId: number;
  /** Text or caption of the message; of a rich message, its text without formatting. */
  readonly text: string;
  /** The same text, for patterns. */
  readonly searched: SearchedText;
  /** Entities of {@linkcode text}, as they came. */
  readonly entities: readonly unknown[];
  /** Command for this bot that the message begins with, in lower case without the slash. */
  readonly command: string;
  /** Field of the message that holds its media, such as `photo`. */
  readonly media: string;
  /** The object beside `update_id`. */
  readonly body: JsonRecord;
}

const media: ReadonlySet<string> = new Set(mediaKinds);

/**
 * Reads what is looked at of an update. Kinds of the future are read by the rules that all kinds share.
 *
 * @param update the parsed update
 * @param receivedAtMs when it came, for updates that do not say when they happened
 * @throws {TypeError} when `update` is no object with an integer `update_id`.
 */
export function readUpdateView(update: unknown, bot: ViewingBot, receivedAtMs: number): UpdateView {
  const { dateSec, ...facts } = readUpdateFacts(update);
  const body = asRecord(asRecord(update)?.[facts.kind]) ?? {};
  const message = bringsMessage(facts.kind) ? body : undefined;
  const content = message === undefined ? "" : contentOf(message);
  const chat = readChat(body);
  const text = readText(message ?? {});
  const isText = typeof message?.text === "string";
  return {
    ...facts,
    bot,
    atMs: dateSec * 1000 || receivedAtMs,
    chat,
    sender: readSender(body, message, chat),
    body,
    message,
    messageId: asInteger(body.message_id) || asInteger(asRecord(body.message)?.message_id),
    text,
    searched: new SearchedText(text),
    entities: asArray(isText ? message.entities : message?.caption_entities),
    command: message === undefined ? "" : readOwnCommand(message, bot),
    media: media.has(content) ? content : "",
  };
}

function readText({ text, caption, rich_message: richMessage }: JsonRecord): string {
  return asText(text ?? caption) || richMessageText(richMessage);
}

function readChat(body: JsonRecord): ChatView | undefined {
  const chat = asRecord(body.chat) ?? asRecord(asRecord(body.message)?.chat);
  const id = asInteger(chat?.id);
  if (chat === undefined || id === 0) return undefined;
  return { id, type: asText(chat.type), title: nameOf(chat), username: asText(chat.username) };
}

function readSender(
  body: JsonRecord,
  message: JsonRecord | undefined,
  chat: ChatView | undefined,
): SenderView | undefined {
  const byChat = asRecord(body.sender_chat) ?? asRecord(body.actor_chat) ?? asRecord(body.voter_chat);
  if (byChat !== undefined) return toSender(byChat, false);
  const user = asRecord(body.from) ?? asRecord(body.user) ?? boosterOf(body);
  if (user !== undefined) return toSender(user, true);
  // A post of a channel may come without a sender: it is the channel's.
  return message !== undefined && chat?.type === "channel"
    ? toSender(asRecord(message.chat) ?? {}, false)
    : undefined;
}

function boosterOf(body: JsonRecord): JsonRecord | undefined {
  const source = asRecord(body.source) ?? asRecord(asRecord(body.boost)?.source);
  return asRecord(source?.user);
}

function toSender(who: JsonRecord, isUser: boolean): SenderView | undefined {
  const id = asInteger(who.id);
  if (id === 0) return undefined;
  return {
    id,
    isUser,
    isBot: isUser && who.is_bot === true,
    name: nameOf(who),
    username: asText(who.username),
    language: asText(who.language_code).toLowerCase(),
    isPremium: who.is_premium === true,
  };
}

function nameOf(who: JsonRecord): string {
  const title = asText(who.title);
  return title === "" ? [who.first_name, who.last_name].map(asText).join(" ").trim() : title;
}

function readOwnCommand(message: JsonRecord, bot: ViewingBot): string {
  const command = readCommand(message);
  if (command === undefined) return "";
  const isOwn = command.botUsername === "" || command.botUsername === bot.username.toLowerCase();
  return isOwn ? command.name : "";
}
